import { expect, test } from "vitest"
import { barOf, scaleOf } from "./bars.ts"

const interval = (low: number, mean: number, high: number) => ({ low, mean, high, users: 5 })

test("a column's bars share one scale, from its least to its most", () => {
  const scale = scaleOf([interval(2, 3, 4), null, interval(3, 5, 6)], false)
  expect(scale).toEqual([2, 6])
  expect(barOf(interval(3, 5, 6), scale)).toMatchObject({ low: 25, mean: 75, high: 100 })
})

test("differences keep 0 in sight", () => {
  const scale = scaleOf([interval(1, 2, 3)], true)
  expect(scale).toEqual([0, 3])
  expect(barOf(interval(1, 2, 3), scale).zero).toBe(0)
})

test("values that are all the same, or none at all, have a place too", () => {
  expect(barOf(interval(1, 1, 1), scaleOf([interval(1, 1, 1)], false))).toMatchObject({ mean: 50 })
  expect(scaleOf([null], true)).toEqual([-1, 1])
})
