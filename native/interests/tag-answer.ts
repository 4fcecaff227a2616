/** Reads tags out of what a language model answers: a list with commas, lines, numbers or bullets, or JSON. */
import { jsonrepair } from "jsonrepair"
import { normaliseTags } from "./normalise.ts"

/** A "tag" of more words is a sentence. */
const maxWords = 6
export const maxLetters = 60

/** Talk around the tags: "Here are the tags", "I'm sorry, I can't …". */
const talk = /\b(i'?m|i am|i can|i cannot|you|sorry|cannot|can'?t|unable|please|here (is|are)|as an ai)\b/u

/** @returns at most `limit` normalised tags; none when the answer holds nothing that looks like one */
export function parseTags(answer: string, limit: number): string[] {
  const text = answer
    .replaceAll("’", "'")
    .replace(/<think>.*?(<\/think>|$)/gs, "")
    .replace(/```\w*/g, "")
  const tags = jsonStrings(text) ?? text.split(/[\n,;]/)
  return normaliseTags(tags.map(bare))
    .filter(tag => tag.length <= maxLetters && tag.split(" ").length <= maxWords && !talk.test(tag))
    .slice(0, limit)
}

/** Strings of the array or object in the text, if it holds one: `["a"]`, `{"tags": ["a"]}`, `[{"tag": "a"}]`. */
function jsonStrings(text: string): string[] | null {
  const json = /[[{].*/s.exec(text)?.[0]
  if (!json) return null
  try {
    // What follows the last bracket is talk; without a bracket the answer was cut short, which jsonrepair mends.
    const closed = json.replace(/(.*[\]}]).*/s, "$1")
    const strings = stringsIn(JSON.parse(jsonrepair(closed)))
    return strings.length > 0 ? strings.flatMap(value => value.split(",")) : null
  } catch {
    return null
  }
}

function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value]
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(stringsIn) : []
}

/** One tag without bullet, number, label ("Tags:", "Color:"), emphasis, quotes and closing period. */
const bare = (tag: string): string =>
  tag
    .trim()
    .replace(/^(?:[-*•–—]|\d{1,2}[.)])\s*/u, "")
    .replace(/^[^:]{0,60}:/u, "")
    .replace(/[*_`"“”#]/gu, "")
    .trim()
    .replace(/^'(.*)'$/u, "$1")
    .replace(/^and /iu, "")
    .replace(/[.!]+$/u, "")
