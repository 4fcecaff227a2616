/** Reads tags out of what a language model answers: a list in any form, with talk or thoughts around it. */
import { splitTags } from "../catalog/tag-list.ts"
import { normaliseTags } from "./normalise.ts"

/** A "tag" of more words is a sentence. */
const maxWords = 6
export const maxLetters = 60

/** Talk around the tags: "Here are the tags", "I'm sorry, I can't …". */
const talk =
  /\b(i'?m|i am|i can|i cannot|you|sorry|cannot|can'?t|unable|please|here (is|are)|as an ai)\b|以下|抱歉|对不起|作为|无法|当然|这张|图片中/u

/** Scripts that put no spaces between words: there a sentence is known by its letters. */
const unspaced = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}]/gu
const maxUnspaced = 12

/** @returns at most `limit` normalised tags; none when the answer holds nothing that looks like one */
export function parseTags(answer: string, limit: number): string[] {
  const text = answer.replaceAll("’", "'").replace(/<think>.*?(<\/think>|$)/gs, "")
  return normaliseTags(splitTags(text, { labels: "any" }))
    .filter(looksLikeTag)
    .slice(0, limit)
}

const looksLikeTag = (tag: string): boolean =>
  tag.length <= maxLetters &&
  tag.split(" ").length <= maxWords &&
  (tag.match(unspaced)?.length ?? 0) <= maxUnspaced &&
  !talk.test(tag)
