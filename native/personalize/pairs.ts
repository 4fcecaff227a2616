/**
 * Users and their objective items (paper, A.1), and which of the users are held out: never learned from, only measured.
 * A workspace without interactions has its saved personas: each item of one is the objective item in turn.
 */
import type { Item, Persona } from "../contract/catalog.ts"
import { type Settings, settingsSchema } from "../contract/settings.ts"
import { sha256 } from "./hash.ts"
import type { Studio } from "./studio.ts"

/** The user and the item of a picture, before the history is read. */
export interface Pair {
  persona: Persona
  item: string
}

export interface Pairs {
  source: "interactions" | "personas"
  users: number
  /** Users whose history holds no k items before the objective one, or who like nothing of the scenario. */
  tooShort: number
  train: Pair[]
  heldOut: Pair[]
}

export interface PairSettings {
  /** Only items of this one; all when null. */
  scenario: string | null
  /** Share of the users that is held out, about. */
  heldOut: number
  /** H and k; the scenario's own when absent. */
  tags?: number | undefined
  history?: number | undefined
  /** K */
  neighbours: number
}

/** H, k and K as a pair is planned with; the scenario's own H and k where the settings leave them open. */
export function planSettings(studio: Studio, item: Item, settings: PairSettings): Settings {
  const { defaultTags, defaultHistory } = studio.scenario(item.scenario)
  return settingsSchema.parse({
    tags: settings.tags ?? defaultTags,
    history: settings.history ?? defaultHistory,
    neighbours: settings.neighbours,
  })
}

/**
 * Finds all pairs, and holds a share of the users out, each with all of its pairs. Who is held out is decided by a user's
 * id alone, so it stays so when interactions, items or other users are added. At least one is held out, and of two or
 * more at least one is not.
 */
export async function findPairs(studio: Studio, settings: PairSettings): Promise<Pairs> {
  const personas = await studio.workspace.personas()
  const items = new Map((await studio.workspace.items()).map(item => [item.id, item]))
  const shoppers = personas.filter(({ origin }) => origin !== "picked")
  const source = shoppers.length > 0 ? "interactions" : "personas"
  const users = source === "interactions" ? shoppers : personas

  const wanted = (id: string) => {
    const item = items.get(id)
    return item && (settings.scenario === null || item.scenario === settings.scenario) ? item : undefined
  }
  const pairsOf = (persona: Persona): Pair[] => {
    const objectives = source === "interactions" ? persona.items.slice(0, 1) : persona.items.toSorted()
    return objectives.flatMap(id => {
      const item = wanted(id)
      const needed = item && planSettings(studio, item, settings).history
      return needed !== undefined && persona.items.length > needed ? [{ persona, item: id }] : []
    })
  }
  const used = users
    .map(persona => ({ place: placeOf(persona), pairs: pairsOf(persona) }))
    .filter(({ pairs }) => pairs.length > 0)
    .toSorted((a, b) => a.place - b.place)
  const below = used.filter(({ place }) => place < settings.heldOut).length
  const held = Math.max(1, Math.min(below, used.length - 1))
  const pairsOfAll = (some: typeof used) => byTurns(some.flatMap(({ pairs }) => pairs))
  return {
    source,
    users: users.length,
    tooShort: users.length - used.length,
    heldOut: pairsOfAll(used.slice(0, held)),
    train: pairsOfAll(used.slice(held)),
  }
}

/** A user's first pair before anyone's second: however few are taken, they are of as many users as can be. */
export function byTurns(pairs: readonly Pair[]): Pair[] {
  const seen = new Map<string, number>()
  const turns = pairs.map(pair => {
    const turn = seen.get(pair.persona.id) ?? 0
    seen.set(pair.persona.id, turn + 1)
    return { pair, turn }
  })
  return turns.toSorted((a, b) => a.turn - b.turn).map(({ pair }) => pair)
}

/** A user's number, 0 … 1, by the first 48 bits of a hash: nothing to do with the catalog, and the same everywhere. */
const placeOf = ({ id }: Persona): number => Number.parseInt(sha256(id).slice(0, 12), 16) / 2 ** 48
