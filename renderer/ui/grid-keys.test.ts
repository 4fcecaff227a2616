import { expect, test } from "vitest"
import { moved } from "./grid-keys.ts"

test("arrow keys stay in the grid", () => {
  expect(moved(5, "ArrowDown", 4, 10)).toBe(9)
  expect(moved(5, "ArrowUp", 4, 10)).toBe(1)
  expect(moved(0, "ArrowLeft", 4, 10)).toBe(0)
  expect(moved(3, "End", 4, 10)).toBe(9)
  expect(moved(3, "x", 4, 10)).toBeNull()
})
