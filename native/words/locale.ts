/** Languages that the program speaks. */
export type Locale = "en" | "zh-Hans"
export const locales: readonly Locale[] = ["en", "zh-Hans"]
