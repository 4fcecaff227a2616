/** Edges against OpenCV's (build/fixtures/structure.py). */
import { expect, test } from "vitest"
import type { RawImage } from "../base/raw-image.ts"
import { canny } from "./canny.ts"
import { fixture, readCases } from "./fixtures.ts"

const cases = await readCases(fixture("canny.safetensors"))

test.each(Object.entries(cases))("the edges of %s are OpenCV's, every pixel", (_, { in: given, out }) => {
  const { pixels, thresholds } = given
  const [height, width] = pixels!.shape as [number, number, number]
  const image: RawImage = { width, height, channels: 3, data: pixels!.data as Uint8Array }
  const [low, high] = Array.from(thresholds!.data as BigInt64Array, Number) as [number, number]
  const expected = Buffer.from(out.edges!.data as unknown as Uint8Array)
  expect(Buffer.from(canny(image, low, high)).equals(expected)).toBe(true)
  expect(expected.includes(1)).toBe(true)
})
