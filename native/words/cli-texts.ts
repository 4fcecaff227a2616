/** What the command line prints beside the sentences of codes. */
import { help as englishHelp } from "./en/cli-help.ts"
import { output as englishOutput } from "./en/cli-output.ts"
import type { Locale } from "./locale.ts"
import { type Texts, textsIn, wordsIn } from "./texts.ts"
import type { Translation } from "./translation.ts"
import { help as chineseHelp } from "./zh/cli-help.ts"
import { output as chineseOutput } from "./zh/cli-output.ts"

export type HelpTexts = Texts<typeof englishHelp>
export type OutputTexts = Texts<typeof englishOutput>

export const helpTextsIn = (locale: Locale): HelpTexts => textsIn(locale, englishHelp, chineseHelp)
export const outputTextsIn = (locale: Locale): OutputTexts => textsIn(locale, englishOutput, chineseOutput)

/** The word for what stands in angle brackets behind a flag; undefined for what is none. */
export function valueName(locale: Locale, name: string): string | undefined {
  const words: Readonly<Record<string, string>> = wordsIn<Translation<typeof englishHelp>>(
    locale,
    englishHelp,
    chineseHelp,
  ).values
  return words[name]
}
