import { expect, test } from "vitest"
import { moved, noSelection, selected } from "./selection.ts"

const all = ["a", "b", "c", "d", "e"]
const between = (from: number, to: number) => all.slice(from, to + 1)
const ids = (selection: { ids: ReadonlySet<string> }) => [...selection.ids].join("")

test("a click chooses one, with Ctrl it adds and takes away, with Shift it takes all up to there", () => {
  const one = selected(noSelection, 1, "b", "only", between)
  const two = selected(one, 3, "d", "toggle", between)
  expect(ids(two)).toBe("bd")
  expect(ids(selected(two, 1, "b", "toggle", between))).toBe("d")
  expect(ids(selected(one, 4, "e", "range", between))).toBe("bcde")
  expect(ids(selected(selected(noSelection, 3, "d", "only", between), 0, "a", "range", between))).toBe("dabc")
})

test("arrow keys stay in the grid", () => {
  expect(moved(5, "ArrowDown", 4, 10)).toBe(9)
  expect(moved(5, "ArrowUp", 4, 10)).toBe(1)
  expect(moved(0, "ArrowLeft", 4, 10)).toBe(0)
  expect(moved(3, "End", 4, 10)).toBe(9)
  expect(moved(3, "x", 4, 10)).toBeNull()
})
