/** Everything that the page says in English. */
import { words } from "../index.ts"
import { setting, settingValue } from "../setting.ts"
import { board } from "./board.ts"
import { catalog } from "./catalog.ts"
import { common } from "./common.ts"
import { evaluation } from "./evaluation.ts"
import { farms } from "./farms.ts"
import { history } from "./history.ts"
import { imageSets } from "./image-sets.ts"
import { importing } from "./import.ts"
import { jobs } from "./jobs.ts"
import { layouts } from "./layouts.ts"
import { models } from "./models.ts"
import { personas } from "./personas.ts"
import { settings } from "./settings.ts"
import { studio } from "./studio.ts"
import { training } from "./training.ts"
import { upscale } from "./upscale.ts"

export const page = {
  common,
  studio,
  board,
  catalog,
  import: importing,
  personas,
  history,
  layouts,
  imageSets,
  training,
  evaluation,
  jobs,
  models,
  farms,
  upscale,
  settings,
  setting,
  settingValue,
  said: words,
}
