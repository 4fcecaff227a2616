import { expect, test } from "vitest"
import { GuessPace } from "./frame.ts"

/** The steps of an image that are shown, when each takes so many milliseconds. */
function shownSteps(steps: number, each: number): number[] {
  const pace = new GuessPace(steps)
  return Array.from({ length: steps }, (_, n) => n + 1).filter(step => pace.shows(step, step * each))
}

test("slow steps are shown at a twelfth, a quarter, half and three quarters of the way", () => {
  expect(shownSteps(12, 1000)).toEqual([1, 3, 6, 9])
  expect(shownSteps(50, 40)).toEqual([4, 13, 25, 38])
})

test("quick steps are shown five times a second at most, and the first one always", () => {
  expect(shownSteps(12, 35)).toEqual([1, 9])
  expect(shownSteps(12, 5)).toEqual([1])
})

test("the last step is the image itself", () => {
  expect(shownSteps(2, 1000)).toEqual([1])
  expect(shownSteps(1, 1000)).toEqual([])
})
