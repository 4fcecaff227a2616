/** Recipes that 0.1.0 left behind (build/fixtures/version-1.mjs). */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { anyRecipeSchema } from "./recipe-versions.ts"

const file = new URL("../engine/fixtures/version-1/images/recipe.json", import.meta.url)
const old = JSON.parse(readFileSync(fileURLToPath(file), "utf8"))

test("a recipe of version 1 keeps all its content", () => {
  const { settings, plan, made } = anyRecipeSchema.parse(old)
  const { version, tagsUsed, historyUsed, rewrite, ...rest } = old
  const { fit, ...text } = rewrite
  const { lambda1, lambda2, imageScale, neighbours, scheduler, steps, guidance, ...others } = rest
  const { excludeSelf, excludedNeighbours, excludedHistory, ...more } = others
  const { app, createdAt, pack, adapter, seed, width, height, device, ...foundThen } = more
  expect(version).toBe(1)
  expect(settings).toMatchObject({
    lambda1,
    lambda2,
    imageScale,
    tags: tagsUsed,
    history: historyUsed,
    neighbours,
    scheduler,
    steps,
    guidance,
    fit,
    excludeSelf,
    excludedNeighbours,
    excludedHistory,
  })
  expect(plan).toEqual({ ...foundThen, rewrite: text, masks: [], avoid: null })
  const made1 = { loras: [], dtype: "float32", arithmetic: 1 }
  expect(made).toEqual({ app, createdAt, pack, adapter, seed, width, height, device, ...made1 })
})

test("a recipe that was read can be read again, unchanged", () => {
  const recipe = anyRecipeSchema.parse(old)
  expect(anyRecipeSchema.parse(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe)
})

test.each([
  ["a version of the future", { ...old, version: 3 }, /version/],
  ["no version", { ...old, version: undefined }, /version/],
  ["λ1 out of its range in version 1", { ...old, lambda1: 9 }, /lambda1/],
  ["a field that nobody knows", { ...anyRecipeSchema.parse(old), masks: [] }, /masks/],
  ["a setting that nobody knows", unknownSetting(), /twist/],
  ["a missing setting that has no neutral value", { ...anyRecipeSchema.parse(old), settings: {} }, /lambda1/],
])("%s is refused by name", (_, value, problem) =>
  expect(() => anyRecipeSchema.parse(value)).toThrow(problem),
)

function unknownSetting() {
  const recipe = anyRecipeSchema.parse(old)
  return { ...recipe, settings: { ...recipe.settings, twist: 1 } }
}
