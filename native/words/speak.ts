/** The words outside the page: use-intl's translator over the catalogue of one language. */
import { createTranslator } from "use-intl/core"
import { words as en } from "./en/index.ts"
import type { Locale } from "./locale.ts"
import { type Say, sayIn, type Translate } from "./say.ts"
import { words as zh } from "./zh/index.ts"

/** @example const say = speak("zh-Hans"); say.error(problem).next */
export const speak = (locale: Locale): Say =>
  sayIn(locale, translatorOf(locale, locale === "zh-Hans" ? zh : en))

/** Finds the texts of `messages` by their keys; a text that is missing or can't be read is an error of the program. */
export const translatorOf = (locale: Locale, messages: object): Translate =>
  createTranslator({
    locale,
    messages: messages as never,
    onError: error => {
      throw error
    },
  }) as unknown as Translate
