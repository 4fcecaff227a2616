import { expect, test } from "vitest"
import { ahead } from "./order.ts"

const tiles = ["a", "b", "c"].map(key => ({ key }))
const order = (looked: string | null) => ahead(tiles, looked).map(({ key }) => key)

test("the tile that is looked at is drawn first, the others in the board's order", () => {
  expect(order("b")).toEqual(["b", "a", "c"])
  expect(order("a")).toEqual(["a", "b", "c"])
})

test("without it, the board's order stays", () => {
  expect(order(null)).toEqual(["a", "b", "c"])
  expect(order("gone")).toEqual(["a", "b", "c"])
})
