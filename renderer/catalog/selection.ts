/** Which items are chosen, and how clicks and keys change that. */

export interface Selection {
  readonly ids: ReadonlySet<string>
  /** Where a range begins: the index that was chosen last without Shift. */
  readonly anchor: number | null
}

export const noSelection: Selection = { ids: new Set(), anchor: null }

/**
 * @param idsBetween ids of a range of indices, both ends included; those not read yet are left out
 */
export function selected(
  { ids, anchor }: Selection,
  index: number,
  id: string,
  way: "only" | "toggle" | "range",
  idsBetween: (from: number, to: number) => readonly string[],
): Selection {
  if (way === "range" && anchor !== null)
    return { ids: new Set([...ids, ...idsBetween(Math.min(anchor, index), Math.max(anchor, index))]), anchor }
  if (way !== "toggle") return { ids: new Set([id]), anchor: index }
  const next = new Set(ids)
  if (!next.delete(id)) next.add(id)
  return { ids: next, anchor: index }
}

/** Where an arrow key leads in a grid of `columns`; null for keys that lead nowhere. */
export function moved(index: number, key: string, columns: number, total: number): number | null {
  const to = {
    ArrowLeft: index - 1,
    ArrowRight: index + 1,
    ArrowUp: index - columns,
    ArrowDown: index + columns,
    Home: 0,
    End: total - 1,
    PageUp: index - 4 * columns,
    PageDown: index + 4 * columns,
  }[key]
  return to === undefined ? null : Math.min(Math.max(to, 0), total - 1)
}
