import { expect, test } from "vitest"
import { namesFor } from "./names-for.ts"

test("a tag stands for every name that is read as it, through merges of merges", () => {
  const merges = [
    { from: "t-shirts", to: "t-shirt" },
    { from: "tees", to: "t-shirts" },
  ]
  const pinned = ["tees", "linen", "t-shirt", "t-shirts"]
  expect(namesFor("t-shirt", pinned, merges)).toEqual(["tees", "t-shirt", "t-shirts"])
  expect(namesFor("t-shirts", pinned, merges)).toEqual([])
  expect(namesFor("linen", pinned, [])).toEqual(["linen"])
})
