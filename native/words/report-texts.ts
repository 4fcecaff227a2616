/** What the reports of studies say. */
import type { StudyName } from "../contract/evaluation.ts"
import { report as english } from "./en/report.ts"
import type { Locale } from "./locale.ts"
import { type Texts, textsIn } from "./texts.ts"
import { report as chinese } from "./zh/report.ts"

export type ReportTexts = Texts<typeof english>

export const reportTextsIn = (locale: Locale): ReportTexts => textsIn(locale, english, chinese)

/** Studies whose arms are values of a setting, with the setting's symbol. */
const series: Partial<Record<StudyName, string>> = { lambda1: "λ1", lambda2: "λ2", tags: "H" }

/**
 * What is compared in a study, by name; an arm of another version of the program has only its id.
 *
 * @example armName(arms, "lambda1", "0.5") // "λ1 = 0.5"
 */
export function armName(arms: Readonly<Record<string, string>>, study: StudyName, id: string): string {
  const symbol = series[study]
  return symbol === undefined ? (arms[id] ?? id) : `${symbol} = ${id}`
}

/** The names of arms in a language. */
export const armNamesIn = (locale: Locale): Readonly<Record<string, string>> =>
  (locale === "zh-Hans" ? chinese : english).arms
