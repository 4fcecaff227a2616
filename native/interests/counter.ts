/** The interest counter: which tags a history repeats (eq. 5). */
import type { TagMerge } from "../contract/catalog.ts"
import type { Interest } from "../contract/recipe.ts"
import { readTags } from "./merge.ts"

export interface TaggedItem {
  readonly id: string
  readonly tags: readonly string[]
}

export interface CountOptions {
  /** H: the most interests to give, pinned ones included. */
  readonly limit: number
  /** Come first, in this order, whatever the history says. */
  readonly pinned?: readonly string[] | undefined
  /** Never come, not even when pinned. */
  readonly banned?: readonly string[] | undefined
  readonly merges?: readonly TagMerge[] | undefined
}

/**
 * tags_U: the H tags that most items of the history carry, each counted once an item; ties go to the tag seen first.
 *
 * @param history the k items before the objective item, most recent first
 */
export function countInterests(history: readonly TaggedItem[], options: CountOptions): Interest[] {
  const readAll = (tags: readonly string[] = []) => new Set(readTags(tags, options.merges ?? []))

  const carriers = new Map<string, string[]>()
  for (const { id, tags } of history) {
    for (const tag of readAll(tags)) carriers.set(tag, [...(carriers.get(tag) ?? []), id])
  }
  const pinned = readAll(options.pinned)
  const banned = readAll(options.banned)
  // Maps keep the order of insertion and sort is stable, so ties stay in the order seen.
  const counted = [...carriers].sort(([, a], [, b]) => b.length - a.length).map(([tag]) => tag)
  return [...new Set([...pinned, ...counted])]
    .filter(tag => !banned.has(tag))
    .slice(0, options.limit)
    .map(tag => {
      const from = carriers.get(tag) ?? []
      return { tag, count: from.length, pinned: pinned.has(tag), from }
    })
}
