import sharp from "sharp"
import { describe, expect, test } from "vitest"
import type { RawImage } from "../models/image.ts"
import { comparisonSheet } from "./comparison-sheet.ts"
import { contactSheet } from "./contact-sheet.ts"
import { exampleRecipe } from "./fixtures.ts"

const red = [255, 0, 0]
const green = [0, 255, 0]

const plain = (colour: readonly number[], width = 64, height = 64): RawImage => ({
  width,
  height,
  channels: 3,
  data: Uint8Array.from({ length: width * height * 3 }, (_, at) => colour[at % 3]!),
})

/** How many pixels of a PNG have exactly this colour. */
async function pixelsOf(png: Buffer, colour: readonly number[]): Promise<number> {
  const data = await sharp(png).raw().toBuffer()
  let count = 0
  for (let at = 0; at < data.length; at += 3) {
    if (colour.every((value, channel) => data[at + channel] === value)) count++
  }
  return count
}

test("a contact sheet of many rows stays as high as can be drawn", async () => {
  const rows = Array.from({ length: 120 }, (_, row) => `row ${row}`)
  const sheet = await contactSheet({
    title: "Many",
    subtitle: "120 images",
    original: null,
    columns: ["one"],
    rows,
    cells: rows.map(() => [plain(red)]),
    locale: "en",
  })
  const { height } = await sharp(sheet).metadata()
  expect(height).toBeGreaterThan(25_000)
  expect(height).toBeLessThanOrEqual(32_000)
})

describe("a comparison sheet", () => {
  test("shows the original beside every image, marked as partly AI-made and without the recipe", async () => {
    const images = [0, 1, 2, 3].map(seed => ({ image: plain(green), recipe: { ...exampleRecipe, seed } }))
    const sheet = await comparisonSheet({
      title: "A title",
      original: plain(red, 60, 90),
      images,
      locale: "en",
    })
    // Two abreast in 792 pixels with a gap of 24: four of 384 × 384, and beside them 2:3 of their height.
    expect(await pixelsOf(sheet, green)).toBe(4 * 384 * 384)
    expect(await pixelsOf(sheet, red)).toBe(547 * 820)
    const { xmpAsString } = await sharp(sheet).metadata()
    expect(xmpAsString).toContain("/compositeWithTrainedAlgorithmicMedia<")
    expect(xmpAsString).not.toContain("Recipe")
  })

  test.each([1, 3, 9])("%i wide images have room", async count => {
    const images = Array.from({ length: count }, () => ({
      image: plain(green, 128, 64),
      recipe: exampleRecipe,
    }))
    const sheet = await comparisonSheet({
      title: "x".repeat(300),
      original: plain(red),
      images,
      locale: "en",
    })
    const columns = Math.ceil(Math.sqrt(count))
    const width = columns === 1 ? 600 : Math.floor((792 - 24 * (columns - 1)) / columns)
    expect(await pixelsOf(sheet, green)).toBe(count * width * (width / 2))
  })
})

test("a contact sheet places cells by row and column and leaves the others empty", async () => {
  const sheet = await contactSheet({
    title: "Sweep",
    subtitle: "for Mira",
    original: plain(red),
    columns: ["λ2 = 0", "λ2 = 0.2", "λ2 = 0.4"],
    rows: ["λ1 = 0.5", "λ1 = 1"],
    cells: [
      [plain(green), null, plain(green)],
      [null, plain(green), null],
    ],
    locale: "en",
  })
  expect(await pixelsOf(sheet, green)).toBe(3 * 256 * 256)
  const { info, data } = await sharp(sheet).raw().toBuffer({ resolveWithObject: true })
  const greenAt = (x: number, y: number) =>
    data[(y * info.width + x) * 3 + 1] === 255 && data[(y * info.width + x) * 3] === 0
  const right = info.width - 64 - 128
  const bottom = info.height - 88 - 16 - 128
  expect([greenAt(right, bottom), greenAt(right - 272, bottom), greenAt(right, bottom - 272)]).toEqual([
    false,
    true,
    true,
  ])
})
