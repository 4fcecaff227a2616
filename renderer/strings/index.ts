/**
 * Every sentence of the page, by feature and language. English is the measure: `Messages` types every key and the values
 * it takes, and a key that Chinese lacks fails the type-check.
 */
import { words } from "../../native/words/en/index.ts"
import { setting, settingValue } from "../../native/words/en/setting.ts"
import { catalog } from "./en/catalog.ts"
import { common } from "./en/common.ts"
import { evaluation } from "./en/evaluation.ts"
import { history } from "./en/history.ts"
import { imageSets } from "./en/imageSets.ts"
import { importing } from "./en/import.ts"
import { jobs } from "./en/jobs.ts"
import { personas } from "./en/personas.ts"
import { settings } from "./en/settings.ts"
import { studio } from "./en/studio.ts"
import { training } from "./en/training.ts"
import type { Translation } from "./translation.ts"

export const en = {
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

export type Messages = typeof en
export type Locale = "en" | "zh-Hans"

/** English comes with the page; another language is fetched when it is wanted. */
export const messagesOf = async (locale: Locale): Promise<Translation<Messages>> =>
  locale === "zh-Hans" ? (await import("./zh/index.ts")).zh : en

declare module "use-intl" {
  interface AppConfig {
    Messages: Messages
    Locale: Locale
  }
}
