/** Merged tags as data: which tag is read as which. Nothing is rewritten, so every merge can be undone. */
import type { TagMerge } from "../contract/catalog.ts"
import { normaliseTags } from "./normalise.ts"

/** How a tag is read under the merges; merges of merges are followed. */
export function tagReader(merges: readonly TagMerge[]): (tag: string) => string {
  const next = new Map(merges.map(({ from, to }) => [from, to]))
  return tag => {
    const passed = new Set<string>()
    let current = tag
    // A hand-edited ring of merges ends where it began, on the tag itself.
    while (next.has(current) && !passed.has(current)) {
      passed.add(current)
      current = next.get(current)!
    }
    return passed.has(current) ? tag : current
  }
}

/** Tags as they are read, each once, in their order. */
export const readTags = (tags: readonly string[], merges: readonly TagMerge[]): string[] => {
  const read = tagReader(merges)
  return [...new Set(normaliseTags(tags).map(read))]
}

/** Adds merges; a later one replaces an earlier one of the same tag, and one that would close a ring is left out. */
export function addMerges(merges: readonly TagMerge[], added: readonly TagMerge[]): TagMerge[] {
  let result = [...merges]
  for (const { from, to } of added) {
    const others = result.filter(merge => merge.from !== from)
    if (from !== to && tagReader(others)(to) !== from) result = [...others, { from, to }]
  }
  return result
}

/** Takes back the merges of these tags: each stands for itself again. */
export const undoMerges = (merges: readonly TagMerge[], tags: readonly string[]): TagMerge[] =>
  merges.filter(({ from }) => !tags.includes(from))
