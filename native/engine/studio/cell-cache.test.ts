import { readdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { temporaryFolder } from "../../catalog/fixtures/catalogs.ts"
import type { Recipe } from "../../contract/recipe.ts"
import { exampleRecipe } from "../../exporting/fixtures.ts"
import { CellCache } from "./cell-cache.ts"

const cell = (clipPersona: number) => ({
  frame: "data:image/webp;base64,AA==",
  metrics: { ssim: 0.5, clipText: 0.1, clipPersona, lpips: null },
})

/** The example for a persona with other tags, which T* has no room for. */
const withTags = (...tags: string[]): Recipe => {
  const interests = tags.map(tag => ({ tag, count: 1, pinned: false, from: ["poster-1"] }))
  return { ...exampleRecipe, plan: { ...exampleRecipe.plan, interests } }
}

test("a cell is found again by what decides its pixels", async () => {
  const cache = new CellCache(await temporaryFolder())
  await cache.put(exampleRecipe, cell(0.3))
  const later = {
    ...exampleRecipe,
    made: { ...exampleRecipe.made, app: "9.9.9", createdAt: "2030-01-01T00:00:00Z" },
  }
  expect(await cache.get(later)).toEqual(cell(0.3))
  const other = { ...exampleRecipe, settings: { ...exampleRecipe.settings, lambda1: 0.5 } }
  expect(await cache.get(other)).toBeNull()
})

test("the same pixels are measured for each list of tags, and all measures are kept", async () => {
  const cache = new CellCache(await temporaryFolder())
  await cache.put(withTags("fog"), cell(0.1))
  expect(await cache.get(withTags("fog", "spy"))).toBeNull()
  await cache.put(withTags("fog", "spy"), cell(0.2))
  expect(await cache.get(withTags("fog"))).toEqual(cell(0.1))
  expect(await cache.get(withTags("fog", "spy"))).toEqual(cell(0.2))
})

test("a cell that is damaged is drawn again", async () => {
  const dir = await temporaryFolder()
  const cache = new CellCache(dir)
  await cache.put(exampleRecipe, cell(0.3))
  const [name] = await readdir(dir)
  await writeFile(join(dir, name!), "{")
  expect(await cache.get(exampleRecipe)).toBeNull()
})
