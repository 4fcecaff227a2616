/** Languages that the program speaks; their words are in native/words. */
import { z } from "zod"

export const locales = ["en", "zh-Hans"] as const
export const localeSchema = z.enum(locales)
export type Locale = z.infer<typeof localeSchema>
