/** The item's picture moved and scaled in the frame: where it lies, what of it stays, and what is drawn around it. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sharp from "sharp"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { keepPicture } from "../catalog/keep-picture.ts"
import { MaskStore } from "../catalog/mask-store.ts"
import type { SettingsInput } from "../contract/settings.ts"
import { tinyReadingEdges, tinyUnder } from "../models/fixtures.ts"
import { pixelsFromImage, type RawImage } from "../models/image.ts"
import { openPixelStudio } from "./fixtures/asks.ts"
import { keptBox, placeImage, type Size, wholeOf, windowOn } from "./place.ts"
import { coverAt, laidOver } from "./protect.ts"
import { askKey } from "./recipe-key.ts"
import { replay } from "./replay.ts"
import { Session } from "./session.ts"
import type { Studio } from "./studio.ts"

let folder: string
let studio: Studio

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-place-"))
  studio = await openPixelStudio(folder)
})
afterAll(async () => {
  await studio?.close()
  await rm(folder, { recursive: true, force: true })
})

const asItIs = { placeScale: 1, placeX: 0, placeY: 0 }
const square = { width: 100, height: 100 }
const story = { width: 192, height: 320 }

describe("where the picture lies", () => {
  test("as it is, it covers the frame and its middle is the frame's", () =>
    expect(windowOn(square, wholeOf(story), asItIs)).toMatchObject({
      scaledWidth: 320,
      scaledHeight: 320,
      left: 64,
      top: 0,
    }))

  test("smaller, it lies in the middle", () =>
    expect(windowOn(square, wholeOf(story), { ...asItIs, placeScale: 0.6 })).toMatchObject({
      scaledWidth: 192,
      scaledHeight: 192,
      left: 0,
      top: -64,
    }))

  test("it is moved by shares of the frame, and by the same shares at every size of it", () => {
    const place = { placeScale: 0.3, placeX: 0.25, placeY: -0.125 }
    // 96 pixels wide: (192 − 96) / 2 + 48 before it, (320 − 96) / 2 − 40 above it.
    const at = { scaledWidth: 96, scaledHeight: 96, left: -96, top: -72 }
    expect(windowOn(square, wholeOf(story), place)).toMatchObject(at)
    const twice = { wide: 384, high: 640, left: 0, top: 0, width: 384, height: 640 }
    expect(windowOn(square, twice, place)).toMatchObject({ scaledWidth: 192, left: -192, top: -144 })
  })

  test("a whole picture is kept but for a band inside the edges that lie in the frame", () => {
    const above = { left: 0, top: 76, right: 192, bottom: 244 } // 12 pixels: a sixteenth of 192
    expect(keptBox(square, wholeOf(story), { ...asItIs, placeScale: 0.6 })).toEqual(above)
    const whole = { left: 0, top: 0, right: 192, bottom: 320 }
    expect(keptBox(square, wholeOf(story), asItIs)).toEqual(whole)
    // Moved up by a fifth of 320 pixels it begins at the frame's upper edge, and has no band there.
    const moved = { left: 0, top: 0, right: 192, bottom: 180 }
    expect(keptBox(square, wholeOf(story), { placeScale: 0.6, placeX: 0, placeY: -0.2 })).toEqual(moved)
  })

  test("a strip narrower than the band is no new area", () => {
    const { left, right } = keptBox(square, wholeOf(story), { ...asItIs, placeScale: 0.57 })
    expect([left, right]).toEqual([5, 187]) // 182 pixels wide
  })
})

const picture = async (width: number, height: number, valueAt: (x: number, y: number) => number) => {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3)
    return valueAt(pixel % width, Math.floor(pixel / width))
  })
  const bytes = await sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
  return (await keepPicture(studio.workspace, bytes)).hash
}

const flat = ({ width, height }: Size, value: number): RawImage => ({
  width,
  height,
  channels: 3,
  data: new Uint8Array(width * height * 3).fill(value),
})

/** The largest difference between neighbours of a column. */
const largestStep = ({ width, height, data }: RawImage, x: number): number =>
  Math.max(
    ...Array.from({ length: height - 1 }, (_, y) =>
      Math.abs(data[((y + 1) * width + x) * 3]! - data[(y * width + x) * 3]!),
    ),
  )

describe("the edge of the old frame doesn't show", () => {
  const place = { placeScale: 0.6, placeX: 0, placeY: 0 }
  test.each([
    ["flat", 192, () => 240, 0],
    ["flat", 1080, () => 240, 0],
    ["a gradient", 192, (_: number, y: number) => 255 - y, 2],
    ["a gradient", 1080, (_: number, y: number) => 255 - y, 1],
    ["a white frame around it", 1080, (x: number) => (x < 4 ? 255 : 128), 0],
  ] as const)("%s, %i pixels wide", async (_, side, valueAt, own) => {
    const size = { width: side, height: Math.round((side * 5) / 3) }
    const imageHash = await picture(100, 100, valueAt)
    const recipe = {
      settings: { ...place, protectWhole: true },
      plan: { item: { id: "i0", imageHash }, masks: [] },
    }
    const cover = (await coverAt(studio.workspace, recipe, wholeOf(size)))!
    const image = laidOver(flat(size, 40), cover)
    const band = side / 16
    for (const x of [0, Math.floor(side / 2), side - 1])
      expect(largestStep(image, x)).toBeLessThanOrEqual(Math.ceil(215 / band) + own + 1)
    // The old border is drawn anew, to within what the fade has left there.
    const border = (size.height - side) / 2
    const above = image.data[((Math.ceil(border) - 1) * side + Math.floor(side / 2)) * 3]!
    expect(Math.abs(above - 40)).toBeLessThanOrEqual(Math.ceil(215 / band))
    expect(image.data[0]).toBe(40)
  })

  test("a mask at the picture's edge stays up to that edge, and its last pixels fade out beyond", async () => {
    const imageHash = await picture(100, 100, () => 240)
    const item = { ...(await studio.workspace.findItem("i0")), image: imageHash, width: 100, height: 100 }
    const data = Uint8Array.from({ length: 10_000 }, (_, at) => (at < 5000 ? 255 : 0))
    const mask = await new MaskStore(studio.workspace).save(item, "top", { width: 100, height: 100, data })
    const recipe = {
      settings: { ...place, protectWhole: false },
      plan: { item: { id: "i0", imageHash }, masks: [mask] },
    }
    const size = { width: 384, height: 640 }
    const image = laidOver(flat(size, 40), await coverAt(studio.workspace, recipe, wholeOf(size)))
    expect(image.data[(128 * 384 + 9) * 3]).toBe(240) // the picture begins at 128
    expect(image.data[(100 * 384 + 9) * 3]).toBe(40)
    expect(largestStep(image, 9)).toBeLessThanOrEqual(Math.ceil(200 / 7) + 1)
  })
})

const about = { item: "i0", persona: "shopper-41" }
const small: SettingsInput = { width: 64, height: 128, steps: 3, history: 4, neighbours: 3, lambda2: 0.3 }
/** i0 is 40 × 56: it covers 64 × 128 at 16/7 times its size; this is half of that. */
const extended = { placeScale: 0.5, placeX: 0.0625, placeY: 0.125, protectWhole: true }

const drawnAt = async (studio: Studio, settings: SettingsInput, seed = 7) => {
  const session = new Session(studio)
  return session.draw(await session.conditions(await session.plan(about, { ...small, ...settings })), seed)
}

/** i0 at 46 × 64, where `extended` puts it, as sharp gives it. */
async function original(studio: Studio) {
  const { image } = await studio.workspace.findItem("i0")
  return sharp(studio.workspace.imagePath(image)).resize(46, 64, { fit: "fill" }).raw().toBuffer()
}

test.each(["4", "9"])(
  "with %s channels the old frame stays bit for bit, and around it is drawn",
  async channels => {
    const own = await mkdtemp(join(tmpdir(), "iamg-place-"))
    const pack = channels === "9" ? (await tinyUnder(join(own, "nine"), "tiny-inpaint")).dir : undefined
    const other = await openPixelStudio(own, undefined, pack)
    try {
      const { image, recipe } = await drawnAt(other, extended)
      const expected = await original(other)
      // 46 wide, so 9 pixels before it and 4 to the right; 32 above it and 8 to the right of the middle. Bands of 4.
      const [left, top] = [13, 48]
      const box = keptBox({ width: 40, height: 56 }, wholeOf({ width: 64, height: 128 }), extended)
      expect(box).toEqual({ left: left + 4, top: top + 4, right: left + 46 - 4, bottom: top + 64 - 4 })
      for (let y = box.top; y < box.bottom; y++)
        for (let x = box.left; x < box.right; x++)
          for (let c = 0; c < 3; c++)
            if (image.data[(y * 64 + x) * 3 + c] !== expected[((y - top) * 46 + x - left) * 3 + c])
              throw new Error(`${x}, ${y} differs`)
      const again = await drawnAt(other, extended, 8)
      const differs = (y: number) =>
        [...Array(64 * 3).keys()].some(x => image.data[y * 192 + x] !== again.image.data[y * 192 + x])
      expect([2, 30, 124].map(differs)).toEqual([true, true, true])
      expect((await replay(new Session(other), recipe)).image).toEqual(image)
    } finally {
      await other.close()
      await rm(own, { recursive: true, force: true })
    }
  },
)

test("a U-Net that fills in reads the moved picture, and draws wherever it isn't kept", async () => {
  const own = await mkdtemp(join(tmpdir(), "iamg-place-"))
  const other = await openPixelStudio(
    own,
    undefined,
    (await tinyUnder(join(own, "nine"), "tiny-inpaint")).dir,
  )
  try {
    const session = new Session(other)
    const { picture } = await session.conditions(await session.plan(about, { ...small, ...extended }))
    const side = other.pipeline.pixelsPerLatent
    const [columns, rows] = [64 / side, 128 / side]
    const mask = picture.inpainting!.data.subarray(0, rows * columns)
    const kept = (x: number, y: number) => x >= 17 && x < 55 && y >= 52 && y < 108
    for (let at = 0; at < mask.length; at++) {
      const [left, top] = [(at % columns) * side, Math.floor(at / columns) * side]
      const any = [...Array(side * side).keys()].some(n =>
        kept(left + (n % side), top + Math.floor(n / side)),
      )
      expect(mask[at]).toBe(any ? 0 : 1)
    }
    const frame = { width: 64, height: 128 }
    const { image: hash } = await other.workspace.findItem("i0")
    const placed = await placeImage(await rawOf(other.workspace.imagePath(hash)), frame, extended)
    const pixels = pixelsFromImage(placed)
    for (let at = 0; at < pixels.data.length; at++)
      if (!kept(at % 64, Math.floor(at / 64) % 128)) pixels.data[at] = 0
    const { mean } = await other.pipeline.vaeEncode(pixels)
    expect(picture.inpainting!.data.slice(mask.length)).toEqual(
      mean.data.map(x => x * other.pipeline.scalingFactor),
    )
  } finally {
    await other.close()
    await rm(own, { recursive: true, force: true })
  }
})

async function rawOf(path: string): Promise<RawImage> {
  const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, channels: 3, data: new Uint8Array(data) }
}

test("outlines are looked for inside the moved picture alone", async () => {
  const own = await mkdtemp(join(tmpdir(), "iamg-place-"))
  const other = await openPixelStudio(own, undefined, (await tinyReadingEdges(join(own, "edges"))).dir)
  try {
    const session = new Session(other)
    const imageHash = await picture(40, 56, (x, y) => (((x >> 3) + (y >> 3)) % 2 ? 255 : 0))
    await other.workspace.state.write(() => undefined)
    const plan = await session.plan(about, {
      ...small,
      ...extended,
      protectWhole: false,
      structure: 1,
      structureOf: "whole",
    })
    const { hash } = await keepPicture(other.workspace, studio.workspace.imagePath(imageHash))
    const recipe = {
      ...plan.recipe,
      plan: { ...plan.recipe.plan, item: { ...plan.recipe.plan.item, imageHash: hash } },
    }
    const { conditions } = await session.conditions({ studio: other, recipe })
    const [, , height, width] = conditions.structure!.shape as [number, number, number, number]
    const scale = width / 64
    let inside = 0
    for (let at = 0; at < width * height; at++) {
      if (conditions.structure!.data[at] === 0) continue
      const [x, y] = [(at % width) / scale, Math.floor(at / width) / scale]
      expect(x >= 13 && x < 59 && y >= 48 && y < 112).toBe(true)
      inside++
    }
    expect(inside).toBeGreaterThan(100)
  } finally {
    await other.close()
    await rm(own, { recursive: true, force: true })
  }
})

describe("what can't be", () => {
  const plan = (settings: SettingsInput) => new Session(studio).plan(about, { ...small, ...settings })

  test("a picture that was moved out of the frame", () =>
    expect(plan({ start: 20, placeScale: 0.3, placeX: 1 })).rejects.toMatchObject({
      code: "place.out_of_frame",
      details: { item: "i0" },
    }))

  test("a whole picture that fills the frame leaves nothing to draw", () =>
    expect(plan({ protectWhole: true })).rejects.toMatchObject({ code: "place.nothing_to_draw" }))

  test("a mask whose part of the picture lies outside", async () => {
    const item = await studio.workspace.findItem("i0")
    const data = Uint8Array.from({ length: 40 * 56 }, (_, at) => (at % 40 < 4 ? 255 : 0))
    await new MaskStore(studio.workspace).save(item, "left", { width: 40, height: 56, data })
    await expect(plan({ protect: ["left"], placeScale: 0.5, placeX: -0.5 })).rejects.toMatchObject({
      code: "place.nothing_kept",
      details: { item: "i0" },
    })
  })

  test("a place out of its range", () =>
    expect(plan({ placeScale: 0 })).rejects.toMatchObject({ code: "settings.invalid" }))
})

test("where nothing of the picture is used, its place has no effect, which is said, and is in no key", async () => {
  const session = new Session(studio)
  const moved = await session.plan(about, { ...small, placeX: 0.2, placeScale: 0.7 })
  expect(moved.warnings).toContainEqual({ code: "settings.place_unused", details: {} })
  expect(askKey(moved.recipe)).toBe(askKey((await session.plan(about, small)).recipe))
  const started = await session.plan(about, { ...small, placeX: 0.2, start: 30 })
  expect(started.recipe.settings).toMatchObject({ placeX: 0.2 })
  expect(started.warnings).not.toContainEqual({ code: "settings.place_unused", details: {} })
})

test("a drawing that starts from the picture starts from where it lies", async () => {
  const [one, other] = await Promise.all([
    drawnAt(studio, { start: 90, placeX: 0.25, placeScale: 0.5 }),
    drawnAt(studio, { start: 90, placeX: -0.25, placeScale: 0.5 }),
  ])
  expect(one.image.data).not.toEqual(other.image.data)
})
