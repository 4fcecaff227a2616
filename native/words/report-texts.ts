/** What the reports of studies say. */
import { report as english } from "./en/report.ts"
import type { Locale } from "./locale.ts"
import { type Texts, textsIn, wordsIn } from "./texts.ts"
import type { Translation } from "./translation.ts"
import { report as chinese } from "./zh/report.ts"

export type ReportTexts = Texts<typeof english>

export const reportTextsIn = (locale: Locale): ReportTexts => textsIn(locale, english, chinese)

/** The names of arms in a language. */
export const armNamesIn = (locale: Locale): Readonly<Record<string, string>> =>
  wordsIn<Translation<typeof english>>(locale, english, chinese).arms
