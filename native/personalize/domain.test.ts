import { expect, test } from "vitest"
import { distance } from "./domain.ts"

test("distance whitens the offset of the unit embedding from the mean", () => {
  const domain = {
    mean: new Float32Array([0.6, 0]),
    whitening: new Float32Array([2, 0, 0, 10]),
    threshold: 1,
  }
  // [3, 4] / 5 = [0.6, 0.8]: offset [0, 0.8], whitened [0, 8].
  expect(distance(domain, new Float32Array([3, 4]))).toBeCloseTo(8, 5)
  // [7, 0] / 7 = [1, 0]: offset [0.4, 0], whitened [0.8, 0].
  expect(distance(domain, new Float32Array([7, 0]))).toBeCloseTo(0.8, 5)
})
