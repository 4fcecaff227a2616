import { expect, test } from "vitest"
import { addMerges, readTags, tagReader, undoMerges } from "./merge.ts"

test("merging and undoing gives back what was there", () => {
  const before = [{ from: "films", to: "film" }]
  const after = addMerges(before, [{ from: "movie", to: "film" }])
  expect(["movie", "films", "noir"].map(tagReader(after))).toEqual(["film", "film", "noir"])
  expect(undoMerges(after, ["movie"])).toEqual(before)
  expect(["movie", "films"].map(tagReader(undoMerges(after, ["movie"])))).toEqual(["movie", "film"])
})

test("a merge of a merge is followed, and a tag is merged into one other at most", () => {
  const merges = addMerges(
    [
      { from: "a", to: "b" },
      { from: "b", to: "c" },
    ],
    [{ from: "a", to: "d" }],
  )
  expect(merges).toEqual([
    { from: "b", to: "c" },
    { from: "a", to: "d" },
  ])
  expect(tagReader([...merges, { from: "d", to: "b" }])("a")).toBe("c")
})

test("tags are read each once, in their order", () => {
  expect(readTags(["Films", "noir", "film", "rain"], [{ from: "films", to: "film" }])).toEqual([
    "film",
    "noir",
    "rain",
  ])
})

test("a ring is never closed, and one from a damaged file leaves its tags as they are", () => {
  const merges = [
    { from: "a", to: "b" },
    { from: "b", to: "c" },
  ]
  expect(addMerges(merges, [{ from: "c", to: "a" }])).toEqual(merges)
  expect(addMerges(merges, [{ from: "x", to: "x" }])).toEqual(merges)
  const ring = [...merges, { from: "c", to: "a" }]
  expect(["a", "b", "c"].map(tagReader(ring))).toEqual(["a", "b", "c"])
})
