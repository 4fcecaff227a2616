/** The keys of a grid of tiles. */

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
