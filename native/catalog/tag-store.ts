/** What taggers said of items, and which tags are read as which, in state.db. */
import { type ItemTags, itemTagsSchema, type TagMerge } from "../contract/catalog.ts"
import { inTransaction, type State } from "./state.ts"

/** The item's tags; undefined when no tagger has seen it as it is now. */
export function readItemTags(state: State, item: string): ItemTags | undefined {
  const row = state.prepare("SELECT tags FROM item_tags WHERE item = ?").get(item) as
    | { tags: string }
    | undefined
  return row && itemTagsSchema.parse(JSON.parse(row.tags))
}

export function writeItemTags(state: State, item: string, tags: ItemTags): void {
  state
    .prepare(
      "INSERT INTO item_tags (item, tags) VALUES (?, ?) ON CONFLICT DO UPDATE SET tags = excluded.tags",
    )
    .run(item, JSON.stringify(itemTagsSchema.parse(tags)))
}

/** Forgets what was said of items that have changed. */
export function dropItemTags(state: State, items: readonly string[]): void {
  state
    .prepare("DELETE FROM item_tags WHERE item IN (SELECT value FROM json_each(?))")
    .run(JSON.stringify(items))
}

export function readTagMerges(state: State): TagMerge[] {
  const rows = state.prepare(`SELECT "from", "to" FROM tag_merges ORDER BY "from"`).all() as TagMerge[]
  return rows.map(({ from, to }) => ({ from, to }))
}

/** Replaces all merges. */
export function writeTagMerges(state: State, merges: readonly TagMerge[]): void {
  const insert = state.prepare(
    `INSERT INTO tag_merges ("from", "to") VALUES (?, ?) ON CONFLICT DO UPDATE SET "to" = excluded."to"`,
  )
  inTransaction(state, () => {
    state.exec("DELETE FROM tag_merges")
    for (const { from, to } of merges) insert.run(from, to)
  })
}
