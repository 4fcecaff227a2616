/** Shortening a text by whole words until an encoder reads all of it. */

/**
 * The largest n in 0 … `end` for which `holds`, given that it holds for all smaller ones; 0 when for none.
 *
 * @param from where to begin, if it holds there
 */
export function most(end: number, holds: (n: number) => boolean, from = 0): number {
  let [low, high] = from > 0 && holds(from) ? [from, end] : [0, end]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (holds(middle)) low = middle
    else high = middle - 1
  }
  return low
}

/** One space between words, none around them. */
export const tidy = (text: string): string => text.replace(/\s+/g, " ").trim()

const segmenter = new Intl.Segmenter("en", { granularity: "word" })

/** Where each word of the text ends, also in scripts that put no spaces between words; punctuation stays with its word. */
export function wordEnds(text: string): number[] {
  const ends: number[] = []
  for (const { index, segment, isWordLike } of segmenter.segment(text)) {
    if (isWordLike) ends.push(index + segment.length)
    else if (segment.trim() !== "" && ends.length > 0) ends[ends.length - 1] = index + segment.length
  }
  return ends
}

/** The text's first `count` words; all of it, with whatever follows the last word, when that is all of them. */
export const upTo = (text: string, ends: readonly number[], count: number): string =>
  count === ends.length ? text : text.slice(0, ends[count - 1] ?? 0)
