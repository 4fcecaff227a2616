/** The tiles in the order in which they are drawn: the one that is looked at comes first. */
export function ahead<Tile extends { key: string }>(tiles: readonly Tile[], looked: string | null): Tile[] {
  const first = tiles.findIndex(({ key }) => key === looked)
  return first < 1 ? [...tiles] : [tiles[first]!, ...tiles.slice(0, first), ...tiles.slice(first + 1)]
}
