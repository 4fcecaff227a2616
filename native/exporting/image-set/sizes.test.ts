import { expect, test } from "vitest"
import type { RawImage } from "../../models/image.ts"
import { cutTo, enlargement } from "./sizes.ts"

/** Left half red, right half blue, 80 × 40. */
const halves: RawImage = {
  width: 80,
  height: 40,
  channels: 3,
  data: Uint8Array.from({ length: 80 * 40 * 3 }, (_, at) => {
    const x = Math.floor(at / 3) % 80
    return 255 * Number(at % 3 === (x < 40 ? 0 : 2))
  }),
}
const [red, blue, green] = [
  [255, 0, 0],
  [0, 0, 255],
  [0, 255, 0],
]
const middle = { focus: { x: 0.5, y: 0.5 }, background: "#00ff00" }

const pixel = ({ width, data }: RawImage, x: number, y: number) => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
]

test("a crop fills the size around the focal point, and stays inside the image", async () => {
  const size = { name: "s", width: 40, height: 40, fit: "crop" as const }
  const left = await cutTo(halves, size, { ...middle, focus: { x: 0, y: 0 } })
  expect([left.width, left.height, left.data.length]).toEqual([40, 40, 4800])
  expect([pixel(left, 1, 1), pixel(left, 38, 38)]).toEqual([red, red])
  const right = await cutTo(halves, size, { ...middle, focus: { x: 1, y: 1 } })
  expect([pixel(right, 1, 1), pixel(right, 38, 38)]).toEqual([blue, blue])
  const both = await cutTo(halves, size, middle)
  expect([pixel(both, 1, 20), pixel(both, 38, 20)]).toEqual([red, blue])
})

test("padding keeps the whole image on the background", async () => {
  const padded = await cutTo(halves, { name: "p", width: 80, height: 80, fit: "pad" }, middle)
  expect([pixel(padded, 2, 40), pixel(padded, 77, 40)]).toEqual([red, blue])
  expect([pixel(padded, 40, 5), pixel(padded, 40, 75)]).toEqual([green, green])
})

test("an image is enlarged as far as its cut asks", () => {
  const size = { name: "s", width: 160, height: 160 }
  expect(enlargement(halves, { ...size, fit: "crop" })).toBe(4)
  expect(enlargement(halves, { ...size, fit: "pad" })).toBe(2)
  expect(enlargement(halves, { name: "s", width: 40, height: 20, fit: "crop" })).toBe(0.5)
})
