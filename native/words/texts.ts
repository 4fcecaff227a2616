/** Texts that are looked up by key, with the values that the English text takes checked by the compiler. */
import type { createTranslator } from "use-intl/core"
import type { Locale } from "./locale.ts"
import type { Translation } from "./translation.ts"
import { translatorOf } from "./translator.ts"

/** @example texts("train.stepOf", { step: 3, steps: 10 }) */
export type Texts<English extends object> = ReturnType<typeof createTranslator<English>>

/** Those of the words that are in the language. */
export const wordsIn = <Words>(locale: Locale, english: Words, chinese: Words): Words =>
  locale === "zh-Hans" ? chinese : english

/** The texts of one part of the program, in the language that is asked for. */
export function textsIn<English extends object>(
  locale: Locale,
  english: English,
  chinese: Translation<English>,
): Texts<English> {
  return translatorOf(locale, wordsIn<object>(locale, english, chinese)) as unknown as Texts<English>
}
