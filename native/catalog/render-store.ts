/** The images that were generated, with their recipes, in state.db. */
import { randomUUID } from "node:crypto"
import { type Metrics, metricsSchema } from "../contract/api/studio.ts"
import { type Recipe, recipeSchema } from "../contract/recipe.ts"
import { anyRecipeSchema } from "../contract/recipe-versions.ts"
import type { Verdict } from "../contract/verdict.ts"
import { restorableSince } from "./restorable.ts"
import type { StateAccess } from "./state.ts"
import { stored, storedJson } from "./stored.ts"

/** Where a picture lies that stays in a farm's store. */
export interface StoredPicture {
  /** The store's id. */
  store: string
  /** The picture's name there: its askKey. */
  ask: string
}

export interface Render {
  id: string
  /** Where the image file is, from the workspace's folder; where it is fetched to, if it is `stored`. */
  path: string
  /** Where a farm keeps the file; null where the workspace has it itself. */
  stored: StoredPicture | null
  recipe: Recipe
  /** ISO 8601. */
  createdAt: string
  /** Ids of this workspace; the recipe knows the persona by pseudonym alone. */
  item: string
  persona: string | null
  starred: boolean
  verdict: Verdict
  metrics: Metrics | null
}

type Drawn = Pick<Render, "recipe" | "item" | "persona" | "metrics">
/** A render to be noted, with its file here. */
export type OwnRenderDraft = Drawn & { path: string }
export type RenderDraft = Drawn & ({ path: string; stored?: null } | { path?: never; stored: StoredPicture })

/** Folder of the copies of pictures that stay in farms' stores. */
export const fetchedFolder = "fetched"

export interface RenderQuery {
  item?: string | undefined
  persona?: string | undefined
  starred?: boolean | undefined
  verdict?: Verdict | undefined
}

interface Row {
  id: string
  path: string
  store: string | null
  ask: string | null
  recipe: string
  created_at: string
  item: string
  persona: string | null
  starred: number
  verdict: string
  metrics: string | null
}

export class RenderStore {
  readonly #state: StateAccess

  constructor(state: StateAccess) {
    this.#state = state
  }

  add(draft: RenderDraft, createdAt = new Date().toISOString()): Render {
    const id = randomUUID()
    const noted: Render = {
      ...draft,
      id,
      path: draft.path ?? `${fetchedFolder}/${id}.png`,
      stored: draft.stored ?? null,
      createdAt,
      starred: false,
      verdict: "none",
    }
    this.#state.write(state => {
      state
        .prepare(
          `INSERT INTO renders (id, path, recipe, created_at, item, persona, metrics, store, ask)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          noted.id,
          noted.path,
          JSON.stringify(recipeSchema.parse(noted.recipe)),
          noted.createdAt,
          noted.item,
          noted.persona,
          noted.metrics && JSON.stringify(noted.metrics),
          noted.stored?.store ?? null,
          noted.stored?.ask ?? null,
        )
    })
    return noted
  }

  /** Newest first; removed ones are out of sight. */
  list(query: RenderQuery = {}, offset = 0, limit = -1): Render[] {
    const { where, values } = conditions(query)
    return this.#state.read(state => {
      const rows = state
        .prepare(`SELECT * FROM renders WHERE ${where} ORDER BY created_at DESC, id LIMIT ? OFFSET ?`)
        .all(...values, limit, offset) as Row[]
      return rows.map(toRender)
    })
  }

  count(query: RenderQuery = {}): number {
    const { where, values } = conditions(query)
    return this.#state.read(
      state =>
        (state.prepare(`SELECT count(*) AS n FROM renders WHERE ${where}`).get(...values) as { n: number }).n,
    )
  }

  /** Those of these ids, in their order; removed ones too. */
  get(ids: readonly string[]): Render[] {
    return this.#state.read(state => {
      const rows = state
        .prepare("SELECT * FROM renders WHERE id IN (SELECT value FROM json_each(?))")
        .all(JSON.stringify(ids)) as Row[]
      const found = new Map(rows.map(row => [row.id, toRender(row)]))
      return ids.flatMap(id => found.get(id) ?? [])
    })
  }

  mark(
    ids: readonly string[],
    change: { starred?: boolean | undefined; verdict?: Verdict | undefined },
  ): void {
    const { starred = null, verdict = null } = change
    this.#state.write(state => {
      state
        .prepare(
          `UPDATE renders SET starred = coalesce(?, starred), verdict = coalesce(?, verdict)
           WHERE id IN (SELECT value FROM json_each(?))`,
        )
        .run(starred === null ? null : Number(starred), verdict, JSON.stringify(ids))
    })
  }

  /** Out of sight at once, or back again; answers how many. */
  setRemoved(ids: readonly string[], removed: boolean): number {
    return this.#state.write(
      state =>
        state
          .prepare("UPDATE renders SET removed_at = ? WHERE id IN (SELECT value FROM json_each(?))")
          .run(removed ? new Date().toISOString() : null, JSON.stringify(ids)).changes,
    )
  }

  /** Files of renders that were removed long ago, and whether another render still shows them. */
  removedLongAgo(now: number): { path: string; isShown: boolean }[] {
    const rows = this.#state.read(state =>
      state
        .prepare(
          `SELECT path, count(*) > sum(coalesce(removed_at < ?1, 0)) AS shown FROM renders
           WHERE path IN (SELECT path FROM renders WHERE removed_at < ?1) GROUP BY path ORDER BY path`,
        )
        .all(restorableSince(now)),
    ) as { path: string; shown: number }[]
    return rows.map(({ path, shown }) => ({ path, isShown: shown === 1 }))
  }

  /** Forgets the renders of these files that were removed long ago. */
  forget(paths: readonly string[], now: number): void {
    if (paths.length === 0) return
    this.#state.write(state => {
      state
        .prepare("DELETE FROM renders WHERE removed_at < ? AND path IN (SELECT value FROM json_each(?))")
        .run(restorableSince(now), JSON.stringify(paths))
    })
  }
}

function conditions({ item, persona, starred, verdict }: RenderQuery) {
  const parts = ["removed_at IS NULL"]
  const values: (string | number)[] = []
  const add = (part: string, value: string | number | undefined) => {
    if (value === undefined) return
    parts.push(part)
    values.push(value)
  }
  add("item = ?", item)
  add("persona = ?", persona)
  add("starred = ?", starred === undefined ? undefined : Number(starred))
  add("verdict = ?", verdict)
  return { where: parts.join(" AND "), values }
}

const toRender = (row: Row): Render => ({
  id: row.id,
  path: row.path,
  stored: row.store === null || row.ask === null ? null : { store: row.store, ask: row.ask },
  recipe: stored(anyRecipeSchema, storedJson(row.recipe)),
  createdAt: row.created_at,
  item: row.item,
  persona: row.persona,
  starred: row.starred === 1,
  verdict: row.verdict as Verdict,
  metrics: row.metrics === null ? null : stored(metricsSchema, storedJson(row.metrics)),
})
