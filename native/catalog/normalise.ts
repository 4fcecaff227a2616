/** Tags in one spelling, so that equal ones compare equal (DESIGN: Unicode NFC, lower case, single spaces). */

/** @example normaliseTag("  Film\u00a0 NOIR ") // "film noir" */
export const normaliseTag = (tag: string): string =>
  tag
    .toLowerCase()
    .normalize("NFC")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim()

/** A text as searches compare it: in any case, and however its accents are encoded. */
export const searchable = (text: string): string => text.toLowerCase().normalize("NFC")

/** Normalises, drops empty tags and keeps the first of equal ones. */
export const normaliseTags = (tags: readonly string[]): string[] => [
  ...new Set(tags.map(normaliseTag).filter(tag => tag !== "")),
]
