import { appendFile, cp, mkdtemp, readdir, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { SettingsInput } from "../contract/settings.ts"
import { fixture } from "../models/fixtures.ts"
import { openPixelStudio } from "./fixtures/asks.ts"
import { addLora, listLoras, loraFileOf, openLora, removeLora, strengthsOf } from "./loras.ts"
import { askKey } from "./recipe-key.ts"
import { replay } from "./replay.ts"
import { Session } from "./session.ts"
import type { Studio } from "./studio.ts"

const about = { item: "i0", persona: "shopper-41" }
const small: SettingsInput = { width: 64, height: 64, steps: 3, history: 4, neighbours: 3, lambda2: 0.2 }

let folder: string
let studio: Studio

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-loras-"))
  studio = await openPixelStudio(folder)
  await addLora(studio.workspace, fixture("lora/style.safetensors"), { name: "ink" })
  await addLora(studio.workspace, fixture("lora/few.safetensors"), { name: "lcm" })
})
afterAll(async () => {
  await studio?.close()
  await rm(folder, { recursive: true, force: true })
})

const drawn = async (session: Session, settings: SettingsInput = {}) => {
  const ready = await session.conditions(await session.plan(about, { ...small, ...settings }))
  return session.draw(ready, 7)
}
const ink = (strength: number): SettingsInput => ({ loras: [{ name: "ink", strength }] })

test("what is added is listed with its hash, and one for few steps is known by its name", async () => {
  expect(await listLoras(studio.workspace)).toMatchObject([
    { name: "ink", source: "style.safetensors", isFewSteps: false },
    { name: "lcm", source: "few.safetensors", isFewSteps: true },
  ])
})

test("at strength 0 every bit of picture and key is that without, and otherwise neither is", async () => {
  const session = new Session(studio)
  const plain = await drawn(session)
  for (const settings of [ink(0), { ...ink(0.8), loraStrength: 0 }]) {
    const none = await drawn(session, settings)
    expect(none.image.data).toEqual(plain.image.data)
    expect(askKey(none.recipe)).toBe(askKey(plain.recipe))
  }
  const [weak, strong] = [await drawn(session, ink(0.4)), await drawn(session, ink(0.8))]
  expect(weak.image.data).not.toEqual(plain.image.data)
  expect(strong.image.data).not.toEqual(weak.image.data)
  expect(new Set([plain, weak, strong].map(({ recipe }) => askKey(recipe))).size).toBe(3)
  const doubled = await drawn(session, { ...ink(0.4), loraStrength: 2 })
  expect(doubled.image.data).toEqual(strong.image.data)
  expect(askKey(doubled.recipe)).toBe(askKey(strong.recipe))
})

test("neighbours are found as without a LoRA", async () => {
  const session = new Session(studio)
  const [plain, changed] = [await drawn(session), await drawn(session, ink(1))]
  expect(changed.recipe.plan.textNeighbours).toEqual(plain.recipe.plan.textNeighbours)
})

test("a recipe names its LoRAs by content and is drawn again from it, whatever they are called by then", async () => {
  const session = new Session(studio)
  const settings = { loras: [{ name: "lcm", strength: -0.5 }, { name: "ink" }], loraStrength: 0.5 }
  const first = await drawn(session, settings)
  const hashes = (await listLoras(studio.workspace)).map(({ name, hash }) => [name, hash])
  expect(Object.fromEntries(first.recipe.made.loras.map(({ name, hash }) => [name, hash]))).toEqual(
    Object.fromEntries(hashes),
  )
  // The one for few steps keeps its own strength.
  expect(Object.fromEntries(first.recipe.made.loras.map(({ name, strength }) => [name, strength]))).toEqual({
    ink: 0.5,
    lcm: -0.5,
  })
  await removeLora(studio.workspace, "ink")
  await expect(replay(session, first.recipe)).rejects.toMatchObject({
    code: "recipe.no_lora",
    details: { lora: "ink" },
  })
  await addLora(studio.workspace, fixture("lora/style.safetensors"), { name: "ink" })
  const again = await replay(session, first.recipe)
  expect(again.image.data).toEqual(first.image.data)
  expect(again.recipe.made.loras).toEqual(first.recipe.made.loras)
})

test("a file that changed since it was added isn't drawn with", async () => {
  await addLora(studio.workspace, fixture("lora/mid.safetensors"), { name: "bent" })
  await appendFile(loraFileOf(studio.workspace, { name: "bent", source: "" }), "x")
  await expect(openLora(studio.workspace, "bent")).rejects.toMatchObject({ code: "lora.changed" })
  await removeLora(studio.workspace, "bent")
})

test("what can't be added leaves nothing behind, and a name is taken once", async () => {
  const broken = join(folder, "broken.safetensors")
  await writeFile(broken, "not safetensors")
  await expect(addLora(studio.workspace, broken)).rejects.toMatchObject({ code: "weights.unreadable" })
  const other = join(folder, "model.safetensors")
  await cp(fixture("tiny/vae/diffusion_pytorch_model.safetensors"), other)
  await expect(addLora(studio.workspace, other)).rejects.toMatchObject({ code: "lora.unreadable" })
  const style = fixture("lora/style.safetensors")
  await expect(addLora(studio.workspace, style, { name: "../up" })).rejects.toMatchObject({
    code: "lora.bad_name",
  })
  await expect(addLora(studio.workspace, style, { name: "ink" })).rejects.toMatchObject({
    code: "lora.taken",
  })
  expect((await readdir(studio.workspace.lorasDir)).sort()).toEqual(["ink", "lcm"])
  await addLora(studio.workspace, style, { name: "ink", replace: true })
  expect((await readdir(studio.workspace.lorasDir)).sort()).toEqual(["ink", "lcm"])
})

test("a name that isn't there is told with the nearest", async () => {
  const session = new Session(studio)
  await expect(drawn(session, { loras: [{ name: "imk" }] })).rejects.toMatchObject({
    code: "lora.unknown",
    details: { lora: "imk", near: ["ink"] },
  })
})

test("one LoRA under two names acts as strongly as both together", () => {
  const opened = ["a", "b"].map(name => ({ name, hash: "f".repeat(64), file: "", isFewSteps: false }))
  const loras = [
    { name: "a", strength: 0.1 },
    { name: "b", strength: 0.2 },
  ]
  expect(strengthsOf(opened, { loras, loraStrength: 1 })).toMatchObject([{ strength: 0.3 }])
  expect(strengthsOf(opened, { loras, loraStrength: 0 })).toEqual([])
})
