/** Personas in state.db: those of the shoppers, made from their interactions, and those that a person picked. */
import { randomBytes } from "node:crypto"
import { isDeepStrictEqual } from "node:util"
import { z } from "zod"
import { type Away, type Persona, personaSchema } from "../contract/catalog.ts"
import { StudioError } from "../contract/errors.ts"
import { noteOfIssue } from "../contract/issue.ts"
import { bringPersonaBack } from "./away-store.ts"
import { positiveItemReader } from "./interaction-store.ts"
import { normaliseTags, searchable } from "./normalise.ts"
import type { State } from "./state.ts"
import { stored, storedJson } from "./stored.ts"
import { tagsOf } from "./tag-list.ts"

export type PersonaDraft = Pick<Persona, "name" | "scenario" | "items"> &
  Partial<Pick<Persona, "pinned" | "banned">> & {
    /** Whose history it is, for a copy of a shopper's persona: it is erased with the shopper. */
    shopper?: string | null
  }

interface Row {
  id: string
  name: string
  scenario: string
  origin: string
  items: string
  pinned: string
  banned: string
}

const columns = "id, name, scenario, origin, items, pinned, banned"

/** Of a history, the items that were not put away, in their order. */
const history = `
  CASE WHEN EXISTS (SELECT 1 FROM away_items) THEN (
    SELECT json_group_array(value) FROM (
      SELECT value FROM json_each(personas.items)
      WHERE value NOT IN (SELECT item FROM away_items) ORDER BY key))
  ELSE items END AS items`
const columnsWithoutAway = `id, name, scenario, origin, ${history}, pinned, banned`

const awayKind = "(SELECT kind FROM away_personas WHERE persona = id)"

export function listPersonas(state: State): Persona[] {
  const rows = state
    .prepare(
      `SELECT ${columnsWithoutAway} FROM personas WHERE ${awayKind} IS NULL ORDER BY origin, name = id, name, id`,
    )
    .all() as Row[]
  return rows.map(toPersona)
}

/** A page of personas in the order of listPersonas, and how many there are in all. */
export function pageOfPersonas(
  state: State,
  query: {
    scenario?: string | undefined
    search: string
    away?: Away | undefined
    offset: number
    limit: number
  },
): { total: number; personas: Persona[] } {
  const where = `(?1 IS NULL OR scenario = ?1) AND (?2 IS NULL OR id IN (SELECT value FROM json_each(?2)))
    AND coalesce(${awayKind}, 'none') = ?3`
  const words = searchable(query.search)
  const found = ({ id, name }: Named) => searchable(name).includes(words) || searchable(id).includes(words)
  const ids = words === "" ? null : JSON.stringify(idsOf(state, found))
  const asked = [query.scenario ?? null, ids, query.away ?? "none"]
  const { n } = state.prepare(`SELECT count(*) AS n FROM personas WHERE ${where}`).get(...asked) as {
    n: number
  }
  const rows = state
    .prepare(
      `SELECT ${columnsWithoutAway} FROM personas WHERE ${where} ORDER BY origin, name = id, name, id LIMIT ?4 OFFSET ?5`,
    )
    .all(...asked, query.limit, query.offset) as Row[]
  return { total: n, personas: rows.map(toPersona) }
}

type Named = Pick<Row, "id" | "name">

/** Names are compared here: SQLite's lower() knows ASCII alone. */
function idsOf(state: State, wanted: (persona: Named) => boolean): string[] {
  const all = state.prepare("SELECT id, name FROM personas").all() as Named[]
  return all.filter(wanted).map(({ id }) => id)
}

export const countPersonas = (state: State): number =>
  (state.prepare(`SELECT count(*) AS n FROM personas WHERE ${awayKind} IS NULL`).get() as { n: number }).n

/** Brings a persona back that was put away. @throws StudioError persona.name_taken */
export function restorePersona(state: State, id: string): Persona {
  const persona = getPersona(state, id)
  if (!persona) throw new StudioError("catalog.unknown_persona", { persona: id, near: [] })
  // An import gives shoppers names that another persona may have already.
  const twins = personasNamed(state, persona.name).filter(other => other.id !== persona.id)
  if (persona.origin === "picked" && twins.some(({ origin }) => origin === "picked"))
    throw new StudioError("persona.name_taken", { name: persona.name })
  bringPersonaBack(state, id)
  return persona
}

export function getPersona(state: State, id: string): Persona | undefined {
  const row = state.prepare(`SELECT ${columnsWithoutAway} FROM personas WHERE id = ?`).get(id) as
    | Row
    | undefined
  return row && toPersona(row)
}

/** Those of that name that weren't put away. */
export function personasNamed(state: State, name: string): Persona[] {
  const wanted = searchable(name.trim())
  const ids = idsOf(state, other => searchable(other.name) === wanted)
  const rows = state
    .prepare(
      `SELECT ${columnsWithoutAway} FROM personas
       WHERE id IN (SELECT value FROM json_each(?)) AND ${awayKind} IS NULL ORDER BY name <> ?, id`,
    )
    .all(JSON.stringify(ids), name.trim()) as Row[]
  return rows.map(toPersona)
}

/** A persona that a person picked. @throws StudioError persona.invalid, persona.name_taken */
export function addPersona(state: State, draft: PersonaDraft): Persona {
  const name = draft.name.trim()
  const slug = name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-")
  const id = `${slug.slice(0, 60)}-${randomBytes(4).toString("hex")}`
  const { shopper = null, ...given } = draft
  const persona = checked({ pinned: [], banned: [], ...given, id, name, origin: "picked" })
  if (personasNamed(state, name).length > 0) throw new StudioError("persona.name_taken", { name })
  state
    .prepare(`INSERT INTO personas (${columns}, shopper, edited) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)`)
    .run(...values(persona), shopper)
  return persona
}

/** Keeps a person's changes to a persona: a later import leaves its name, pinned and banned tags alone. */
export function updatePersona(state: State, changed: Persona): Persona {
  const persona = checked(changed)
  const before = getPersona(state, persona.id)
  if (!before) throw new StudioError("catalog.unknown_persona", { persona: persona.id, near: [] })
  // Only a new name: an import may have given two personas one.
  const renamed = persona.name !== before.name
  if (renamed && personasNamed(state, persona.name).some(other => other.id !== persona.id)) {
    throw new StudioError("persona.name_taken", { name: persona.name })
  }
  const { id, name, scenario, items, pinned, banned } = persona
  // A history that wasn't changed keeps its items that were put away.
  const changedItems = isDeepStrictEqual(items, before.items) ? null : JSON.stringify(items)
  state
    .prepare(
      `UPDATE personas SET name = ?, scenario = ?, items = coalesce(?, items), pinned = ?, banned = ?, edited = 1
       WHERE id = ?`,
    )
    .run(name, scenario, changedItems, JSON.stringify(pinned), JSON.stringify(banned), id)
  return persona
}

/**
 * Makes a shopper's personas anew from the interactions: one for each scenario in which there are at least k + 1
 * positive items, the latest being the objective item (paper, A.1). What a person edited stays.
 *
 * @param k how many history items an objective item needs
 * @param scenarioOf the scenario of an item, undefined for one that isn't in the catalog
 * @param nameIn the name that the catalog gives the shopper in a scenario
 * @returns a function that does so for one shopper, and says how many personas the shopper has
 */
export function shopperRefresher(
  state: State,
  k: number,
  scenarioOf: (item: string) => string | undefined,
  nameIn: (shopper: string, scenario: string) => string | undefined,
): (shopper: string) => number {
  const positiveItems = positiveItemReader(state)
  const removeOthers = state.prepare(
    "DELETE FROM personas WHERE shopper = ? AND edited = 0 AND id NOT IN (SELECT value FROM json_each(?))",
  )
  const upsert = state.prepare(`
    INSERT INTO personas (${columns}, shopper) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET
      items = excluded.items,
      scenario = excluded.scenario,
      name = CASE WHEN edited OR excluded.name = excluded.id THEN name ELSE excluded.name END
    WHERE origin = 'user'
  `)
  return shopper => {
    const byScenario = new Map<string, string[]>()
    for (const item of positiveItems(shopper)) {
      const scenario = scenarioOf(item)
      if (scenario === undefined) continue
      const items = byScenario.get(scenario)
      if (items) items.push(item)
      else byScenario.set(scenario, [item])
    }
    const histories = [...byScenario].filter(([, items]) => items.length > k)
    const idIn = (scenario: string) => (histories.length === 1 ? shopper : `${shopper}/${scenario}`)
    removeOthers.run(shopper, JSON.stringify(histories.map(([scenario]) => idIn(scenario))))
    for (const [scenario, items] of histories) {
      const id = idIn(scenario)
      const name = nameIn(shopper, scenario) ?? id
      const persona = checked({ id, name, scenario, origin: "user", items, pinned: [], banned: [] })
      upsert.run(...values(persona), shopper)
    }
    return histories.length
  }
}

/** The shopper whose history a persona is; null for one that a person picked. */
export const shopperOf = (state: State, id: string): string | null =>
  (
    state.prepare("SELECT shopper FROM personas WHERE id = ?").get(id) as
      | { shopper: string | null }
      | undefined
  )?.shopper ?? null

const values = (persona: Persona) => [
  persona.id,
  persona.name,
  persona.scenario,
  persona.origin,
  JSON.stringify(persona.items),
  JSON.stringify(persona.pinned),
  JSON.stringify(persona.banned),
]

const toPersona = (row: Row): Persona =>
  stored(personaSchema, {
    ...row,
    items: storedJson(row.items),
    pinned: storedJson(row.pinned),
    banned: storedJson(row.banned),
  })

const keptSchema = personaSchema.extend({
  pinned: z.array(z.string().max(200)).max(64),
  banned: z.array(z.string().max(200)).max(256),
})

function checked(persona: Persona): Persona {
  const result = keptSchema.safeParse({
    ...persona,
    items: [...new Set(persona.items)],
    pinned: normaliseTags(tagsOf(persona.pinned)),
    banned: normaliseTags(tagsOf(persona.banned)),
  })
  if (result.success) return result.data
  throw new StudioError("persona.invalid", { problem: noteOfIssue(result.error.issues[0]!) })
}
