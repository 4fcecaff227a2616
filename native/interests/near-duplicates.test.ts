import { expect, test } from "vitest"
import { tagReader } from "./merge.ts"
import { mergesOf, nearDuplicates, tagUses } from "./near-duplicates.ts"
import { spellingOf } from "./spelling.ts"

test("hyphens and regular plurals don't make another tag; words that only look plural do", () => {
  expect(spellingOf("T-Shirts")).toBe(spellingOf("t shirt"))
  expect(spellingOf("cities")).toBe(spellingOf("city"))
  expect(spellingOf("dresses")).toBe(spellingOf("dress"))
  expect(spellingOf("boxes")).toBe(spellingOf("box"))
  expect(spellingOf("news")).not.toBe(spellingOf("new"))
  expect(spellingOf("glasses")).not.toBe(spellingOf("glass"))
  expect(spellingOf("bus")).toBe("bus")
})

test("regular plurals of words in -ie and -se have the key of their singular", () => {
  for (const word of ["movie", "hoodie", "tie", "blouse", "horse", "house", "rose", "vase", "size", "niche"])
    expect(spellingOf(`${word}s`)).toBe(spellingOf(word))
  expect(spellingOf("skies")).toBe(spellingOf("sky"))
  expect(spellingOf("buses")).toBe(spellingOf("bus"))
  expect(spellingOf("watches")).toBe(spellingOf("watch"))
})

/** Unit vectors by angle in degrees. */
const angles: Record<string, number> = { film: 0, movie: 10, picture: 20, dog: 90, films: 45 }
const embed = async (tags: readonly string[]) =>
  tags.map(tag => {
    const angle = (angles[tag]! * Math.PI) / 180
    return Float32Array.of(5 * Math.cos(angle), 5 * Math.sin(angle))
  })
const uses = new Map([
  ["picture", 1],
  ["dog", 4],
  ["movie", 3],
  ["films", 2],
  ["film", 9],
])

test("tags gather around the most used one, and a chain of near ones never joins strangers", async () => {
  // cos 10° = 0.985, cos 20° = 0.940: "picture" is near "movie" but not near "film".
  const groups = await nearDuplicates(uses, embed, { threshold: 0.95 })
  expect(groups).toEqual([
    {
      tag: "film",
      duplicates: [
        { tag: "movie", because: "meaning", similarity: expect.closeTo(0.98481, 4) },
        { tag: "films", because: "spelling", similarity: 1 },
      ],
    },
  ])
  expect(["movie", "dog", "films"].map(tagReader(mergesOf(groups)))).toEqual(["film", "dog", "film"])
})

test("without embeddings spellings alone are compared", async () => {
  expect(mergesOf(await nearDuplicates(uses, null))).toEqual([{ from: "films", to: "film" }])
  expect(await nearDuplicates(new Map(), null)).toEqual([])
})

test("equally used tags stand behind the shortest", async () => {
  const equal = new Map([
    ["t-shirts", 2],
    ["t shirt", 2],
  ])
  expect(mergesOf(await nearDuplicates(equal, null))).toEqual([{ from: "t-shirts", to: "t shirt" }])
})

test("a long comparison can be cancelled", async () => {
  const signal = AbortSignal.abort(new Error("enough"))
  await expect(nearDuplicates(uses, embed, { signal })).rejects.toThrow("enough")
})

test("a tag counts once an item", () => {
  expect([
    ...tagUses([
      ["a", "b", "a"],
      ["b", "c"],
    ]),
  ]).toEqual([
    ["a", 1],
    ["b", 2],
    ["c", 1],
  ])
})
