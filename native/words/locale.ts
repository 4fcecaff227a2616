/** Languages that the program speaks. */
export type Locale = "en" | "zh-Hans"
export const locales: readonly Locale[] = ["en", "zh-Hans"]

/** The first of a system's languages that we speak, or English. @example localeFor(["de-DE", "zh-TW"]) // "zh-Hans" */
export function localeFor(tags: readonly string[]): Locale {
  for (const tag of tags) {
    if (/^zh\b/i.test(tag)) return "zh-Hans"
    if (/^en\b/i.test(tag)) return "en"
  }
  return "en"
}
