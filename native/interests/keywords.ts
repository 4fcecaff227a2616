/** Text tags without a model: words of the scenario's vocabulary first, then the text's own nouns and adjectives. */
import nlp from "compromise"
import type { Scenario } from "../contract/scenario.ts"
import { normaliseTag } from "./normalise.ts"
import { spellingOf } from "./spelling.ts"
import { maxLetters } from "./tag-answer.ts"

/** Longer texts say what they are about within this. */
const longestText = 5000

/** Longest phrase taken as a tag; of a longer one its end, where English puts the head noun. */
const maxWords = 3

/** Most tags taken beyond the vocabulary: a text's later phrases say little about it. */
const maxOwn = 4

/** Nouns and adjectives that say nothing about an item. */
const empty = new Set(
  `able above alone available best better big day different everybody everyone everything far few free full
  good great here ideal item kind last left little long lot lots main many more most much new next nobody
  nothing number one ones other own pair part perfect person piece round same several somebody someone
  something story suitable such there thing things time top type various way ways year years`.split(/\s+/),
)

/** Kinds of words (compromise's names) that no tag holds, even where they stand among nouns. */
const noTag = /^(Pronoun|Determiner|Preposition|Conjunction|Adverb|Value|Date|Possessive|Url)$/

/** Separators that no tag holds: T* joins tags by commas. */
const separators = /[,;，、；]/g

/** Where compromise sees no end of a phrase for want of a space. */
const unspaced = /[，、；：。！？]|[,;](?=\p{L})/gu

/** @returns at most `scenario.maxTags` tags, strongest first; English is assumed */
export function keywords(text: string, scenario: Scenario): string[] {
  const start = text.slice(0, longestText).normalize("NFC")
  const known = vocabularyIn(start, scenario)
  // "plaid coat" says nothing that "plaid" and "coat" don't.
  const taken = new Set(known.flatMap(tag => spellingOf(tag).split(" ")))
  const says = (phrase: string) =>
    !spellingOf(phrase)
      .split(" ")
      .every(word => taken.has(word))
  const own = phrases(start).filter(says)
  return [...known, ...own.slice(0, maxOwn)].slice(0, scenario.maxTags)
}

/** Vocabulary tags that the text names, in the text's order; "navy blue" hides the "blue" in it. */
function vocabularyIn(text: string, scenario: Scenario): string[] {
  const words = ` ${spellingOf(text)} `
  const found = new Map<string, { tag: string; at: number }>()
  for (const tag of scenario.facets.flatMap(facet => facet.tags)) {
    const spelling = spellingOf(tag)
    const at = words.indexOf(` ${spelling} `)
    if (spelling !== "" && at >= 0 && !found.has(spelling)) found.set(spelling, { tag, at })
  }
  const inside = (spelling: string) =>
    [...found.keys()].some(other => other !== spelling && ` ${other} `.includes(` ${spelling} `))
  return [...found]
    .filter(([spelling]) => !inside(spelling))
    .sort(([, a], [, b]) => a.at - b.at)
    .map(([, { tag }]) => tag)
}

interface Term {
  text: string
  normal: string
  post: string
  tags: string[]
}

/** A word as it is written: `normal` puts Latin look-alikes in the place of other scripts' letters. */
const wordOf = ({ text, normal }: Term): string =>
  /(?![a-z])[\p{L}\p{M}]/iu.test(text) ? text.replaceAll("’", "'") : normal

/** Noun phrases by how often their words occur, then by how early. */
function phrases(text: string): string[] {
  const runs: { terms: Term[] }[] = nlp(text.replace(unspaced, "$& "))
    .match("(#Adjective|#Noun)+")
    .json({ terms: { tags: true } })
  const found = runs.flatMap(run => split(run.terms)).map(terms => terms.map(wordOf))
  const frequency = new Map<string, number>()
  for (const word of found.flat()) frequency.set(spellingOf(word), (frequency.get(spellingOf(word)) ?? 0) + 1)
  const weight = (words: string[]) =>
    words.reduce((sum, word) => sum + frequency.get(spellingOf(word))!, 0) / words.length

  const scored = new Map<string, { tag: string; score: number }>()
  for (const [order, words] of found.entries()) {
    const tag = normaliseTag(words.join(" ").replace(separators, " "))
    const spelling = spellingOf(tag)
    if (spelling.length < 3 || tag.length > maxLetters || scored.has(spelling)) continue
    scored.set(spelling, { tag, score: weight(words) + 1 / (1 + order) })
  }
  return [...scored.values()].sort((a, b) => b.score - a.score).map(({ tag }) => tag)
}

/** Cuts a run at punctuation and at words that say nothing, and keeps the end of what is too long. */
function split(terms: readonly Term[]): Term[][] {
  const parts: Term[][] = [[]]
  for (const term of terms) {
    const vague = empty.has(term.normal) || term.tags.some(tag => noTag.test(tag))
    if (!vague) parts.at(-1)!.push(term)
    if (vague || /[^\s'’-]/.test(term.post)) parts.push([])
  }
  return parts.filter(part => part.length > 0).map(part => part.slice(-maxWords))
}
