/**
 * The items of the sample catalog: 80 drawings for each scenario. Ten suit each named shopper; the others show all words
 * about equally often. Also the items of other catalogs of the same world, for training.
 */
import { type Rng, rngOf } from "../artist/rng.ts"
import { description, title } from "../artist/words.ts"
import { type DrawingSpec, type ScenarioId, scenarioIds, world } from "../artist/world.ts"
import { namedPersonas } from "./personas.ts"

/** Which catalog. The sample catalog's seed is 0; others know none of the named shoppers. */
export interface CatalogPlan {
  seed: number
  itemsPerScenario: number
  shoppers: number
}

export const sampleCatalog: CatalogPlan = { seed: 0, itemsPerScenario: 80, shoppers: 300 }

/** The name of the random stream that belongs to a catalog. */
export const stream = (name: string, { seed }: CatalogPlan) => (seed === 0 ? name : `${name}/${seed}`)

export interface CatalogItem {
  id: string
  scenario: ScenarioId
  title: string
  description: string
  spec: DrawingSpec
}

const itemsPerPersona = 10

/** Training draws its seeds below 2³¹; the catalog's lie above, so that no item was ever trained on. */
export const firstSeed = 2 ** 31

const prefix: Record<ScenarioId, string> = {
  "movie-poster": "movie",
  outfit: "outfit",
  "news-poster": "news",
}

/** The facet that a word belongs to. */
export function facetOf(scenario: ScenarioId, word: string): string {
  const found = Object.entries(world[scenario]).find(([, words]) => words.includes(word))
  if (!found) throw new RangeError(`no ${scenario} has "${word}"`)
  return found[0]
}

/** Deals a facet's words like shuffled cards, so that each is seen about equally often. */
class Deck {
  readonly #words: readonly string[]
  readonly #rng: Rng
  #left: string[] = []

  constructor(words: readonly string[], rng: Rng) {
    this.#words = words
    this.#rng = rng
  }

  next(): string {
    if (this.#left.length === 0) this.#left = [...this.#words]
    return this.#left.splice(this.#rng.below(this.#left.length), 1)[0]!
  }
}

/** The facets of each item: those that are asked for, and dealt words for the others. */
function wishes(scenario: ScenarioId, { seed, itemsPerScenario }: CatalogPlan, rng: Rng) {
  const list: Record<string, string>[] = []
  const named = seed === 0 ? namedPersonas.filter(persona => persona.scenario === scenario) : []
  for (const { likes } of named)
    for (let i = 0; i < itemsPerPersona; i++) {
      // Every third item shows everything that the shopper likes; the others lack one of these words.
      const left = i % 3 === 0 ? -1 : rng.below(likes.length)
      const chosen = likes.filter((_, at) => at !== left)
      list.push(Object.fromEntries(chosen.map(word => [facetOf(scenario, word), word])))
    }
  while (list.length < itemsPerScenario) list.push({})
  return list
}

function itemsOf(scenario: ScenarioId, plan: CatalogPlan): CatalogItem[] {
  const rng = rngOf(stream(`catalog/${scenario}`, plan))
  const decks = Object.entries(world[scenario]).map(
    ([facet, words]) => [facet, new Deck(words, rng)] as const,
  )
  const titles = new Set<string>()
  const asked = wishes(scenario, plan, rng)
  // Shuffled, so that no shopper's items stand in a row when someone browses the catalog.
  const order = asked.map(wish => ({ wish, at: rng.next() })).sort((a, b) => a.at - b.at)
  return order.map(({ wish }, index) => {
    const facets: Record<string, string> = {}
    for (const [facet, deck] of decks) facets[facet] = wish[facet] ?? deck.next()
    const spec: DrawingSpec = { scenario, facets, seed: firstSeed + rng.below(2 ** 31) }
    let name = title(spec, rng)
    // A large catalog has more items than there are titles.
    for (let tries = 0; titles.has(name) && tries < 100; tries++) name = title(spec, rng)
    titles.add(name)
    const id = `${prefix[scenario]}-${String(index + 1).padStart(3, "0")}`
    return { id, scenario, title: name, description: description(spec, rng), spec }
  })
}

export const catalogItems = (plan = sampleCatalog): CatalogItem[] =>
  scenarioIds.flatMap(scenario => itemsOf(scenario, plan))
