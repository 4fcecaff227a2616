/**
 * Items and personas that were put away: archived, or removed for good after a while. They keep their rows, so that
 * renders, recipes and studies that name them stay readable and everything comes back as it was.
 */
import type { AwayKind } from "../contract/catalog.ts"
import { writeVersion } from "./items-version.ts"
import { restorableSince } from "./restorable.ts"
import { inTransaction, readSetting, type State, writeSetting } from "./state.ts"

const changesKey = "items.away"

/** Another number whenever an item was put away or brought back. */
export const awayChanges = (state: State): number => Number(readSetting(state, changesKey) ?? 0)

export function awayItems(state: State): Map<string, AwayKind> {
  const rows = state.prepare("SELECT item, kind FROM away_items").all() as { item: string; kind: AwayKind }[]
  return new Map(rows.map(({ item, kind }) => [item, kind]))
}

export function awayPersonas(state: State): Map<string, AwayKind> {
  const rows = state.prepare("SELECT persona, kind FROM away_personas").all() as {
    persona: string
    kind: AwayKind
  }[]
  return new Map(rows.map(({ persona, kind }) => [persona, kind]))
}

/**
 * Puts items away, or changes how they are put away. Returns the ids that changed.
 *
 * @param because `gone` when their file no longer has them: then they come back with it
 */
export function putItemsAway(
  state: State,
  items: readonly string[],
  kind: AwayKind,
  because: "asked" | "gone" = "asked",
): string[] {
  return inTransaction(state, () => putItemsAwayInside(state, items, kind, because))
}

/** The same inside a transaction. */
export function putItemsAwayInside(
  state: State,
  items: readonly string[],
  kind: AwayKind,
  because: "asked" | "gone",
): string[] {
  const before = awayItems(state)
  const changed = items.filter(item => before.get(item) !== kind)
  state
    .prepare(
      `INSERT INTO away_items (item, kind, because, at) SELECT value, ?2, ?3, ?4 FROM json_each(?1) WHERE true
       ON CONFLICT DO UPDATE SET kind = excluded.kind, because = excluded.because, at = excluded.at`,
    )
    .run(JSON.stringify(changed), kind, because, new Date().toISOString())
  noteChange(state, changed)
  return changed
}

/** Answers with the items that came back. */
export function bringItemsBack(state: State, items: readonly string[]): string[] {
  return inTransaction(state, () => bringItemsBackInside(state, items))
}

export function bringItemsBackInside(state: State, items: readonly string[]): string[] {
  const rows = state
    .prepare("DELETE FROM away_items WHERE item IN (SELECT value FROM json_each(?)) RETURNING item")
    .all(JSON.stringify(items)) as { item: string }[]
  const changed = rows.map(({ item }) => item)
  noteChange(state, changed)
  return changed
}

function noteChange(state: State, changed: readonly string[]): void {
  if (changed.length > 0) writeSetting(state, changesKey, String(awayChanges(state) + 1))
}

/** Items that were put away since their file no longer had them. */
export const goneItems = (state: State, items: readonly string[]): string[] =>
  (
    state
      .prepare(
        "SELECT item FROM away_items WHERE because = 'gone' AND item IN (SELECT value FROM json_each(?))",
      )
      .all(JSON.stringify(items)) as { item: string }[]
  ).map(({ item }) => item)

export function putPersonaAway(state: State, persona: string, kind: AwayKind): void {
  state
    .prepare(
      `INSERT INTO away_personas (persona, kind, at) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET kind = excluded.kind, at = excluded.at`,
    )
    .run(persona, kind, new Date().toISOString())
}

export const bringPersonaBack = (state: State, persona: string): boolean =>
  state.prepare("DELETE FROM away_personas WHERE persona = ?").run(persona).changes > 0

/** Items that were removed long ago. */
export const itemsToPurge = (state: State, now: number): string[] =>
  (
    state
      .prepare("SELECT item FROM away_items WHERE kind = 'removed' AND at < ?")
      .all(restorableSince(now)) as {
      item: string
    }[]
  ).map(({ item }) => item)

/**
 * Forgets these items, and personas that were removed long ago, for good. Renders and recipes of them stay.
 *
 * @param version the version of the table of the items that no longer has the items; absent where there are none
 */
export function forgetRemoved(
  state: State,
  items: readonly string[],
  version: number | undefined,
  now: number,
): void {
  inTransaction(state, () => {
    if (version !== undefined) writeVersion(state, version)
    if (items.length > 0) forgetItems(state, items)
    purgePersonas(state, now)
  })
}

function forgetItems(state: State, items: readonly string[]): void {
  const list = JSON.stringify(items)
  const tables = [
    "interactions",
    "item_tags",
    "item_tag",
    "item_extras",
    "masks",
    "cut_out_masks",
    "catalog_items",
    "away_items",
  ]
  for (const table of tables)
    state.prepare(`DELETE FROM ${table} WHERE item IN (SELECT value FROM json_each(?))`).run(list)
  state
    .prepare(
      `UPDATE personas SET items = (
         SELECT json_group_array(value) FROM (
           SELECT value FROM json_each(personas.items)
           WHERE value NOT IN (SELECT value FROM json_each(?1)) ORDER BY key))
       WHERE EXISTS (SELECT 1 FROM json_each(personas.items) WHERE value IN (SELECT value FROM json_each(?1)))`,
    )
    .run(list)
  noteChange(state, items)
}

/** A persona that interactions would make again is only remembered as removed. */
function purgePersonas(state: State, now: number): void {
  state
    .prepare(
      "DELETE FROM personas WHERE id IN (SELECT persona FROM away_personas WHERE kind = 'removed' AND at < ?)",
    )
    .run(restorableSince(now))
}
