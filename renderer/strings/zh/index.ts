/** Simplified Chinese. */
import { words } from "../../../native/words/zh/index.ts"
import { setting, settingValue } from "../../../native/words/zh/setting.ts"
import type { Messages } from "../index.ts"
import type { Translation } from "../translation.ts"
import { catalog } from "./catalog.ts"
import { common } from "./common.ts"
import { evaluation } from "./evaluation.ts"
import { history } from "./history.ts"
import { imageSets } from "./imageSets.ts"
import { importing } from "./import.ts"
import { jobs } from "./jobs.ts"
import { personas } from "./personas.ts"
import { settings } from "./settings.ts"
import { studio } from "./studio.ts"
import { training } from "./training.ts"

export const zh: Translation<Messages> = {
  common,
  studio,
  catalog,
  import: importing,
  personas,
  history,
  imageSets,
  training,
  evaluation,
  jobs,
  settings,
  setting,
  settingValue,
  said: words,
}
