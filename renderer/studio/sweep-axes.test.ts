import { expect, test } from "vitest"
import { axisRanges, readAxis } from "./sweep-axes.ts"

test("values are read in any order, and each counts once", () =>
  expect(readAxis("1, 0.5,0 1", axisRanges.lambda1)).toEqual([0, 0.5, 1]))

test("commas of a Chinese keyboard separate too", () =>
  expect(readAxis("5，8、10", axisRanges.tags)).toEqual([5, 8, 10]))

test.each([
  ["", axisRanges.lambda1],
  ["0, many", axisRanges.lambda1],
  ["-0.1", axisRanges.lambda2],
  ["1.1", axisRanges.lambda2],
  ["2.5", axisRanges.tags],
  ["0 1 2 3 4 5 6 7 8 9 10 11 12", axisRanges.tags],
])("%j is refused", (text, range) => expect(readAxis(text, range)).toBeNull())
