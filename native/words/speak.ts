/** The words of codes outside the page. */
import { words as en } from "./en/index.ts"
import type { Locale } from "./locale.ts"
import { type Say, sayIn } from "./say.ts"
import { wordsIn } from "./texts.ts"
import { translatorOf } from "./translator.ts"
import { words as zh } from "./zh/index.ts"

/** @example const say = speak("zh-Hans"); say.error(problem).next */
export const speak = (locale: Locale): Say =>
  sayIn(locale, translatorOf(locale, wordsIn<object>(locale, en, zh)))
