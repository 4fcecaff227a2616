/** The words to avoid: what the unconditional row of guidance reads in place of the empty text (a negative prompt). */
import type { AvoidedWords } from "../contract/recipe.ts"
import { most, tidy, upTo, wordEnds } from "./fit-words.ts"

export interface AvoidedInput {
  /** In the order of their weight: what doesn't fit is cut from the end. Each may be empty. */
  readonly parts: readonly string[]
  /** Tokens the text encoder reads, its start and end tokens included: 77 for CLIP. */
  readonly limit: number
  /** Tokens of a text, start and end tokens included. */
  readonly countTokens: (text: string) => number
}

/**
 * All parts as one list of phrases, each once. Phrases that don't fit are cut whole: half of “red car” would avoid
 * another thing. Only a first phrase that is too long by itself loses words from its end. Null for no words at all.
 */
export function joinAvoided({ parts, limit, countTokens }: AvoidedInput): AvoidedWords | null {
  const phrases = distinct(parts.flatMap(part => part.split(/[,，、;；\n]/).map(tidy)).filter(Boolean))
  if (phrases.length === 0) return null
  const fits = (text: string) => countTokens(text) <= limit
  const first = (count: number) => phrases.slice(0, count).join(", ")
  const kept = most(phrases.length, count => fits(first(count)))
  const text = kept > 0 ? first(kept) : shortened(phrases[0]!, fits)
  return { text, tokens: countTokens(text), limit, cut: phrases.slice(kept) }
}

function shortened(phrase: string, fits: (text: string) => boolean): string {
  const ends = wordEnds(phrase)
  const kept = most(ends.length, count => fits(upTo(phrase, ends, count)))
  // Of a single word that is too long, the encoder reads the beginning.
  return upTo(phrase, ends, kept) || phrase
}

/** Each once, by its first spelling. */
function distinct(phrases: readonly string[]): string[] {
  const seen = new Set<string>()
  return phrases.filter(phrase => {
    const word = phrase.toLocaleLowerCase()
    return !seen.has(word) && seen.add(word)
  })
}
