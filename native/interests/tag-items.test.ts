import { beforeEach, expect, test } from "vitest"
import type { Item, ItemTags } from "../contract/catalog.ts"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import type { Scenario } from "../contract/scenario.ts"
import { tagItems } from "./tag-items.ts"
import type { Tagger } from "./tagger.ts"

const items: Item[] = Array.from({ length: 8 }, (_, i) => ({
  id: `i${i}`,
  scenario: "movie",
  title: `title ${i}`,
  description: "",
  image: `hash${i}`,
  width: 1,
  height: 1,
  tags: ["Own "],
}))
const scenarios = new Map([["movie", { id: "movie", maxTags: 7 } as Scenario]])

let saved: Map<string, ItemTags>
const store = {
  itemTags: async (id: string) => saved.get(id),
  setItemTags: async (id: string, tags: ItemTags) => {
    saved.set(id, tags)
  },
  imagePath: (hash: string) => `/images/${hash}`,
}
beforeEach(() => {
  saved = new Map()
})

const tagger = (change: Partial<Tagger> = {}): Tagger => ({
  id: "test/1",
  concurrency: 1,
  tagImage: async (_item, path) => [`seen ${path}`],
  tagText: async item => [`read ${item.title}`],
  ...change,
})

test("each item gets image, text and own tags, and is not asked for again", async () => {
  const progress: string[] = []
  const onProgress = (done: number, total: number) => progress.push(`${done}/${total}`)
  const two = items.slice(0, 2)
  expect(await tagItems(store, two, tagger(), scenarios, { onProgress })).toEqual({
    tagged: 2,
    kept: 0,
    failed: [],
  })
  expect(saved.get("i1")).toEqual({
    image: ["seen /images/hash1"],
    text: ["read title 1"],
    own: ["own"],
    tagger: "test/1",
  })
  expect(progress).toEqual(["1/2", "2/2"])
  expect(await tagItems(store, two, tagger(), scenarios)).toMatchObject({ tagged: 0, kept: 2 })
  expect(await tagItems(store, two, tagger(), scenarios, { onlyMissing: false })).toMatchObject({ tagged: 2 })
  expect(await tagItems(store, two, tagger({ id: "test/2" }), scenarios)).toMatchObject({ tagged: 2 })
})

test("own tags that the user has changed survive a new tagging", async () => {
  saved.set("i0", { image: [], text: [], own: ["mine"], tagger: "old" })
  await tagItems(store, items.slice(0, 1), tagger(), scenarios)
  expect(saved.get("i0")!.own).toEqual(["mine"])
})

test("own tags that the user types while the tagger is asked survive too", async () => {
  saved.set("i0", { image: [], text: [], own: ["mine"], tagger: "old" })
  const tagText: Tagger["tagText"] = async () => {
    saved.set("i0", { ...saved.get("i0")!, own: ["mine", "new"] })
    return ["read"]
  }
  await tagItems(store, items.slice(0, 1), tagger({ tagText }), scenarios)
  expect(saved.get("i0")).toMatchObject({ text: ["read"], own: ["mine", "new"] })
})

test("a cancelled run keeps what it finished, and the next goes on from there", async () => {
  const cancel = new AbortController()
  const onProgress = (done: number) => done === 3 && cancel.abort()
  await expect(
    tagItems(store, items, tagger(), scenarios, { signal: cancel.signal, onProgress }),
  ).rejects.toMatchObject({ code: "job.cancelled" })
  expect([...saved.keys()]).toEqual(["i0", "i1", "i2"])
  expect(await tagItems(store, items, tagger(), scenarios)).toMatchObject({ tagged: 5, kept: 3 })
})

test("an item that can't be tagged is reported and the others go on", async () => {
  const bad = new StudioError("endpoint.bad_answer", {
    host: "h",
    problem: note("endpoint.no_tags", { answer: "nonsense" }),
  })
  const tagImage: Tagger["tagImage"] = async ({ id }) => {
    if (id === "i1") throw bad
    if (id === "i3") throw new Error("no picture")
    return ["fine"]
  }
  expect(await tagItems(store, items, tagger({ tagImage }), scenarios)).toEqual({
    tagged: 6,
    kept: 0,
    failed: [
      { id: "i1", reason: { code: bad.code, details: bad.details } },
      { id: "i3", reason: note("program.quoted", { text: "no picture" }) },
    ],
  })
  expect(saved.has("i1")).toBe(false)
})

test("a tagger that can't go on stops the run at once, one that fails every item after a few", async () => {
  let asked = 0
  const failing = (error: Error) =>
    tagger({
      concurrency: 2,
      tagText: async () => {
        asked++
        throw error
      },
    })
  const down = new StudioError("endpoint.unreachable", {
    host: "h",
    reason: note("endpoint.answered", { status: 503 }),
  })
  await expect(tagItems(store, items, failing(down), scenarios)).rejects.toBe(down)
  expect(asked).toBeLessThanOrEqual(2)

  asked = 0
  const nonsense = new StudioError("endpoint.bad_answer", {
    host: "h",
    problem: note("endpoint.no_tags", { answer: "nonsense" }),
  })
  await expect(tagItems(store, items, failing(nonsense), scenarios)).rejects.toBe(nonsense)
  expect(asked).toBeLessThanOrEqual(6)
  expect(saved.size).toBe(0)
})

test("tags that can't be saved stop the run with the store's own error", async () => {
  const full = new Error("no space left on device")
  const fullStore = { ...store, setItemTags: () => Promise.reject(full) }
  await expect(tagItems(fullStore, items, tagger(), scenarios)).rejects.toBe(full)
})

test("an unknown scenario is named before anything is asked", async () => {
  const strange = { ...items[0]!, scenario: "shoes" }
  await expect(tagItems(store, [...items, strange], tagger(), scenarios)).rejects.toMatchObject({
    code: "scenario.unknown",
  })
  expect(saved.size).toBe(0)
})
