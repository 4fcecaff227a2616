/** Structure on the main road: which hint is made, and that it reaches the pixels and the keys. */
import { createHash } from "node:crypto"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sharp from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import { keepPicture } from "../catalog/keep-picture.ts"
import type { SettingsInput } from "../contract/settings.ts"
import { packWithControlNets } from "../models/fixtures.ts"
import { coverImage, readImage } from "../models/image.ts"
import { edgesHint } from "../models/structure.ts"
import { openPixelStudio } from "./fixtures/asks.ts"
import { askKey } from "./recipe-key.ts"
import { replay } from "./replay.ts"
import { Session } from "./session.ts"
import type { Studio } from "./studio.ts"

const about = { item: "i0", persona: "shopper-41" }
const small: SettingsInput = { width: 64, height: 64, steps: 3, history: 4, neighbours: 3, lambda2: 0.3 }

let folder: string
let studio: Studio
let session: Session

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-structure-"))
  const manifest = { edgeThresholds: [30, 90], structureScale: 0.5 }
  const pack = await packWithControlNets(join(folder, "pack"), { manifest })
  studio = await openPixelStudio(folder, undefined, pack.dir)
  session = new Session(studio)
})
afterAll(async () => {
  await studio.close()
  await rm(folder, { recursive: true, force: true })
})

const ready = async (settings: SettingsInput) =>
  session.conditions(await session.plan(about, { ...small, ...settings }))
const drawn = async (settings: SettingsInput) => session.draw(await ready(settings), 7)
const hashOf = (data: Uint8Array) => createHash("sha256").update(data).digest("hex")

test("without a word of it, the pack's own strength and first kind are drawn with, and its thresholds find the edges", async () => {
  const { recipe, conditions } = await ready({})
  expect(recipe.settings).toMatchObject({ structure: 0.5, structureKind: "edges", structureHint: null })
  const item = await studio.workspace.findItem("i0")
  const picture = await coverImage(await readImage(studio.workspace.imagePath(item.image)), 256, 256)
  expect(conditions.structure).toEqual(edgesHint(picture, [30, 90]))
  const whole = await ready({ structureOf: "whole" })
  expect(whole.conditions.structure).toEqual(conditions.structure) // this pack can't cut out a subject
})

test("0 draws the very pixels of a pack without a ControlNet, whatever else is asked of structure", async () => {
  const own = await mkdtemp(join(tmpdir(), "iamg-structure-"))
  const plain = await openPixelStudio(own)
  try {
    const other = new Session(plain)
    const there = await other.draw(await other.conditions(await other.plan(about, small)), 7)
    const off = await drawn({ structure: 0, structureKind: "tile", structureOf: "whole" })
    expect(hashOf(off.image.data)).toBe(hashOf(there.image.data))
    const { pack } = there.recipe.made
    const named = { ...off.recipe, made: { ...off.recipe.made, pack } }
    expect(askKey(named)).toBe(askKey({ ...there.recipe, made: { ...named.made } }))
  } finally {
    await plain.close()
    await rm(own, { recursive: true, force: true })
  }
})

test("each kind and strength draws other pixels under another key, and a recipe draws them again", async () => {
  const asks = [
    { structure: 0 },
    { structure: 0.4 },
    { structure: 1 },
    { structure: 1, structureKind: "tile" },
  ] as const
  const images = []
  for (const ask of asks) images.push(await drawn(ask))
  expect(new Set(images.map(({ image }) => hashOf(image.data))).size).toBe(4)
  expect(new Set(images.map(({ recipe }) => askKey(recipe))).size).toBe(4)
  const again = await replay(session, images[3]!.recipe)
  expect(hashOf(again.image.data)).toBe(hashOf(images[3]!.image.data))
})

test("a tile is the picture itself in 0…1, at the size that is drawn", async () => {
  const { conditions } = await ready({ structureKind: "tile", width: 128 })
  const item = await studio.workspace.findItem("i0")
  const picture = await coverImage(await readImage(studio.workspace.imagePath(item.image)), 512, 256)
  const { shape, data } = conditions.structure!
  expect(shape).toEqual([1, 3, 256, 512])
  const [first, red] = [picture.data[0]!, picture.data[3]!]
  expect([data[0], data[1]]).toEqual([Math.fround(first / 255), Math.fround(red / 255)])
})

test("a picture of the user's own takes the place of what would be made, grey for outlines", async () => {
  const file = join(folder, "sketch.png")
  const colours = Buffer.from([255, 0, 0, 0, 255, 0])
  await sharp(colours, { raw: { width: 2, height: 1, channels: 3 } })
    .resize(64, 32, { kernel: "nearest" })
    .png()
    .toFile(file)
  const { hash } = await keepPicture(studio.workspace, file)
  const { conditions, recipe } = await ready({ structureHint: hash, structureOf: "whole", width: 128 })
  expect(recipe.settings).toMatchObject({ structureHint: hash, structureOf: "subject" })
  const { data } = conditions.structure!
  const area = 512 * 256
  const levels = [data[0]!, data[area]!, data[511]!, data[2 * area + 511]!]
  expect(levels.map(level => level.toFixed(3))).toEqual(["0.299", "0.299", "0.587", "0.587"])
  const tile = await ready({ structureHint: hash, structureKind: "tile", width: 128 })
  expect([tile.conditions.structure!.data[0], tile.conditions.structure!.data[area]]).toEqual([1, 0])
})

test("a picture that is gone from the workspace is missed by name", async () => {
  await expect(ready({ structureHint: "f".repeat(64) })).rejects.toMatchObject({ code: "image.unreadable" })
})
