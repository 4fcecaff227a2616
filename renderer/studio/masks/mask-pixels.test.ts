import { expect, test } from "vitest"
import {
  between,
  emptyMask,
  feathered,
  grown,
  inverted,
  keptShare,
  type MaskPixels,
  paintRectangle,
  paintStroke,
} from "./mask-pixels.ts"

const linesOf = ({ width, height, data }: MaskPixels): string[] =>
  Array.from({ length: height }, (_, y) =>
    [...data.subarray(y * width, (y + 1) * width)]
      .map(value => (value >= 128 ? "#" : value > 0 ? "o" : "."))
      .join(""),
  )

test("a stroke is round at its ends and ends at the picture's edge", () => {
  const mask = emptyMask(9, 5)
  paintStroke(mask, { x: 2.5, y: 2.5 }, { x: 9, y: 2.5 }, 1.5, 255)
  expect(linesOf(mask)).toEqual([".........", ".########", ".########", ".########", "........."])
  paintStroke(mask, { x: 4.5, y: 2.5 }, { x: 4.5, y: 2.5 }, 0, 0)
  expect(linesOf(mask)[2]).toBe(".###.####")
})

test("a rectangle is filled between any two corners, as far as it lies in the picture", () => {
  const mask = emptyMask(6, 4)
  paintRectangle(mask, between({ x: 4, y: 3 }, { x: 2, y: 1 }), 255)
  expect(linesOf(mask)).toEqual(["......", "..##..", "..##..", "......"])
  paintRectangle(mask, { left: -5, top: -5, width: 8, height: 7 }, 255)
  expect(linesOf(mask)).toEqual(["###...", "####..", "..##..", "......"])
  paintRectangle(mask, { left: 9, top: 9, width: 4, height: 4 }, 255)
  expect(keptShare(mask)).toBeCloseTo(9 / 24)
})

test("growing, shrinking, turning round and feathering", () => {
  const mask = emptyMask(7, 5)
  paintRectangle(mask, { left: 3, top: 2, width: 1, height: 1 }, 255)
  const large = grown(mask, 1)
  expect(linesOf(large)).toEqual([".......", "...#...", "..###..", "...#...", "......."])
  expect(linesOf(grown(large, -1))).toEqual(linesOf(mask))
  expect(linesOf(inverted(large))[2]).toBe("##...##")
  const soft = feathered(mask, 2)
  expect(linesOf(soft)[2]).toBe(".oo#oo.")
  expect(keptShare(soft)).toBe(keptShare(mask))
  expect(soft.data[2 * 7 + 2]).toBe(85)
})
