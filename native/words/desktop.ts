/** The words of the desktop's menu and dialogs. */
import { desktop as english } from "./en/desktop.ts"
import type { Locale } from "./locale.ts"
import { wordsIn } from "./texts.ts"
import type { Translation } from "./translation.ts"
import { desktop as chinese } from "./zh/desktop.ts"

export type DesktopWords = Translation<typeof english>

export const desktopWordsIn = (locale: Locale): DesktopWords =>
  wordsIn<DesktopWords>(locale, english, chinese)
