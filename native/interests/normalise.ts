/** Tags in one spelling, so that equal ones compare equal (DESIGN: Unicode NFC, lower case, single spaces). */
import type { ItemTags } from "../contract/catalog.ts"

/** @example normaliseTag("  Film\u00a0 NOIR ") // "film noir" */
export const normaliseTag = (tag: string): string =>
  tag
    .toLowerCase()
    .normalize("NFC")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim()

/** Normalises, drops empty tags and keeps the first of equal ones. */
export const normaliseTags = (tags: readonly string[]): string[] => [
  ...new Set(tags.map(normaliseTag).filter(tag => tag !== "")),
]

/** tags_i: the item's own tags, image tags, then text tags, as a set (eq. 4). */
export const itemTagSet = (tags: Pick<ItemTags, "own" | "image" | "text">): string[] =>
  normaliseTags([...tags.own, ...tags.image, ...tags.text])
