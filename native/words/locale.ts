/** Languages that the program speaks, and which of them a system's language is. */
import type { Locale } from "../contract/locale.ts"

export { type Locale, locales } from "../contract/locale.ts"

/** The first of a system's languages that we speak, or English. @example localeFor(["de-DE", "zh-TW"]) // "zh-Hans" */
export function localeFor(tags: readonly string[]): Locale {
  for (const tag of tags) {
    if (/^zh\b/i.test(tag)) return "zh-Hans"
    if (/^en\b/i.test(tag)) return "en"
  }
  return "en"
}
