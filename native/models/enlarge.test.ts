/** Against Pillow and torch (build/fixtures/enlarge.py). */
import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import type { RawImage } from "../base/raw-image.ts"
import { enlarge, type Kernel } from "./enlarge.ts"
import { fixture } from "./fixtures.ts"
import { resizeImage, wholeImage } from "./image.ts"

interface Case {
  from: { width: number; height: number; pixels: number[] }
  width: number
  height: number
  pillow: Record<Kernel, number[]>
  torch: { linear: number[] }
}
const cases: Case[] = JSON.parse(readFileSync(fixture("enlarged.json"), "utf8"))
const named = cases.map(
  each => [`${each.from.width}×${each.from.height} to ${each.width}×${each.height}`, each] as const,
)

const pictureOf = ({ from: { width, height, pixels } }: Case): RawImage => ({
  width,
  height,
  channels: 3,
  data: Uint8Array.from(pixels),
})

test.each(named)("%s is what Pillow makes of it, with every kernel", async (_, each) => {
  for (const [kernel, pixels] of Object.entries(each.pillow)) {
    const found = enlarge(pictureOf(each), each.width, each.height, kernel as Kernel)
    expect([...found.data], kernel).toEqual(pixels)
    const resized = await resizeImage(pictureOf(each), each.width, each.height, { kernel: kernel as Kernel })
    expect([...resized.data], kernel).toEqual(pixels)
  }
})

test.each(named)("%s is what torch makes of it, to a rounding", (_, each) => {
  const found = enlarge(pictureOf(each), each.width, each.height, "linear")
  const off = found.data.map((value, i) => Math.abs(value - each.torch.linear[i]!))
  expect(Math.max(...off)).toBeLessThanOrEqual(1)
})

test("a ramp stays where it is: pixels lie around the middle of the one that they were", async () => {
  const ramp = cases[0]!
  const red = ({ data }: RawImage) => [...data].filter((_, i) => i % 3 === 0)
  expect(red(enlarge(pictureOf(ramp), 16, 1, "linear")).slice(0, 5)).toEqual([0, 3, 8, 13, 18])
})

test("the whole of a small picture lies enlarged in the middle of white", async () => {
  const [, ramp] = cases
  const { data } = await wholeImage(pictureOf(ramp!), 16, 16)
  const row = (y: number) => [...data.slice(y * 48, (y + 1) * 48)]
  expect([...row(7), ...row(8)]).toEqual(ramp!.pillow.cubic)
  for (const y of [0, 6, 9, 15]) expect(row(y)).toEqual(Array<number>(48).fill(255))
})

test("a side that would shrink is refused", () => {
  expect(() => enlarge(pictureOf(cases[0]!), 7, 2, "cubic")).toThrow("8×1 can't be enlarged to 7×2")
})
