/** T* taken apart for display: the item's own words, its tags, and the persona's interests. */

export interface RewritePart {
  text: string
  kind: "words" | "item" | "interest"
}

const about = " is about "
const related = "maybe related to "

/** @param interests the persona's tags that the text may name */
export function rewriteParts(
  text: string,
  itemTags: readonly string[],
  interests: readonly string[],
): RewritePart[] {
  const start = text.lastIndexOf(about)
  if (start === -1) return [{ text, kind: "words" }]
  const tail = text.slice(start + about.length)
  const turn = tail.lastIndexOf(related)
  const [own, theirs] = turn === -1 ? [tail, ""] : [tail.slice(0, turn), tail.slice(turn + related.length)]
  return [
    { text: text.slice(0, start + about.length), kind: "words" },
    ...listed(own, new Set(itemTags), "item"),
    ...(turn === -1 ? [] : [{ text: related, kind: "words" as const }]),
    ...listed(theirs, new Set(interests), "interest"),
  ]
}

/** Names of a list joined by commas, each with its kind when it is a known tag. */
function listed(text: string, tags: ReadonlySet<string>, kind: "item" | "interest"): RewritePart[] {
  return text
    .split(/(, |\.$)/)
    .filter(part => part !== "")
    .map(part => ({ text: part, kind: tags.has(part) ? kind : "words" }))
}
