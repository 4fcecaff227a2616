import { expect, test } from "vitest"
import { gaussianNoise } from "../diffusion/noise.ts"
import { DotProducts } from "./dot-products.ts"
import { cosine } from "./vector.ts"

test.each([
  [1, 1],
  [3, 8],
  [50, 13],
  [700, 768],
])("%i rows of %i numbers are multiplied as one by one", (count, width) => {
  const made = new DotProducts(count, width)
  const rows = Array.from({ length: count }, (_, i) => gaussianNoise(i, [width]).data)
  for (const [i, row] of rows.entries()) made.rows.set(row, i * made.stride)
  for (const seed of [7000, 8000]) {
    const query = gaussianNoise(seed, [width]).data
    const found = made.with(query)
    expect(found).toHaveLength(count)
    for (const [i, row] of rows.entries()) expect(Math.abs(found[i]! - cosine(query, row))).toBeLessThan(1e-4)
  }
  expect(made.bytes).toBeGreaterThanOrEqual(4 * count * width)
})

test("of no rows there are no products", () => {
  expect(new DotProducts(0, 4).with(Float32Array.of(1, 2, 3, 4))).toHaveLength(0)
})
