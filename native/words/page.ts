/** The page's words. English is the measure: a key that Chinese lacks doesn't compile. */
import { page as english } from "./en/page/index.ts"
import type { Locale } from "./locale.ts"
import type { Translation } from "./translation.ts"

export type PageWords = typeof english

/** English comes with the page; another language is fetched when it is wanted. */
export const pageWordsIn = async (locale: Locale): Promise<Translation<PageWords>> =>
  locale === "zh-Hans" ? (await import("./zh/page/index.ts")).page : english
