/** What a mask of a picture's subject is called where the user gives it no name: the same in the page and at an import. */
import { studio as english } from "./en/page/studio.ts"
import type { Locale } from "./locale.ts"
import { studio as chinese } from "./zh/page/studio.ts"

export const subjectNameIn = (locale: Locale): string =>
  (locale === "en" ? english : chinese).masks.subjectName
