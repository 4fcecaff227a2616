import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest"
import { writeHouseWords } from "../catalog/house-words.ts"
import { note } from "../contract/codes/index.ts"
import type { SettingsInput } from "../contract/settings.ts"
import { openPixelStudio } from "./fixtures/asks.ts"
import { askKey } from "./recipe-key.ts"
import { replay } from "./replay.ts"
import { Session } from "./session.ts"
import type { Studio } from "./studio.ts"

let folder: string
let studio: Studio

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-avoid-"))
  studio = await openPixelStudio(folder)
})
afterAll(async () => {
  await studio?.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(() => {
  writeHouseWords(studio.workspace, "")
})

const about = { item: "i0", persona: "shopper-41" }
const small: SettingsInput = { width: 64, height: 64, steps: 3, history: 4, neighbours: 3, guidance: 4 }

const planned = (session: Session, settings: SettingsInput = {}) =>
  session.plan(about, { ...small, ...settings })
const drawn = async (session: Session, settings: SettingsInput = {}) =>
  session.draw(await session.conditions(await planned(session, settings)), 7)

test("the words of the workspace, of the scenario and of the render are avoided together", async () => {
  const scenarios = new Map(
    [...studio.scenarios].map(([id, scenario]) => [id, { ...scenario, avoid: "text, dull" }]),
  )
  const own = { ...studio, scenarios, scenario: (id: string) => scenarios.get(id)! }
  const session = new Session(own)
  writeHouseWords(studio.workspace, "dull, grey")
  const { recipe } = await planned(session, { avoid: "rain" })
  expect(recipe.plan.avoid).toMatchObject({ text: "dull, grey, text, rain", limit: 77, cut: [] })
  expect(recipe.settings.avoid).toBe("rain")
  // No reading that was kept stands in the way of new words.
  writeHouseWords(studio.workspace, "")
  expect((await planned(session)).recipe.plan.avoid?.text).toBe("text, dull")
})

test("they change pixels and keys, and none are no change, to the last bit", async () => {
  const session = new Session(studio)
  const without = await drawn(session)
  expect(without.recipe.plan.avoid).toBeNull()
  const avoiding = await drawn(session, { avoid: "yellow" })
  expect(avoiding.image.data).not.toEqual(without.image.data)
  expect(askKey(avoiding.recipe)).not.toBe(askKey(without.recipe))
  writeHouseWords(studio.workspace, "yellow")
  const house = await drawn(session)
  expect(house.image.data).toEqual(avoiding.image.data)
  expect(askKey(house.recipe)).toBe(askKey(avoiding.recipe))
  writeHouseWords(studio.workspace, "")
  const again = await drawn(session, { avoid: "  " })
  expect(again.image.data).toEqual(without.image.data)
  expect(askKey(again.recipe)).toBe(askKey(without.recipe))
})

test("a recipe is replayed with the words that it was made with", async () => {
  const session = new Session(studio)
  const { image, recipe } = await drawn(session, { avoid: "yellow" })
  writeHouseWords(studio.workspace, "blue")
  expect((await replay(session, recipe)).image.data).toEqual(image.data)
})

test("words that are cut, and guidance that avoids nothing, are said", async () => {
  const session = new Session(studio)
  const many = Array.from({ length: 60 }, (_, n) => `red${n}`).join(", ")
  const { warnings, recipe } = await planned(session, { avoid: many, guidance: 1 })
  const { text, cut, tokens } = recipe.plan.avoid!
  expect(tokens).toBeLessThanOrEqual(77)
  expect([...text.split(", "), ...cut]).toEqual(many.split(", "))
  expect(warnings).toContainEqual({ code: "settings.avoid_unused", details: { guidance: 1 } })
  expect(warnings).toContainEqual({
    code: "settings.avoid_cut",
    details: { words: cut.slice(0, 8), limit: 77 },
  })
})

test("a U-Net that reads guidance itself reads no words to avoid and rescales nothing: both are said", async () => {
  vi.spyOn(studio.pipeline, "readsGuidance").mockResolvedValue(true)
  onTestFinished(() => {
    vi.restoreAllMocks()
  })
  const { warnings, settings } = await planned(new Session(studio), {
    avoid: "rain",
    guidanceRescale: 0.7,
    guidanceHigh: 0.8,
  })
  const codes = warnings.map(({ code }) => code)
  expect(codes).toEqual(
    expect.arrayContaining(["settings.avoid_unread", "settings.rescale_unread", "settings.interval_unread"]),
  )
  expect(settings).toMatchObject({ guidanceRescale: 0, guidanceLow: 0, guidanceHigh: 1 })
  expect((await planned(new Session(studio))).warnings.map(({ code }) => code)).not.toContain(
    "settings.avoid_unread",
  )
})

test("an interval of noise levels without any is refused", async () => {
  for (const [guidanceLow, guidanceHigh] of [
    [0.6, 0.4],
    [0.5, 0.5],
  ])
    await expect(planned(new Session(studio), { guidanceLow, guidanceHigh })).rejects.toMatchObject({
      code: "settings.invalid",
      details: { problems: [note("settings.empty_interval", { low: guidanceLow!, high: guidanceHigh! })] },
    })
})

test("a picture that was guided at some noise levels alone is another one, and is replayed to the last bit", async () => {
  const session = new Session(studio)
  const { image, recipe } = await drawn(session, { guidanceLow: 0.2, guidanceHigh: 0.7 })
  expect(recipe.settings).toMatchObject({ guidanceLow: 0.2, guidanceHigh: 0.7 })
  expect((await replay(session, recipe)).image.data).toEqual(image.data)
  const plain = await drawn(session, {})
  expect(plain.image.data).not.toEqual(image.data)
  const { guidanceLow: _, guidanceHigh: __, ...older } = plain.recipe.settings
  expect(askKey({ ...plain.recipe, settings: older as typeof recipe.settings })).toBe(askKey(plain.recipe))
})
