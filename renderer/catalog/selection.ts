/** Which items are chosen, and how clicks and keys change that. */

export interface Selection {
  readonly ids: ReadonlySet<string>
  /** Where a range begins: the index that was chosen last without Shift. */
  readonly anchor: number | null
}

export const noSelection: Selection = { ids: new Set(), anchor: null }

export function selected({ ids }: Selection, index: number, id: string, way: "only" | "toggle"): Selection {
  if (way === "only") return { ids: new Set([id]), anchor: index }
  const next = new Set(ids)
  if (!next.delete(id)) next.add(id)
  return { ids: next, anchor: index }
}

/** With a range that begins at the anchor. */
export const extended = ({ ids, anchor }: Selection, range: readonly string[]): Selection => ({
  ids: new Set([...ids, ...range]),
  anchor,
})

/** Ids from one index to another, both included and in either order. @param read a page's items */
export async function idsBetween(
  ends: readonly [number, number],
  pageSize: number,
  read: (page: number) => Promise<readonly { id: string }[]>,
): Promise<string[]> {
  const [first, last] = [Math.min(...ends), Math.max(...ends)]
  const ids: string[] = []
  for (let page = Math.floor(first / pageSize); page * pageSize <= last; page++) {
    const start = page * pageSize
    const items = await read(page)
    ids.push(...items.slice(Math.max(0, first - start), last + 1 - start).map(({ id }) => id))
  }
  return ids
}
