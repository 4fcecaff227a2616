import { expect, test } from "vitest"
import { panned, whole, zoomed } from "./zoom.ts"

test("the point under the pointer stays where it is", () => {
  const at = { x: 0.2, y: -0.1 }
  const near = zoomed(zoomed(whole, 2, at), 1.5, at)
  // A point p of the picture lies at x + scale · p: the one under the pointer was p = at.
  expect(near.x + near.scale * at.x).toBeCloseTo(at.x)
  expect(near.y + near.scale * at.y).toBeCloseTo(at.y)
})

test("the picture never leaves its box, and never shrinks below it", () => {
  expect(panned(zoomed(whole, 2), 9, -9)).toEqual({ scale: 2, x: 0.5, y: -0.5 })
  expect(zoomed(whole, 0.2)).toEqual(whole)
  expect(zoomed(whole, 1000).scale).toBe(12)
})
