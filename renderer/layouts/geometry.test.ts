import { describe, expect, test } from "vitest"
import { anchors, type Box } from "../../native/contract/layout.ts"
import { placed } from "../../native/contract/layout-place.ts"
import { boxAt, dragged, rectangleOf, snapped } from "./geometry.ts"

const area = { left: 50, top: 20, width: 900, height: 400 }
const rectangle = { left: 140, top: 60, width: 300, height: 100 }

describe("a box is where the renderer puts it, whatever its anchor", () => {
  test.each(anchors)("%s", anchor => {
    const box = boxAt(anchor, rectangle, area)
    expect(placed(box, area)).toEqual(rectangle)
    const exact = rectangleOf(box, area)
    for (const side of ["left", "top", "width", "height"] as const)
      expect(exact[side]).toBeCloseTo(rectangle[side], 0)
    const moved: Box = boxAt(anchor, dragged(exact, { x: 30, y: -15 }, null), area)
    expect(placed(moved, area)).toEqual({ ...rectangle, left: 170, top: 45 })
  })
})

test("a box stays within what a layout may hold", () => {
  const far = boxAt("top-left", { left: -5000, top: 9000, width: 0, height: 4000 }, area)
  expect(far).toEqual({ anchor: "top-left", x: -1, y: 1, width: 0.01, height: 1 })
})

test("an edge is dragged alone, and not past the other one", () => {
  expect(dragged(rectangle, { x: -40, y: 99 }, { across: -1, down: 0 })).toEqual({
    left: 100,
    top: 60,
    width: 340,
    height: 100,
  })
  expect(dragged(rectangle, { x: 400, y: -500 }, { across: -1, down: 1 }, 9)).toEqual({
    left: 431,
    top: 60,
    width: 9,
    height: 9,
  })
})

describe("snapping", () => {
  test("takes the nearest edge or middle, each way for itself", () => {
    // The right edge is 6 from 446; the middle, at 290, is 4 from 294.
    const others = [{ left: 294, top: 300, width: 152, height: 40 }]
    expect(snapped(rectangle, others, 8, null)).toEqual({ x: 4, y: 0, guides: [{ axis: "x", at: 294 }] })
  })
  test("of an edge that is dragged looks at that edge alone", () => {
    const others = [{ left: 142, top: 62, width: 1000, height: 1000 }]
    expect(snapped(rectangle, others, 8, { across: 1, down: 0 })).toEqual({ x: 0, y: 0, guides: [] })
    expect(snapped(rectangle, others, 8, { across: -1, down: -1 })).toMatchObject({ x: 2, y: 2 })
  })
  test("is none where nothing is near", () =>
    expect(snapped(rectangle, [area], 8, null)).toEqual({ x: 0, y: 0, guides: [] }))
})
