/** Tags that differ only in spelling: hyphen or space, singular or plural. */
import { normaliseTag } from "./normalise.ts"

/** Words that end like plurals and aren't, or that mean something else without their ending. */
const notPlural = new Set(["news", "series", "species", "glasses", "goods", "arms", "always", "perhaps"])

/**
 * What is left of a tag when spelling is set aside; equal for variants of one tag.
 *
 * @example spellingOf("T-Shirts") // "t shirt"
 */
export const spellingOf = (tag: string): string =>
  normaliseTag(tag)
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter(word => word !== "")
    .map(singular)
    .join(" ")

/** One key for a regular English plural and its singular; not always a word: "movies" and "movie" give "movy". */
function singular(word: string): string {
  if (word.length < 4 || notPlural.has(word) || /(ss|us|is)$/.test(word)) return word
  // A letter before the consonant: "ties" is the plural of "tie".
  if (/.[^aeiou]ies?$/u.test(word)) return word.replace(/ies?$/, "y")
  if (/(s|x|z|ch|sh)es?$/.test(word)) return word.replace(/es?$/, "")
  return word.endsWith("s") ? word.slice(0, -1) : word
}
