/** Heads of the columns of import-report.csv outside the page. */
import { importReport as english } from "./en/import-report.ts"
import type { Locale } from "./locale.ts"
import { wordsIn } from "./texts.ts"
import type { Translation } from "./translation.ts"
import { importReport as chinese } from "./zh/import-report.ts"

export type ImportReportWords = Translation<typeof english>

export const importReportIn = (locale: Locale): ImportReportWords =>
  wordsIn<ImportReportWords>(locale, english, chinese)
