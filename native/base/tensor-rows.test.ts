import { expect, test } from "vitest"
import { floatTensor } from "../contract/tensor.ts"
import { concatRows, row, rowsOf } from "./tensor-rows.ts"

const batch = floatTensor([3, 1, 2], Float32Array.of(1, 2, 3, 4, 5, 6))

test("a batch comes apart into rows that view its numbers, and together again", () => {
  const rows = rowsOf(batch)
  expect(rows.map(({ shape, data }) => [shape, [...data]])).toEqual([
    [
      [1, 1, 2],
      [1, 2],
    ],
    [
      [1, 1, 2],
      [3, 4],
    ],
    [
      [1, 1, 2],
      [5, 6],
    ],
  ])
  expect(row(batch, 1).buffer).toBe(batch.data.buffer)
  expect(concatRows(rows)).toEqual(batch)
})

test("rows of different shapes, and none at all, make no batch", () => {
  const other = floatTensor([1, 2, 1])
  expect(() => concatRows([rowsOf(batch)[0]!, other])).toThrow("A row of [1,2,1] can't follow one of [1,1,2]")
  expect(() => concatRows([])).toThrow("There are no rows")
})
