/**
 * What a run learns from (paper, A.1): a user, the objective item, and what its history says of it, up to T* and its
 * neighbours. A house without interactions trains on its saved personas: each item of one is the objective item in turn.
 */
import { createHash } from "node:crypto"
import { z } from "zod"
import { type Item, itemText, type Persona } from "../contract/catalog.ts"
import { isStudioError } from "../contract/errors.ts"
import { type Settings, settingsSchema } from "../contract/settings.ts"
import type { TrainingSettings } from "../contract/training.ts"
import { planPersonalization } from "../personalize/plan.ts"
import type { Studio } from "../personalize/studio.ts"

/** Whom and what a sample is about, before its history is read. */
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

export const sampleSchema = z.object({
  persona: z.string(),
  item: z.string(),
  /** Content hash of the item's picture. */
  image: z.string(),
  /** T*. */
  rewrite: z.string(),
  /** Φ's texts. */
  texts: z.array(z.string()),
  /** Content hashes of Ψ's pictures. */
  images: z.array(z.string()),
})
export type Sample = z.infer<typeof sampleSchema>

/** H, k and K as a sample is planned with; the scenario's own H and k where the settings leave them open. */
export function planSettings(studio: Studio, item: Item, settings: TrainingSettings): Settings {
  const { defaultTags, defaultHistory } = studio.scenario(item.scenario)
  return settingsSchema.parse({
    tags: settings.tags ?? defaultTags,
    history: settings.history ?? defaultHistory,
    neighbours: settings.neighbours,
  })
}

/** Finds all that can be learned from, and holds a share of the users out: the same ones in every run on this catalog. */
export async function findPairs(studio: Studio, settings: TrainingSettings): Promise<Pairs> {
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

/** Plans each pair: tags, interests, T*, neighbours. Pairs that lack tags or embeddings are left out. */
export async function planSamples(
  studio: Studio,
  pairs: readonly Pair[],
  settings: TrainingSettings,
  onProgress: (done: number, total: number) => void,
): Promise<Sample[]> {
  const samples: Sample[] = []
  for (const [index, pair] of pairs.entries()) {
    const sample = await planSample(studio, pair, settings).catch(error => {
      if (isStudioError(error, "item.untagged") || isStudioError(error, "pool.unknown_item")) return undefined
      throw error
    })
    if (sample) samples.push(sample)
    onProgress(index + 1, pairs.length)
  }
  return samples
}

async function planSample(
  studio: Studio,
  { persona, item: id }: Pair,
  settings: TrainingSettings,
): Promise<Sample> {
  const { workspace } = studio
  const item = await workspace.findItem(id)
  const asked = planSettings(studio, item, settings)
  const history = await workspace.historyOf(persona, id, asked.history)
  const subject = { item, persona, scenario: studio.scenario(item.scenario), history }
  const plan = await planPersonalization(studio, subject, asked)
  const textItems = await workspace.itemsOf(plan.textNeighbours.map(neighbour => neighbour.id))
  return {
    persona: persona.id,
    item: id,
    image: item.image,
    rewrite: plan.rewrite.text,
    texts: textItems.map(itemText),
    images: plan.imageNeighbours.map(neighbour => neighbour.hash),
  }
}
