/** What an import keeps of items beside what personalising needs, in state.db: other columns and other pictures. */
import { type ItemExtras, itemExtrasSchema } from "../contract/catalog.ts"
import type { State } from "./state.ts"
import { stored, storedJson } from "./stored.ts"

/** Empty for an item that has none, or isn't there. */
export function readExtras(state: State, item: string): ItemExtras {
  const row = state.prepare("SELECT fields, pictures FROM item_extras WHERE item = ?").get(item) as
    | { fields: string; pictures: string }
    | undefined
  if (!row) return { fields: {}, pictures: [] }
  return stored(itemExtrasSchema, {
    fields: storedJson(row.fields),
    pictures: storedJson(row.pictures),
  })
}

/** The other columns of all items, the most usual first: how many items have each, and one value. */
export function readFieldNames(state: State): { name: string; items: number; sample: string }[] {
  const sql = `SELECT key AS name, count(*) AS items, substr(max(value), 1, 200) AS sample
    FROM item_extras, json_each(item_extras.fields) WHERE value <> '' GROUP BY key ORDER BY items DESC, name LIMIT 200`
  return state.prepare(sql).all() as { name: string; items: number; sample: string }[]
}

/** The stored images of all other pictures, by item. */
export function otherPictures(state: State): Map<string, string[]> {
  const rows = state.prepare("SELECT item, pictures FROM item_extras").all() as {
    item: string
    pictures: string
  }[]
  const images = (json: string) =>
    stored(itemExtrasSchema.shape.pictures, storedJson(json)).map(({ image }) => image)
  return new Map(rows.map(({ item, pictures }) => [item, images(pictures)]))
}

/** Replaces what was kept of these items. */
export function writeExtras(state: State, extras: ReadonlyMap<string, ItemExtras>): void {
  const write = state.prepare(
    `INSERT INTO item_extras (item, fields, pictures) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET fields = excluded.fields, pictures = excluded.pictures`,
  )
  const remove = state.prepare("DELETE FROM item_extras WHERE item = ?")
  for (const [item, { fields, pictures }] of extras) {
    if (Object.keys(fields).length === 0 && pictures.length === 0) remove.run(item)
    else write.run(item, JSON.stringify(fields), JSON.stringify(pictures))
  }
}
