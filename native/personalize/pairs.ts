/**
 * Users and their objective items (paper, A.1), and which of the users are held out: never learned from, only measured.
 * A house without interactions has its saved personas: each item of one is the objective item in turn.
 */
import { createHash } from "node:crypto"
import type { Item, Persona } from "../contract/catalog.ts"
import { type Settings, settingsSchema } from "../contract/settings.ts"
import type { Studio } from "./studio.ts"

/** Whom and what a picture is about, before the history is read. */
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
  /** Share of the users that is held out. */
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

/** Finds all pairs, and holds a share of the users out: the same ones every time on this catalog. */
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
  const pairs = users.flatMap(persona => {
    const objectives = source === "interactions" ? persona.items.slice(0, 1) : persona.items
    return objectives.flatMap(id => {
      const item = wanted(id)
      const needed = item && planSettings(studio, item, settings).history
      return needed !== undefined && persona.items.length > needed ? [{ persona, item: id }] : []
    })
  })
  const sorted = pairs.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
  const held = Math.max(1, Math.round(sorted.length * settings.heldOut))
  const used = new Set(pairs.map(({ persona }) => persona.id))
  return {
    source,
    users: users.length,
    tooShort: users.length - used.size,
    heldOut: sorted.slice(0, held),
    train: sorted.slice(held),
  }
}

/** An order that has nothing to do with the catalog's, and that is the same on every machine. */
const placeOf = ({ persona, item }: Pair): string =>
  createHash("sha256").update(`${persona.id}\n${item}`).digest("hex")
