import { expect, test } from "vitest"
import { meanInterval, meansByUser } from "./bootstrap.ts"
import { ranks, spearman } from "./rank-correlation.ts"

test("the interval of many values is the normal one: mean ± 1.96 standard errors", () => {
  const values = Array.from({ length: 400 }, (_, n) => Math.sin(n * 12.9898) * 2 + 5)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
  const half = (1.96 * deviation) / Math.sqrt(values.length)
  const interval = meanInterval(values)!
  expect(interval).toMatchObject({ users: 400, mean })
  expect((interval.high - interval.low) / 2 / half).toBeCloseTo(1, 1)
  expect((interval.high + interval.low) / 2).toBeCloseTo(mean, 2)
})

test("of few values it stays within them, and the same values give the same interval", () => {
  const interval = meanInterval([1, 2, 6])
  expect(interval).toMatchObject({ mean: 3, low: 1, high: 6 })
  expect(meanInterval([1, 2, 6])).toEqual(interval)
  expect(meanInterval([4, 4, 4])).toEqual({ mean: 4, low: 4, high: 4, users: 3 })
})

test("of one user there is no interval", () => {
  expect(meanInterval([4])).toBeNull()
  expect(meanInterval([])).toBeNull()
})

test("users count alike, however many values they have", () => {
  const rows = [
    { user: "a", value: 1 },
    { user: "b", value: 8 },
    { user: "a", value: 3 },
    { user: "a", value: null },
    { user: "c", value: null },
  ]
  const means = meansByUser(
    rows,
    ({ user }) => user,
    ({ value }) => value,
  )
  expect([...means]).toEqual([
    ["a", 2],
    ["b", 8],
  ])
})

test("a wider confidence gives a wider interval", () => {
  const values = [0.2, 0.9, 0.4, 0.1, 0.7, 0.3]
  const [narrow, wide] = [0.5, 0.99].map(confidence => meanInterval(values, { confidence }))
  expect(wide!.low).toBeLessThan(narrow!.low)
  expect(wide!.high).toBeGreaterThan(narrow!.high)
})

test("equal values share the mean of their ranks", () => {
  expect(ranks([3, 1, 4, 4, 8])).toEqual([2, 1, 3.5, 3.5, 5])
})

test("Spearman's correlation is scipy's", () => {
  expect(spearman([1, 2, 2, 5, 9], [3, 1, 4, 4, 8])).toBeCloseTo(0.763157894736842, 10)
  expect(spearman([1, 2, 3], [10, 20, 400])).toBe(1)
  expect(spearman([1, 2, 3], [3, 2, 1])).toBe(-1)
  expect(spearman([1, 2, 3], [5, 5, 5])).toBeNaN()
})
