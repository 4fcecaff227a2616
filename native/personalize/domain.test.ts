import { expect, test } from "vitest"
import { closeness } from "./domain.ts"

const domain = { centroids: [new Float32Array([1, 0]), new Float32Array([0, 1])], threshold: 0.9 }

test("closeness is the cosine to the nearest centroid, whatever the embedding's length", () => {
  expect(closeness(domain, new Float32Array([3, 4]))).toBeCloseTo(0.8)
  expect(closeness(domain, new Float32Array([0, 7]))).toBeCloseTo(1)
  expect(closeness(domain, new Float32Array([-1, -1]))).toBeCloseTo(-Math.SQRT1_2)
})
