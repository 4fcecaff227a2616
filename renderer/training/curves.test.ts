import { expect, test } from "vitest"
import { best, onOneAxis, smoothed } from "./curves.ts"

const curve = (...points: [step: number, loss: number][]) => points.map(([step, loss]) => ({ step, loss }))

test("a smoothed curve starts where the curve does, and follows it", () => {
  const [first, second] = smoothed(curve([1, 4], [2, 2]))
  expect(first).toEqual({ step: 1, loss: expect.closeTo(4) })
  // (0.9 · 0.1 · 4 + 0.1 · 2) / 0.19
  expect(second?.loss).toBeCloseTo(0.56 / 0.19)
})

test("curves with other steps share one axis", () =>
  expect(onOneAxis([curve([0, 1], [10, 2]), curve([5, 3], [10, 4])])).toEqual({
    steps: [0, 5, 10],
    losses: [
      [1, null, 2],
      [null, 3, 4],
    ],
  }))

test("the best is the first of the lowest", () => {
  expect(best(curve([0, 3], [1, 1], [2, 1]))).toEqual({ step: 1, loss: 1 })
  expect(best([])).toBeUndefined()
})
