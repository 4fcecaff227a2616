/** Histories: shoppers who rate items of one scenario, most of them to their taste. */
import { type Rng, rngOf } from "../artist/rng.ts"
import { type ScenarioId, scenarioIds, world } from "../artist/world.ts"
import { type CatalogItem, type CatalogPlan, sampleCatalog, stream } from "./items.ts"
import { namedPersonas } from "./personas.ts"

export interface Rating {
  user_id: string
  item_id: string
  /** ISO 8601, UTC. */
  timestamp: string
  /** 1…5; 4 and 5 are positive. */
  rating: number
}

interface Shopper {
  id: string
  scenario: ScenarioId
  likes: readonly string[]
  named: boolean
  latest?: string | undefined
}

/** The objective item and the five before it, the paper's k + 1. */
export const leastPositives = 6

const firstDay = Date.UTC(2026, 0, 5)
const day = 24 * 60 * 60 * 1000

function shoppers(plan: CatalogPlan): Shopper[] {
  const list: Shopper[] = (plan.seed === 0 ? namedPersonas : []).map(
    ({ user_id, latest, scenario, likes }) => ({
      id: user_id,
      scenario,
      likes,
      named: true,
      latest,
    }),
  )
  for (let i = list.length; i < plan.shoppers; i++) {
    const id = `shopper-${String(i + 1).padStart(3, "0")}`
    const rng = rngOf(stream(`shopper/${id}`, plan))
    const scenario = scenarioIds[i % scenarioIds.length]!
    const facets = Object.keys(world[scenario])
    const likes: string[] = []
    for (let wanted = rng.chance(0.5) ? 3 : 2; wanted > 0; wanted--) {
      const [facet] = facets.splice(rng.below(facets.length), 1)
      likes.push(rng.pick(world[scenario][facet!]!))
    }
    list.push({ id, scenario, likes, named: false })
  }
  return list
}

/** How many of the liked words an item shows. */
export const liked = (likes: readonly string[], item: CatalogItem): number =>
  Object.values(item.spec.facets).filter(word => likes.includes(word)).length

/** Items to the shopper's taste are rated 4 or 5, now and then less; the others seldom please. */
function rate(score: number, rng: Rng): number {
  if (score > 0) return rng.chance(0.92) ? (rng.chance(0.3 + 0.2 * score) ? 5 : 4) : 3
  return rng.chance(0.2) ? 4 : 1 + rng.below(3)
}

function history(shopper: Shopper, items: readonly CatalogItem[], plan: CatalogPlan): Rating[] {
  const { id, scenario, likes, named, latest } = shopper
  const rng = rngOf(stream(`history/${id}`, plan))
  // Best matches first. A random part decides between equal ones and lets some weaker ones in.
  const ranked = items
    .filter(item => item.scenario === scenario)
    .map(item => ({
      item,
      score: liked(likes, item),
      order: liked(likes, item) + rng.next() * (named ? 0.9 : 1.3),
    }))
    .sort((a, b) => b.order - a.order)
  const noise = 1 + rng.below(3)
  const matching = (named ? 9 : 7) + rng.below(4)
  const chosen = ranked.slice(0, matching)
  for (let i = 0; i < noise; i++) chosen.push(ranked[matching + rng.below(ranked.length - matching)]!)
  const unique = [...new Set(chosen)].map(entry => ({ ...entry, at: rng.next() })).sort((a, b) => a.at - b.at)
  let time = firstDay + rng.below(150) * day
  const ratings = unique.map(({ item, score }) => {
    time += (1 + rng.below(12)) * day + rng.below(day / 60_000) * 60_000
    const timestamp = new Date(time).toISOString().replace(".000Z", "Z")
    return { user_id: id, item_id: item.id, timestamp, rating: rate(score, rng), score }
  })
  // A shopper needs enough liked items: the best matching of the others are rated as liked, too.
  const rest = ratings.filter(({ rating }) => rating < 4).sort((a, b) => b.score - a.score)
  for (let missing = leastPositives - (ratings.length - rest.length); missing > 0; missing--)
    rest.shift()!.rating = 4
  if (latest) endWith(latest, ratings)
  return ratings.map(({ score: _, ...rating }) => rating)
}

/** Lets an item and the last one of these change places in time. */
function endWith(itemId: string, ratings: Rating[]): void {
  const at = ratings.findIndex(({ item_id }) => item_id === itemId)
  const [wanted, last] = [ratings[at]!, ratings.at(-1)!]
  ratings[at] = { ...last, timestamp: wanted.timestamp }
  ratings[ratings.length - 1] = { ...wanted, timestamp: last.timestamp }
}

/** All ratings, shopper by shopper, each in order of time. */
export const ratingsOf = (items: readonly CatalogItem[], plan = sampleCatalog): Rating[] =>
  shoppers(plan).flatMap(shopper => history(shopper, items, plan))
