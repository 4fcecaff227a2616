import { expect, test } from "vitest"
import { toFloat16 } from "./float16.ts"

/** What the bits of a float16 mean, by IEEE 754. */
function numberOf(half: number): number {
  const [sign, exponent, mantissa] = [half >> 15 ? -1 : 1, (half >> 10) & 31, half & 1023]
  if (exponent === 31) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return exponent === 0 ? sign * mantissa * 2 ** -24 : sign * (1024 + mantissa) * 2 ** (exponent - 25)
}

test("every float16 comes back from its number", () => {
  const halves = Array.from({ length: 1 << 16 }, (_, half) => half).filter(
    half => !Number.isNaN(numberOf(half)),
  )
  expect([...toFloat16(Float32Array.from(halves, numberOf))]).toEqual(halves)
})

test("between two, the nearest one is taken, and of two as near the even one", () => {
  // One step is 2⁻¹⁰ at 1, and 2⁻²⁴ below 2⁻¹⁴.
  const step = 2 ** -10
  const cases: [number, number][] = [
    [1 + step / 2, 0x3c00],
    [1 + step / 2 + 2 ** -23, 0x3c01],
    [1 + 1.5 * step, 0x3c02],
    [2 ** -25, 0x0000],
    [1.5 * 2 ** -24, 0x0002],
    [0.6 * 2 ** -24, 0x0001],
    [2 ** -14 - 2 ** -26, 0x0400],
    [65_519, 0x7bff],
    [65_520, 0x7c00],
    [-1e9, 0xfc00],
    [Number.NaN, 0x7e00],
  ]
  expect([...toFloat16(Float32Array.from(cases, ([number]) => number))]).toEqual(
    cases.map(([, half]) => half),
  )
})
