/** A persona pins and bans tags by the names they had then; merges may read those as another tag now. */
import type { TagMerge } from "../../native/contract/catalog.ts"

/** Those of the names that the merges read as this tag. */
export function namesFor(tag: string, names: readonly string[], merges: readonly TagMerge[]): string[] {
  const next = new Map(merges.map(({ from, to }) => [from, to]))
  // No chain is longer than there are merges; a ring ends, too.
  const read = (name: string) => merges.reduce(current => next.get(current) ?? current, name)
  return names.filter(name => read(name) === tag)
}
