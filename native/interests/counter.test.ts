import { expect, test } from "vitest"
import { countInterests } from "./counter.ts"
import { itemTagSet, normaliseTags } from "./normalise.ts"

const history = [
  { id: "newest", tags: ["rain", "Neon", "city"] },
  { id: "middle", tags: ["city", "night", "night"] },
  { id: "oldest", tags: ["night", "neon ", "robot"] },
]
const tags = (options: Partial<Parameters<typeof countInterests>[1]>) =>
  countInterests(history, { limit: 8, ...options }).map(({ tag }) => tag)

test("the most carried tags come first, ties in the order seen, each counted once an item", () => {
  expect(countInterests(history, { limit: 4 })).toEqual([
    { tag: "neon", count: 2, pinned: false, from: ["newest", "oldest"] },
    { tag: "city", count: 2, pinned: false, from: ["newest", "middle"] },
    { tag: "night", count: 2, pinned: false, from: ["middle", "oldest"] },
    { tag: "rain", count: 1, pinned: false, from: ["newest"] },
  ])
})

test("pinned tags come first within H, banned ones never", () => {
  expect(tags({ limit: 3, pinned: ["Gold", "night"] })).toEqual(["gold", "night", "neon"])
  expect(tags({ banned: ["NEON", "gold"], pinned: ["gold"] })).toEqual(["city", "night", "rain", "robot"])
  expect(countInterests(history, { limit: 1, pinned: ["gold"] })).toEqual([
    { tag: "gold", count: 0, pinned: true, from: [] },
  ])
  expect(tags({ limit: 0, pinned: ["gold"] })).toEqual([])
  expect(countInterests([], { limit: 8 })).toEqual([])
})

test("merged tags count as one, once an item", () => {
  const merges = [
    { from: "night", to: "dark" },
    { from: "robot", to: "night" },
  ]
  expect(countInterests(history, { limit: 1, merges, banned: ["neon", "city"] })).toEqual([
    { tag: "dark", count: 2, pinned: false, from: ["middle", "oldest"] },
  ])
  expect(tags({ merges, banned: ["robot"] })).not.toContain("dark")
})

test("tags are normalised to NFC, lower case and single spaces, and the first of equal ones stays", () => {
  expect(normaliseTags(["  Film\u00a0 NOIR ", "cafe\u0301", "CAF\u00c9", "\t", "film noir"])).toEqual([
    "film noir",
    "caf\u00e9",
  ])
  expect(itemTagSet({ own: ["Mine"], image: ["red", "mine"], text: ["story", "red"] })).toEqual([
    "mine",
    "red",
    "story",
  ])
})
