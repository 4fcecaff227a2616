import { readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { parse } from "csv-parse/sync"
import sharp from "sharp"
import { describe, expect, it } from "vitest"
import { draw } from "./artist/compose.ts"
import { leastPositives, ratingsOf } from "./catalog/histories.ts"
import { catalogItems, facetOf, firstSeed, sampleCatalog } from "./catalog/items.ts"
import { namedPersonas } from "./catalog/personas.ts"
import { csv } from "./catalog.ts"
import { rasterise } from "./draw.ts"

const folder = join(import.meta.dirname, "../../resources/sample-catalog")
const table = (name: string): Record<string, string>[] =>
  parse(readFileSync(join(folder, name)), { columns: true, cast: false })
const items = table("items.csv")
const ratings = table("interactions.csv")
const scenarioOf = new Map(items.map(item => [item.id!, item.scenario!]))

describe("the sample catalog", () => {
  it("has 240 items with ids, titles and pictures of their own, 80 a scenario", () => {
    expect(items).toHaveLength(240)
    expect(new Set(items.map(item => item.id)).size).toBe(240)
    for (const scenario of ["movie-poster", "outfit", "news-poster"]) {
      const titles = items.filter(item => item.scenario === scenario).map(item => item.title)
      expect(new Set(titles).size).toBe(80)
    }
    let bytes = 0
    for (const item of items) bytes += statSync(join(folder, item.image!)).size
    expect(bytes).toBeLessThan(6e6)
  })

  it("is what the command makes now: words, and pictures up to the codec", async () => {
    const made = catalogItems()
    expect(made.map(({ id, title, description }) => [id, title, description])).toEqual(
      items.map(({ id, title, description }) => [id, title, description]),
    )
    for (const item of made.filter((_, i) => i % 24 === 0)) {
      const drawn = await rasterise(draw(item.spec).svg, 256, 3)
      const stored = await sharp(join(folder, `images/${item.id}.webp`))
        .removeAlpha()
        .raw()
        .toBuffer()
      const off = drawn.reduce((sum, value, i) => sum + Math.abs(value - stored[i]!), 0) / drawn.length
      expect(off, item.id).toBeLessThan(6)
    }
  })

  it("shows drawings that training never drew", () => {
    for (const item of catalogItems()) expect(item.spec.seed).toBeGreaterThanOrEqual(firstSeed)
  })

  it("has 300 shoppers of one scenario each, who like enough items", () => {
    const byUser = new Map<string, typeof ratings>()
    for (const rating of ratings)
      byUser.set(rating.user_id!, [...(byUser.get(rating.user_id!) ?? []), rating])
    expect(byUser.size).toBe(sampleCatalog.shoppers)
    for (const [user, rated] of byUser) {
      expect(new Set(rated.map(rating => scenarioOf.get(rating.item_id!))).size, user).toBe(1)
      expect(new Set(rated.map(rating => rating.item_id)).size, user).toBe(rated.length)
      expect(rated.filter(rating => Number(rating.rating) >= 4).length, user).toBeGreaterThanOrEqual(
        leastPositives,
      )
      const times = rated.map(rating => Date.parse(rating.timestamp!))
      expect(times, user).toEqual(times.toSorted((a, b) => a - b))
    }
    expect(ratings.filter(rating => Number(rating.rating) < 4).length).toBeGreaterThan(ratings.length / 20)
  })

  it("has twelve named personas whose liked items show their taste", () => {
    const listed = JSON.parse(readFileSync(join(folder, "personas.json"), "utf8")) as { user_id: string }[]
    expect(listed.map(persona => persona.user_id)).toEqual(namedPersonas.map(persona => persona.user_id))
    const specs = new Map(catalogItems().map(item => [item.id, item.spec]))
    for (const { user_id, likes, scenario } of namedPersonas) {
      const positive = ratings.filter(rating => rating.user_id === user_id && Number(rating.rating) >= 4)
      for (const word of likes) {
        const facet = facetOf(scenario, word)
        const showing = positive.filter(({ item_id }) => specs.get(item_id!)?.facets[facet] === word)
        expect(showing.length / positive.length, `${user_id} ${word}`).toBeGreaterThan(0.4)
      }
    }
  })
})

it("the ratings are what the command makes now, and a history ends with the item that its persona names", () => {
  const made = ratingsOf(catalogItems())
  expect(made.map(rating => ({ ...rating, rating: String(rating.rating) }))).toEqual(ratings)
  const named = namedPersonas.filter(({ latest }) => latest)
  expect(named.map(({ user_id }) => user_id)).toContain("ines")
  for (const { user_id, latest } of named)
    expect(made.findLast(rating => rating.user_id === user_id)).toMatchObject({ item_id: latest, rating: 5 })
})

describe("a catalog to train on", () => {
  const plan = { seed: 1, itemsPerScenario: 20, shoppers: 12 }
  const made = catalogItems(plan)

  it("is of the size asked for, with drawings and shoppers of its own", () => {
    expect(made).toHaveLength(60)
    const samples = new Set(catalogItems().map(({ spec }) => spec.seed))
    expect(made.filter(({ spec }) => samples.has(spec.seed))).toEqual([])
    const users = new Set(ratingsOf(made, plan).map(rating => rating.user_id))
    expect(users.size).toBe(12)
    for (const { user_id } of namedPersonas) expect(users).not.toContain(user_id)
  })

  it("may hold more items than there are titles", () => {
    const many = catalogItems({ ...plan, itemsPerScenario: 400 })
    expect(new Set(many.map(({ id }) => id)).size).toBe(1200)
  })
})

describe("csv", () => {
  it("quotes fields with commas, quotes and line ends", () => {
    expect(
      csv(
        ["a", "b"],
        [
          ["x, y", 'say "hi"'],
          ["plain", 3],
        ],
      ),
    ).toBe('a,b\n"x, y","say ""hi"""\nplain,3\n')
  })
})
