import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import type { Recipe } from "../contract/recipe.ts"
import { exampleImage, exampleRecipe } from "./fixtures.ts"
import { readRecipe } from "./read-recipe.ts"
import { saveBeside, saveImage } from "./save-image.ts"

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "iamg-saving-"))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** The example of another item, at another λ1. */
function recipeOf(id: string, lambda1: number): Recipe {
  const { plan, settings } = exampleRecipe
  return {
    ...exampleRecipe,
    settings: { ...settings, lambda1 },
    plan: { ...plan, item: { ...plan.item, id } },
  }
}

test("pictures with the same name are kept side by side; the same picture is written once", async () => {
  const folder = await newFolder()
  const save = async (recipe: Recipe) => basename(await saveImage(folder, exampleImage(), recipe))
  const first = await save(recipeOf("A/B", 1))
  expect(first).toBe("A-B-Mira-Søn-7.png")
  expect(await save(recipeOf("A-B", 1))).toBe("A-B-Mira-Søn-7-2.png")
  expect(await save(recipeOf("A-B", 0.2))).toBe("A-B-Mira-Søn-7-3.png")
  expect(await save(recipeOf("A-B", 1))).toBe("A-B-Mira-Søn-7-2.png")
  expect((await readRecipe(join(folder, first))).plan.item.id).toBe("A/B")
  expect(await readdir(folder)).toHaveLength(3)
})

test("a file of another kind under that name is left alone", async () => {
  const folder = await newFolder()
  await writeFile(join(folder, "A-Mira-Søn-7.png"), "mine")
  expect(basename(await saveImage(folder, exampleImage(), recipeOf("A", 1)))).toBe("A-Mira-Søn-7-2.png")
  expect(await readFile(join(folder, "A-Mira-Søn-7.png"), "utf8")).toBe("mine")
})

test("a file beside others keeps its name where it says the same", async () => {
  const folder = await newFolder()
  const file = join(folder, "recipe.json")
  expect(await saveBeside(file, "a")).toBe(file)
  expect(await saveBeside(file, "a")).toBe(file)
  expect(basename(await saveBeside(file, "b"))).toBe("recipe-2.json")
  expect(await readFile(file, "utf8")).toBe("a")
})
