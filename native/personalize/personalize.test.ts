import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sharp from "sharp"
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest"
import { importCatalog } from "../catalog/import/import.ts"
import { createWorkspace } from "../catalog/workspace.ts"
import { note } from "../contract/codes/index.ts"
import { recipeSchema } from "../contract/recipe.ts"
import type { SettingsInput } from "../contract/settings.ts"
import { fixture } from "../models/fixtures.ts"
import { personalize } from "./personalize.ts"
import { prepareItems } from "./prepare.ts"
import { replay } from "./replay.ts"
import { Session } from "./session.ts"
import { openStudio, type Studio } from "./studio.ts"

const colours = ["#c33", "#3c3", "#33c", "#cc3", "#3cc", "#c3c", "#888"]
const small: SettingsInput = { width: 64, height: 64, steps: 3, count: 2, seed: 7, history: 4, neighbours: 3 }

let folder: string
let studio: Studio

/** Seven items of one colour each; the shopper shopper-41 liked six of them, latest i0. */
async function writeCatalog(dir: string) {
  const items = ["id,title,description,image"]
  const interactions = ["user_id,item_id,timestamp,rating"]
  for (const [index, background] of colours.entries()) {
    await sharp({ create: { width: 40, height: 40, channels: 3, background } })
      .png()
      .toFile(join(dir, `${index}.png`))
    items.push(`i${index},Title ${index},about number ${index},${index}.png`)
    if (index < 6) interactions.push(`shopper-41,i${index},${1_700_000_000 - index},5`)
  }
  await writeFile(join(dir, "items.csv"), items.join("\n"))
  await writeFile(join(dir, "interactions.csv"), interactions.join("\n"))
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-personalize-"))
  await writeCatalog(folder)
  const workspaceDir = join(folder, "workspace")
  const workspace = await createWorkspace(workspaceDir)
  await importCatalog(workspace, folder, { scenario: "movie-poster", scenarios: ["movie-poster"] })
  for (const { id } of await workspace.items()) {
    const number = Number(id.slice(1))
    await workspace.setItemTags(id, {
      image: [number % 2 === 0 ? "even" : "odd"],
      text: ["number"],
      own: [],
      tagger: "test/1",
    })
  }
  await workspace.close()
  studio = await openStudio({
    workspaceDir,
    mode: "write",
    packDir: fixture("tiny"),
    scenariosDir: join(import.meta.dirname, "../../resources/scenarios"),
    device: "cpu",
  })
  await prepareItems(studio)
})

afterAll(async () => {
  await studio?.close()
  await rm(folder, { recursive: true, force: true })
})

const run = (settings: SettingsInput = {}) =>
  personalize(new Session(studio), { item: "i0", persona: "shopper-41", settings: { ...small, ...settings } })

test("the recipe holds tags, counted interests, T* and neighbours", async () => {
  const { recipe, images } = await run()
  expect(recipe.plan.tags).toMatchObject({ image: ["even"], text: ["number"] })
  // Of i1 … i4, all carry "number", two are odd (i1, i3, seen first) and two are even.
  expect(recipe.plan.interests.map(({ tag, count }) => [tag, count])).toEqual([
    ["number", 4],
    ["odd", 2],
    ["even", 2],
  ])
  expect(recipe.plan.persona.history).toEqual(["i1", "i2", "i3", "i4"])
  expect(recipe.plan.rewrite.text).toBe(
    "Title 0. about number 0 This movie poster is about even, number, maybe related to number, odd, even.",
  )
  expect(recipe.plan.textNeighbours).toHaveLength(3)
  expect(recipe.plan.imageNeighbours[0]?.id).toBe("i0")
  for (const drawn of images) expect(recipeSchema.parse(drawn.recipe)).toEqual(drawn.recipe)
  expect(JSON.stringify(recipe)).not.toContain("shopper-41")
  expect(recipe.plan.persona.pseudonym).toMatch(/^shopper-[0-9a-f]{6}$/)
})

test("merged tags are one in T*, in the item's own tags too", async () => {
  onTestFinished(() => studio.workspace.setTagMerges([]))
  await studio.workspace.setTagMerges([{ from: "even", to: "number" }])
  const { recipe } = await run({ count: 1 })
  expect(recipe.plan.tags).toMatchObject({ image: ["even"], text: ["number"] })
  expect(recipe.plan.rewrite.text).toBe(
    "Title 0. about number 0 This movie poster is about number, maybe related to number, odd.",
  )
})

test("an image is the same alone as in a series, and a recipe makes its pixels again", async () => {
  const { images } = await run()
  const [alone] = (await run({ seed: 8, count: 1 })).images
  expect(Buffer.compare(alone!.image.data, images[1]!.image.data)).toBe(0)
  expect(Buffer.compare(images[0]!.image.data, images[1]!.image.data)).not.toBe(0)
  const again = await replay(new Session(studio), images[1]!.recipe)
  expect(Buffer.compare(again.image.data, images[1]!.image.data)).toBe(0)
  expect(again.warnings).toEqual([])
})

test("λ1 and λ2 change the pixels", async () => {
  const pixels = async (settings: SettingsInput) =>
    (await run({ ...settings, count: 1 })).images[0]!.image.data
  const base = await pixels({})
  expect(Buffer.compare(await pixels({ lambda1: 0 }), base)).not.toBe(0)
  expect(Buffer.compare(await pixels({ lambda2: 1 }), base)).not.toBe(0)
})

test("pins come first and a ban keeps a tag out", async () => {
  const persona = await studio.workspace.createPersona({
    name: "Bo",
    scenario: "movie-poster",
    items: ["i1", "i2", "i3", "i4"],
    pinned: ["neon"],
    banned: ["number"],
  })
  const { recipe } = await personalize(new Session(studio), {
    item: "i6",
    persona: persona.id,
    settings: { ...small, count: 1 },
  })
  expect(recipe.plan.interests.map(interest => interest.tag)).toEqual(["neon", "odd", "even"])
  expect(recipe.plan.persona.pseudonym).toBe("Bo")
})

test("an excluded item and the item itself stay out of the neighbours", async () => {
  const { recipe } = await run({ count: 1, excludeSelf: true, excludedNeighbours: ["i1"] })
  const ids = [...recipe.plan.textNeighbours, ...recipe.plan.imageNeighbours].map(neighbour => neighbour.id)
  expect(ids).toHaveLength(6)
  expect(ids).not.toContain("i0")
  expect(ids).not.toContain("i1")
})

test("a cancel between steps stops the run", async () => {
  const controller = new AbortController()
  const seen: number[] = []
  const onStep = ({ step }: { step: number }) => {
    seen.push(step)
    controller.abort()
  }
  const running = personalize(
    new Session(studio),
    { item: "i0", persona: "shopper-41", settings: small },
    { signal: controller.signal, onStep },
  )
  await expect(running).rejects.toMatchObject({ code: "job.cancelled" })
  expect(seen).toEqual([1])
})

test("settings out of range are named with their value", async () => {
  await expect(run({ lambda1: 7, steps: 0 })).rejects.toMatchObject({
    code: "settings.invalid",
    details: {
      problems: [
        note("value.setting", {
          name: "lambda1",
          value: "7",
          problem: note("value.too_large", { maximum: 2, exclusive: false }),
        }),
        note("value.setting", {
          name: "steps",
          value: "0",
          problem: note("value.too_small", { minimum: 1, exclusive: false }),
        }),
      ],
    },
  })
})

test("a persona with too little history is refused", async () => {
  await expect(run({ history: 20 })).rejects.toMatchObject({ code: "persona.short_history" })
})

test("a recipe whose pack, item or neighbour is another one is refused", async () => {
  const { recipe } = await run({ count: 1 })
  const { plan, made } = recipe
  const [first, ...rest] = plan.textNeighbours
  await expect(
    replay(new Session(studio), {
      ...recipe,
      made: { ...made, pack: { name: "other", hash: "0".repeat(64) } },
    }),
  ).rejects.toMatchObject({
    code: "recipe.other_pack",
  })
  await expect(
    replay(new Session(studio), {
      ...recipe,
      plan: { ...plan, item: { ...plan.item, imageHash: "0".repeat(64) } },
    }),
  ).rejects.toMatchObject({ code: "recipe.item_changed" })
  await expect(
    replay(new Session(studio), {
      ...recipe,
      plan: { ...plan, textNeighbours: [{ ...first!, hash: "0".repeat(64) }, ...rest] },
    }),
  ).rejects.toMatchObject({ code: "recipe.neighbour_changed" })
})

test("a second preparation finds everything there", async () => {
  expect(await prepareItems(studio)).toMatchObject({ prepared: 0, kept: 7 })
})

test("an item that has gone to another scenario is prepared again, and found among its items", async () => {
  const items = await studio.workspace.items()
  const moved = items.map(item => (item.id === "i6" ? { ...item, scenario: "outfit" } : item))
  const spy = vi.spyOn(studio.workspace, "items").mockResolvedValue(moved)
  onTestFinished(() => spy.mockRestore())
  expect(await prepareItems(studio)).toMatchObject({ prepared: 1, kept: 6 })
  const [i6] = await studio.pool.vectors(["i6"], "image")
  const found = await studio.pool.nearestImages(i6!, 7, { scenario: "outfit" })
  expect(found.map(({ id }) => id)).toEqual(["i6"])
})
