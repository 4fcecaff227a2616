import { expect, test } from "vitest"
import type { SweepCell } from "../../native/contract/api/studio.ts"
import { suggestedCell } from "./suggest.ts"

const cell = (index: number, ssim: number, clipPersona: number | null): SweepCell => ({
  index,
  point: { lambda2: index / 10 },
  frame: "data:image/webp;base64,",
  cached: false,
  metrics: { ssim, clipPersona, clipText: 0, lpips: null },
})

const cells = [cell(0, 0.9, 0.1), cell(1, 0.6, 0.5), cell(2, 0.1, 0.6)]

test("one end keeps the item, the other follows the persona", () => {
  expect(suggestedCell(cells, 0)?.index).toBe(0)
  expect(suggestedCell(cells, 1)?.index).toBe(2)
})

test("the middle takes the cell that is good in both", () => {
  // z(SSIM) = 1.11, 0.20, −1.31; z(fit) = −1.39, 0.46, 0.93: sums −0.28, 0.66, −0.38.
  expect(suggestedCell(cells, 0.5)?.index).toBe(1)
})

test("equal cells: the earlier one; no cells: none", () => {
  expect(suggestedCell([cell(3, 0.5, 0.5), cell(4, 0.5, 0.5)], 0.5)?.index).toBe(3)
  expect(suggestedCell([], 0.5)).toBeNull()
})
