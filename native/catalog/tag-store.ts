/** What taggers said of items, and which tags are read as which, in state.db. */
import { type Item, type ItemTags, itemTagsSchema, type TagMerge } from "../contract/catalog.ts"
import { normaliseTags } from "./normalise.ts"
import { inTransaction, type State } from "./state.ts"
import { stored, storedJson } from "./stored.ts"

/** The item's tags; undefined when no tagger has seen it as it is now. */
export function readItemTags(state: State, item: string): ItemTags | undefined {
  const row = state.prepare("SELECT tags FROM item_tags WHERE item = ?").get(item) as
    | { tags: string }
    | undefined
  return row && stored(itemTagsSchema, storedJson(row.tags))
}

export function writeItemTags(state: State, item: string, tags: ItemTags): void {
  const { image, text, own } = itemTagsSchema.parse(tags)
  state
    .prepare(
      "INSERT INTO item_tags (item, tags) VALUES (?, ?) ON CONFLICT DO UPDATE SET tags = excluded.tags",
    )
    .run(item, JSON.stringify(tags))
  state.prepare("DELETE FROM item_tag WHERE item = ?").run(item)
  state
    .prepare("INSERT OR IGNORE INTO item_tag (tag, item) SELECT value, ? FROM json_each(?)")
    .run(item, JSON.stringify([...own, ...image, ...text]))
}

/**
 * Forgets what taggers said of an item that has changed. Of its own tags, what a person typed or took away stays so;
 * what the catalog gives or no longer gives is followed.
 */
export function dropTaggersTags(state: State, before: Item, after: Item): void {
  const known = readItemTags(state, after.id)
  if (!known) return
  const [given, gives] = [normaliseTags(before.tags), normaliseTags(after.tags)]
  const kept = known.own.filter(tag => !given.includes(tag) || gives.includes(tag))
  const own = normaliseTags([...kept, ...gives.filter(tag => !given.includes(tag))])
  state.prepare("DELETE FROM item_tags WHERE item = ?").run(after.id)
  state.prepare("DELETE FROM item_tag WHERE item = ?").run(after.id)
  // Also where none are left: a person may have taken all away.
  if (known.own.length > 0 || given.length > 0)
    writeItemTags(state, after.id, { image: [], text: [], own, tagger: "" })
}

/** Ids of the items that carry all of these tags. */
export function itemsTagged(state: State, tags: readonly string[]): Set<string> {
  // One text for all ids: rows cost ten times as much.
  const idsOf = state.prepare("SELECT json_group_array(item) AS ids FROM item_tag WHERE tag = ?")
  const tagged = tags.map(tag => new Set<string>(JSON.parse((idsOf.get(tag) as { ids: string }).ids)))
  const [fewest = new Set<string>(), ...others] = tagged.sort((a, b) => a.size - b.size)
  return new Set([...fewest].filter(id => others.every(ids => ids.has(id))))
}

/** How many items a tagger has seen as they are now. */
export const countTagged = (state: State): number =>
  (
    state
      .prepare(
        "SELECT count(*) AS n FROM item_tags WHERE tags ->> '$.tagger' <> '' AND item NOT IN (SELECT item FROM away_items)",
      )
      .get() as {
      n: number
    }
  ).n

/** Tags in use and how many items carry each, most used first. */
export function tagCounts(state: State, items: readonly string[] | null): { tag: string; count: number }[] {
  const rows =
    items === null
      ? state
          .prepare(
            `SELECT tag, count(*) AS count FROM item_tag WHERE item NOT IN (SELECT item FROM away_items)
             GROUP BY tag ORDER BY 2 DESC, 1`,
          )
          .all()
      : state
          .prepare(
            `SELECT tag, count(*) AS count FROM item_tag WHERE item IN (SELECT value FROM json_each(?))
             GROUP BY tag ORDER BY 2 DESC, 1`,
          )
          .all(JSON.stringify(items))
  return (rows as { tag: string; count: number }[]).map(({ tag, count }) => ({ tag, count }))
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
