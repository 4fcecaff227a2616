import { expect, test } from "vitest"
import { gaussianNoise, philox4x32 } from "./noise.ts"

/** Known answers published with Random123 (kat_vectors, philox4x32 10). */
test.each([
  [
    [0, 0, 0, 0],
    [0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
] as const)("Philox gives Random123's known answer for counter %j", (counter, key, expected) => {
  expect(philox4x32(counter, key)).toEqual(expected)
})

test("noise is standard normal, and seeds are independent", () => {
  const count = 40_000
  const a = gaussianNoise(7, [count]).data
  const b = gaussianNoise(8, [count]).data
  const mean = (values: Float32Array) => values.reduce((sum, x) => sum + x, 0) / values.length
  expect(Math.abs(mean(a))).toBeLessThan(4 / Math.sqrt(count))
  expect(Math.abs(mean(a.map(x => x * x)) - 1)).toBeLessThan(4 * Math.sqrt(2 / count))
  expect(Math.abs(mean(a.map((x, i) => x * b[i]!)))).toBeLessThan(4 / Math.sqrt(count))
  expect(a.filter(x => Math.abs(x) > 1.959964).length / count).toBeCloseTo(0.05, 2)
})

test("a shorter tensor is the start of a longer one of the same seed", () => {
  expect(gaussianNoise(3, [10]).data).toEqual(gaussianNoise(3, [64]).data.slice(0, 10))
})
