/** Catalogs that were imported, by the folder they came from, and the items that each brought. */
import type { ImportedCatalog } from "../contract/catalog.ts"
import type { State } from "./state.ts"

/** What an import says of its source. */
export interface CatalogSeen {
  source: string
  format: string
  /** Ids of all rows, also of those that were refused. */
  items: readonly string[]
}

const idOf = (state: State, source: string): number | undefined =>
  (state.prepare("SELECT id FROM catalogs WHERE source = ?").get(source) as { id: number } | undefined)?.id

/** Items that this source brought before and has no longer, and that no other source has. Those put away don't count. */
export function itemsGone(state: State, { source, items }: CatalogSeen): string[] {
  const id = idOf(state, source)
  if (id === undefined) return []
  const seen = new Set(items)
  const rows = state
    .prepare(
      `SELECT item FROM catalog_items AS mine WHERE catalog = ?1
         AND item NOT IN (SELECT item FROM away_items)
         AND NOT EXISTS (
           SELECT 1 FROM catalog_items AS other WHERE other.item = mine.item AND other.catalog <> ?1 AND NOT other.gone)
       ORDER BY item`,
    )
    .all(id) as { item: string }[]
  return rows.map(({ item }) => item).filter(item => !seen.has(item))
}

/** Notes an import, inside its transaction. `taken` are the items that the workspace has now. */
export function noteCatalog(state: State, { source, format }: CatalogSeen, taken: readonly string[]): void {
  const at = new Date().toISOString()
  state
    .prepare(
      `INSERT INTO catalogs (source, format, at) VALUES (?, ?, ?)
       ON CONFLICT (source) DO UPDATE SET format = excluded.format, at = excluded.at`,
    )
    .run(source, format, at)
  const id = idOf(state, source)!
  state.prepare("UPDATE catalog_items SET gone = 1 WHERE catalog = ?").run(id)
  state
    .prepare(
      `INSERT INTO catalog_items (catalog, item, gone) SELECT ?, value, 0 FROM json_each(?) WHERE true
       ON CONFLICT DO UPDATE SET gone = 0`,
    )
    .run(id, JSON.stringify(taken))
}

/** Latest first. */
export function listCatalogs(state: State): ImportedCatalog[] {
  return state
    .prepare(
      `SELECT id, source, format, at,
         (SELECT count(*) FROM catalog_items WHERE catalog = id) AS items,
         (SELECT count(*) FROM catalog_items JOIN away_items USING (item) WHERE catalog = id AND kind = 'archived')
           AS archived,
         (SELECT count(*) FROM catalog_items JOIN away_items USING (item) WHERE catalog = id AND kind = 'removed')
           AS removed,
         (SELECT count(*) FROM catalog_items
           WHERE catalog = id AND gone AND item NOT IN (SELECT item FROM away_items)) AS gone
       FROM catalogs ORDER BY at DESC, id DESC`,
    )
    .all() as ImportedCatalog[]
}

/** Items that a catalog brought; without those that another one has, too, unless `all`. */
export function itemsOfCatalog(state: State, catalog: number, which: "own" | "all" | "gone"): string[] {
  const own = `AND NOT EXISTS (
    SELECT 1 FROM catalog_items AS other WHERE other.item = mine.item AND other.catalog <> mine.catalog AND NOT other.gone)`
  const rows = state
    .prepare(
      `SELECT item FROM catalog_items AS mine WHERE catalog = ? ${which === "all" ? "" : own}
       ${which === "gone" ? "AND gone" : ""} ORDER BY item`,
    )
    .all(catalog) as { item: string }[]
  return rows.map(({ item }) => item)
}
