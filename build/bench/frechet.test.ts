import { expect, test } from "vitest"
import { rngOf } from "../starter/artist/rng.ts"
import { frechetDistance } from "./frechet.ts"

const rows = (...values: number[][]) => values.map(value => Float32Array.from(value))

test("is nothing between a set and itself", () => {
  const set = rows([1, 2, 3], [2, 1, 0], [0, 1, 5], [4, 4, 4])
  expect(frechetDistance(set, set)).toBeCloseTo(0, 9)
})

test("adds the squared distance of the means to the difference of the deviations", () => {
  // Deviations over n − 1: 2 and 6 along one axis, none along the other; the means are (3, 4) apart.
  const narrow = rows([-2, 0], [0, 0], [2, 0])
  const wide = rows([-3, 4], [3, 4], [9, 4])
  expect(frechetDistance(narrow, wide)).toBeCloseTo(3 ** 2 + 4 ** 2 + (6 - 2) ** 2, 9)
})

test("agrees with the closed form of two dimensions, tr √M = √(tr M + 2√det M), where covariances don't commute", () => {
  const rng = rngOf("frechet")
  const draw = (mix: (x: number, y: number) => number[]) =>
    Array.from({ length: 40 }, () => Float32Array.from(mix(rng.next() - 0.5, rng.next() - 0.5)))
  const a = draw((x, y) => [3 * x + y, y])
  const b = draw((x, y) => [x, 2 * x - 4 * y])

  const moments = (set: Float32Array[]) => {
    const mean = [0, 1].map(k => set.reduce((sum, row) => sum + row[k]!, 0) / set.length)
    const of = (i: number, j: number) =>
      set.reduce((sum, row) => sum + (row[i]! - mean[i]!) * (row[j]! - mean[j]!), 0) / (set.length - 1)
    return { mean, xx: of(0, 0), xy: of(0, 1), yy: of(1, 1) }
  }
  const [p, q] = [moments(a), moments(b)]
  const trace = p.xx * q.xx + 2 * p.xy * q.xy + p.yy * q.yy
  const determinant = (p.xx * p.yy - p.xy ** 2) * (q.xx * q.yy - q.xy ** 2)
  const apart = (p.mean[0]! - q.mean[0]!) ** 2 + (p.mean[1]! - q.mean[1]!) ** 2
  const root = Math.sqrt(trace + 2 * Math.sqrt(determinant))
  expect(frechetDistance(a, b)).toBeCloseTo(apart + p.xx + p.yy + q.xx + q.yy - 2 * root, 6)
})

test("refuses a set of one picture", () => {
  expect(() => frechetDistance(rows([1, 2]), rows([1, 2], [2, 1]))).toThrow(
    "two pictures a side or more, not 1",
  )
})
