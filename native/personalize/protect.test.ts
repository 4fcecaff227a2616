import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sharp from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import { MaskStore } from "../catalog/mask-store.ts"
import type { RawImage } from "../models/image.ts"
import { openPixelStudio } from "./fixtures/asks.ts"
import { wholeOf, windowOn } from "./place.ts"
import { coverAt, laidOver } from "./protect.ts"
import { Session } from "./session.ts"
import type { Studio } from "./studio.ts"

let folder: string
let studio: Studio

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-protect-"))
  studio = await openPixelStudio(folder)
})
afterAll(async () => {
  await studio?.close()
  await rm(folder, { recursive: true, force: true })
})

const about = { item: "i0", persona: "shopper-41" }
const asItIs = { placeScale: 1, placeX: 0, placeY: 0, protectWhole: false }
const small = { width: 64, height: 64, steps: 3, history: 4, neighbours: 3 }

/** Keeps a box of the picture of i0 under a name. */
async function keepBox(name: string, left: number, right: number) {
  const item = await studio.workspace.findItem("i0")
  const { width, height } = item
  const data = Uint8Array.from({ length: width * height }, (_, at) => {
    const x = at % width
    return x >= left && x < right ? 255 : 0
  })
  return new MaskStore(studio.workspace).save(item, name, { width, height, data })
}

const flat = (width: number, height: number, value: number): RawImage => ({
  width,
  height,
  channels: 3,
  data: new Uint8Array(width * height * 3).fill(value),
})

test.each([64, 256, 1080])(
  "at %i pixels, no step at the border between flat colours is larger than the fade allows",
  async side => {
    const item = await studio.workspace.findItem("i0")
    const mask = await keepBox("half", 0, 20)
    const plan = { item: { id: "i0", imageHash: item.image }, masks: [mask] }
    const size = { width: side, height: side }
    const cover = (await coverAt(studio.workspace, { settings: asItIs, plan }, wholeOf(size)))!
    const { data } = laidOver(flat(side, side, 40), { ...cover, picture: flat(side, side, 240) })
    const line = Array.from({ length: side }, (_, x) => data[(Math.floor(side / 2) * side + x) * 3]!)
    const steps = line.slice(1).map((value, x) => Math.abs(value - line[x]!))
    const reach = Math.max(2, Math.round(0.015 * side))
    expect(Math.max(...steps)).toBeLessThanOrEqual(Math.ceil(200 / (reach + 1)) + 1)
    expect([line[0], line.at(-1)]).toEqual([240, 40])
    // The fade lies outside alone: where the original is kept, it shows wholly.
    const kept = line.filter(value => value === 240).length
    const { scaledWidth, left } = windowOn(item, wholeOf(size), asItIs)
    expect(kept).toBe(Math.ceil((20 * scaledWidth) / item.width) - left)
  },
)

test("what any of the named masks keeps is the item's own picture in what a session draws", async () => {
  await keepBox("left", 0, 12)
  await keepBox("right", 30, 40)
  const session = new Session(studio)
  const ready = await session.conditions(await session.plan(about, { ...small, protect: ["left", "right"] }))
  const { image, recipe } = await session.draw(ready, 7)
  expect(recipe.plan.masks.map(({ name }) => name)).toEqual(["left", "right"])
  const item = await studio.workspace.findItem("i0")
  const { scaledWidth, scaledHeight, left, top } = windowOn(item, wholeOf(small), asItIs)
  const original = await sharp(studio.workspace.imagePath(item.image))
    .resize(scaledWidth, scaledHeight, { fit: "fill" })
    .extract({ left, top, width: 64, height: 64 })
    .raw()
    .toBuffer()
  const sameAt = (x: number) =>
    [...Array(64).keys()].every(y =>
      [0, 1, 2].every(c => image.data[(y * 64 + x) * 3 + c] === original[(y * 64 + x) * 3 + c]),
    )
  expect([0, 18, 19, 48, 63].map(sameAt)).toEqual([true, true, true, true, true])
  expect([28, 32, 38].map(sameAt)).toEqual([false, false, false])
})

test("without masks, the pixels are those of before; a mask that was drawn anew counts at once", async () => {
  const session = new Session(studio)
  const drawn = async (protect: string[]) => {
    const ready = await session.conditions(await session.plan(about, { ...small, protect }))
    return String((await session.draw(ready, 7)).image.data)
  }
  const plain = await drawn([])
  await keepBox("moving", 0, 12)
  const first = await drawn(["moving"])
  await keepBox("moving", 20, 32)
  expect(await drawn(["moving"])).not.toBe(first)
  expect(await drawn([])).toBe(plain)
})

test("a mask that isn't there is refused before anything is drawn", async () => {
  await expect(new Session(studio).plan(about, { ...small, protect: ["nose"] })).rejects.toMatchObject({
    code: "mask.unknown",
    details: { item: "i0", name: "nose" },
  })
})
