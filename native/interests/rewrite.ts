/** The interest rewrite: an item's text with its tags and the persona's (paper, section 4.1), fitted to the encoder. */
import type { RecipePlan } from "../contract/recipe.ts"
import type { Fit } from "../contract/setting-values.ts"
import { most, tidy, upTo, wordEnds } from "./fit-words.ts"

export interface RewriteInput {
  /** T: the item's own text. It begins with the title. */
  readonly text: string
  /** Stays with fit `keep-tags`, whatever else must go. */
  readonly title: string
  /** φ: what the image is, e.g. "movie poster". */
  readonly phi: string
  /** tags_i. */
  readonly itemTags: readonly string[]
  /** tags_U, strongest first. */
  readonly interests: readonly string[]
  readonly fit: Fit
  /** Tokens the text encoder reads, its start and end tokens included: 77 for CLIP. */
  readonly limit: number
  /** Tokens of a text, start and end tokens included. */
  readonly countTokens: (text: string) => number
}

/** Longer than any text that the encoder's few tokens can hold; keeps a recipe small. */
const longestText = 10_000

/**
 * T* = T + " This φ is about " + tags_i + ", maybe related to " + tags_U + "."
 *
 * With fit `paper` the encoder drops whatever lies past its limit. With `keep-tags` T loses whole words from its end
 * until all tags fit. Its title stays: when title and tags don't fit, the persona's tags go, the least counted first,
 * then the item's last ones. `cutTags` and `cutWords` say what the encoder doesn't see.
 */
export function rewrite(input: RewriteInput): RecipePlan["rewrite"] {
  return input.fit === "paper" ? fallOff(input) : keepTags(input)
}

/** Puts T and the tags together; either list may be empty. */
function compose(
  text: string,
  phi: string,
  itemTags: readonly string[],
  interests: readonly string[],
): string {
  const about = itemTags.length > 0 ? ` about ${itemTags.join(", ")}` : ""
  const related = interests.length > 0 ? ` maybe related to ${interests.join(", ")}` : ""
  if (about === "" && related === "") return text
  const comma = about !== "" && related !== "" ? "," : ""
  return `${text} This ${phi} is${about}${comma}${related}.`.trimStart()
}

function fallOff({
  text,
  phi,
  itemTags,
  interests,
  limit,
  countTokens,
}: RewriteInput): RecipePlan["rewrite"] {
  const whole = tidy(text)
  const ends = wordEnds(whole)
  const read = whole.slice(0, longestText)
  const tokens = countTokens(compose(read, phi, itemTags, interests))
  const fits = (part: string) => countTokens(part) <= limit
  // A tag is seen when T* up to its last letter is.
  const tagFits = (kept: number) => {
    const [own, theirs] = firstTags(kept, itemTags, interests)
    return fits(compose(read, phi, own, theirs).slice(0, -1))
  }
  const tags = itemTags.length + interests.length
  return {
    text: compose(read, phi, itemTags, interests),
    tokens: Math.min(tokens, limit),
    limit,
    cutTags: tokens <= limit ? [] : lastTags(most(tags, tagFits), itemTags, interests),
    cutWords: tokens <= limit ? 0 : ends.length - most(ends.length, kept => fits(upTo(whole, ends, kept))),
  }
}

function keepTags({
  text,
  title,
  phi,
  itemTags,
  interests,
  limit,
  countTokens,
}: RewriteInput): RecipePlan["rewrite"] {
  const whole = tidy(text)
  const ends = wordEnds(whole)
  const withWords = (kept: number) => compose(upTo(whole, ends, kept), phi, itemTags, interests)
  const counts = new Map<string, number>()
  const countOnce = (part: string) => {
    const count = counts.get(part) ?? countTokens(part)
    counts.set(part, count)
    return count
  }
  const ofTitle = Math.min(wordEnds(tidy(title)).length, ends.length)
  const titleWith = (tags: number) =>
    compose(upTo(whole, ends, ofTitle), phi, ...firstTags(tags, itemTags, interests))
  const fits = (part: string) => countOnce(part) <= limit

  const tags = itemTags.length + interests.length
  // A word has one token or more: so many fewer words are enough.
  const tooMany = countOnce(withWords(ends.length)) - limit
  const words =
    tooMany <= 0
      ? ends.length
      : most(ends.length, kept => fits(withWords(kept)), Math.max(0, ends.length - tooMany))
  if (words >= ofTitle && (words > 0 || fits(withWords(0)))) return fitted(withWords(words), words, tags)
  const keptTags = most(tags, kept => fits(titleWith(kept)))
  if (fits(titleWith(keptTags))) return fitted(titleWith(keptTags), ofTitle, keptTags)
  // A title longer than all that the encoder reads.
  const kept = most(ends.length, count => fits(upTo(whole, ends, count)))
  return fitted(upTo(whole, ends, kept), kept, 0)

  function fitted(result: string, keptWords: number, kept: number): RecipePlan["rewrite"] {
    return {
      text: result,
      tokens: countOnce(result),
      limit,
      cutTags: lastTags(kept, itemTags, interests),
      cutWords: ends.length - keptWords,
    }
  }
}

const firstTags = (count: number, itemTags: readonly string[], interests: readonly string[]) =>
  [itemTags.slice(0, count), interests.slice(0, Math.max(0, count - itemTags.length))] as const

const lastTags = (from: number, itemTags: readonly string[], interests: readonly string[]) => [
  ...new Set([...itemTags, ...interests].slice(from)),
]
