import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { note } from "../contract/codes/index.ts"
import { gaussianNoise } from "../diffusion/noise.ts"
import { openPool, type Pool, type PoolRow } from "./pool.ts"

let dir: string
let pool: Pool
const widths = { textWidth: 3, imageWidth: 2 }
const pack = "a".repeat(64)

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "pool-"))
  pool = await openPool(dir, { pack, ...widths })
})
afterEach(() => {
  pool.close()
  rmSync(dir, { recursive: true })
})

const row = (id: string, text: number[], image: number[] = [1, 0], scenario = "movie"): PoolRow => ({
  id,
  scenario,
  text: Float32Array.from(text),
  image: Float32Array.from(image),
  textHash: `text-${id}`,
  imageHash: `image-${id}`,
})
const x = Float32Array.of(1, 0, 0)

test("neighbours are sorted by cosine, which ignores the vectors' lengths, and have their hashes", async () => {
  await pool.upsert([row("far", [0, 5, 0]), row("near", [30, 40, 0]), row("nearest", [4, 3, 0])])
  const found = await pool.nearestTexts(Float32Array.of(9, 0, 0), 2)
  expect(found.map(({ id, hash }) => [id, hash])).toEqual([
    ["nearest", "text-nearest"],
    ["near", "text-near"],
  ])
  expect(found[0]!.similarity).toBeCloseTo(0.8, 6)
  expect(found[1]!.similarity).toBeCloseTo(0.6, 6)
  const [image] = await pool.nearestImages(Float32Array.of(0, 1), 1)
  expect(image).toMatchObject({ id: "far", similarity: 0, hash: "image-far" })
})

test("equal similarities are sorted by id, even when there are far more of them than asked for", async () => {
  const ids = Array.from({ length: 300 }, (_, i) => `item-${String(299 - i).padStart(3, "0")}`)
  await pool.upsert(ids.map(id => row(id, [1, 1, 0])))
  const found = await pool.nearestTexts(x, 3)
  expect(found.map(({ id }) => id)).toEqual(["item-000", "item-001", "item-002"])
})

test("excluded items and other scenarios never come back, also when their names hold quotes", async () => {
  const nasty = "o'hara' OR '1'='1"
  await pool.upsert([row(nasty, [1, 0, 0]), row("b", [1, 1, 0]), row("c", [1, 0, 0], [1, 0], "out'fit")])
  const ids = async (options: object) => (await pool.nearestTexts(x, 9, options)).map(({ id }) => id)
  expect(await ids({ exclude: [nasty] })).toEqual(["c", "b"])
  expect(await ids({ exclude: ["c"], scenario: "movie" })).toEqual([nasty, "b"])
  expect(await ids({ scenario: "out'fit" })).toEqual(["c"])
})

test("a second upsert replaces, and embeddings come back with the length they had", async () => {
  await pool.upsert([row("a", [1, 2, 2]), row("b", [0, 0, 1])])
  await pool.upsert([row("a", [0, 6, 8], [3, 4])])
  expect(await pool.count()).toBe(2)
  const [text] = await pool.vectors(["a"], "text")
  expect([...text!].map(value => Math.round(value * 1e5) / 1e5)).toEqual([0, 6, 8])
  expect((await pool.vectors(["b", "a", "b"], "image")).map(([first]) => first)).toEqual([1, 3, 1])
  await expect(pool.vectors(["a", "none"], "image")).rejects.toMatchObject({ code: "pool.unknown_item" })
  expect((await pool.ids()).sort()).toEqual(["a", "b"])
  expect(await pool.hashes(["b", "none"])).toEqual(
    new Map([["b", { scenario: "movie", textHash: "text-b", imageHash: "image-b" }]]),
  )
  await pool.remove(["a"])
  expect(await pool.count()).toBe(1)
})

test("two writers of the same items leave one row an item, and each sees the other's", async () => {
  const other = await openPool(dir, { pack, ...widths })
  const rows = Array.from({ length: 40 }, (_, i) => row(`item-${i}`, [i + 1, 1, 0]))
  await Promise.all([pool.upsert(rows), other.upsert(rows)])
  expect(await pool.count()).toBe(40)
  await other.upsert([row("late", [1, 0, 0])])
  expect((await pool.nearestTexts(x, 1))[0]!.id).toBe("late")
  other.close()
})

test("pools of two packs in one folder never mix", async () => {
  await pool.upsert([row("a", [1, 0, 0])])
  const other = await openPool(dir, { pack: "b".repeat(64), textWidth: 4, imageWidth: 2, clipWidth: 2 })
  expect(await other.count()).toBe(0)
  await other.upsert([{ ...row("a", [1, 0, 0, 0]), clip: Float32Array.of(0, 2) }])
  expect(await other.vectors(["a"], "clip")).toEqual([Float32Array.of(0, 2)])
  other.close()
})

test("an unfit vector is refused by name, and none of its company is written", async () => {
  const refusal = (bad: PoolRow) => pool.upsert([row("good", [1, 0, 0]), bad]).catch(error => error)
  expect(await refusal(row("bad", [1, 0]))).toMatchObject({
    code: "pool.wrong_width",
    details: { whose: note("pool.of_item", { column: "text", id: "bad" }), expected: 3, found: 2 },
  })
  expect(await refusal(row("bad", [1, Number.NaN, 0]))).toMatchObject({ code: "pool.not_finite" })
  expect(await refusal(row("bad", [1, 0, 0], [Number.POSITIVE_INFINITY, 0]))).toMatchObject({
    code: "pool.not_finite",
    details: { whose: note("pool.of_item", { column: "image", id: "bad" }) },
  })
  expect(await refusal(row("bad", [0, 0, 0]))).toMatchObject({ code: "pool.zero_vector" })
  expect(await pool.count()).toBe(0)
})

test("a vector that doesn't fit is refused, and a pack without a CLIP pair has an error of its own", async () => {
  await expect(pool.nearestTexts(Float32Array.of(1, 0), 1)).rejects.toMatchObject({
    code: "pool.wrong_width",
  })
  await expect(pool.nearestImages(Float32Array.of(Number.NaN, 0), 1)).rejects.toMatchObject({
    code: "pool.not_finite",
  })
  await expect(pool.vectors([], "clip")).rejects.toMatchObject({ code: "pool.no_clip" })
  expect(await pool.nearestTexts(x, 5)).toEqual([])
})

test("several processes may open a new pool at once", async () => {
  const fresh = join(dir, "fresh")
  const pools = await Promise.all([1, 2, 3].map(() => openPool(fresh, { pack, ...widths })))
  await Promise.all(pools.map(one => one.upsert([row("a", [1, 0, 0]), row("b", [0, 1, 0])])))
  expect(await pools[0]!.count()).toBe(2)
  for (const one of pools) one.close()
})

test("above the exact limit the index answers as exact search does, new items included", async () => {
  const many = await openPool(join(dir, "many"), {
    pack,
    textWidth: 16,
    imageWidth: 16,
    exactLimit: 1000,
  })
  const vectors = Array.from({ length: 1250 }, (_, i) => gaussianNoise(i, [16]).data)
  const rows = vectors.map((vector, i) => ({
    ...row(`item-${i}`, [], [], i % 400 === 0 ? "rare" : "common"),
    text: vector,
    image: vector,
  }))
  await many.upsert(rows.slice(0, 1240))
  await many.buildIndex()
  await many.upsert(rows.slice(1240))
  const queries = Array.from({ length: 20 }, (_, i) => gaussianNoise(20_000 + i, [16]).data)
  let [hits, asked] = [0, 0]
  for (const [at, query] of queries.entries()) {
    const options = { exclude: ["item-7"], scenario: at % 2 === 0 ? undefined : "common" }
    const found = await many.nearestTexts(query, 10, options)
    const exact = await many.nearestTexts(query, 10, { ...options, search: "exact" })
    const similarities = new Map(exact.map(({ id, similarity }) => [id, similarity]))
    for (const { id, similarity } of found) {
      asked++
      if (!similarities.has(id)) continue
      hits++
      expect(similarity).toBe(similarities.get(id))
    }
    expect(found).toEqual([...found].sort((a, b) => b.similarity - a.similarity))
  }
  expect(asked).toBe(200)
  expect(hits / asked).toBeGreaterThanOrEqual(0.97)
  expect((await many.nearestImages(vectors[1249]!, 1))[0]).toMatchObject({ id: "item-1249" })
  const rare = await many.nearestTexts(queries[0]!, 10, { scenario: "rare" })
  expect(rare.map(({ id }) => id).sort()).toEqual(["item-0", "item-1200", "item-400", "item-800"])
  await many.buildIndex()
  expect((await many.nearestImages(vectors[1249]!, 1))[0]).toMatchObject({ id: "item-1249" })
  many.close()
})

test("a question that is asked again is answered from memory, with the same neighbours to the last bit", async () => {
  const vectors = Array.from({ length: 300 }, (_, i) => gaussianNoise(i, [3]).data)
  const scenarioOf = (i: number) => (i % 3 === 0 ? "rare" : "movie")
  // Half of them twice: equally near.
  await pool.upsert(vectors.map((_, i) => row(`i${i}`, [...vectors[i >> 1]!], [1, i], scenarioOf(i))))
  const query = gaussianNoise(9000, [3]).data
  for (const options of [{}, { scenario: "rare" }, { exclude: ["i0", "i1", "i7"], scenario: "movie" }]) {
    await pool.upsert([row("new", [...vectors[0]!])])
    const ask = () => pool.nearestTexts(query, 20, options)
    const first = await ask()
    expect(await pool.copiedBytes()).toBe(0)
    const again = await ask()
    expect(await pool.copiedBytes()).toBeGreaterThanOrEqual(300 * 3 * 4)
    expect(again).toEqual(first)
    expect(again).toHaveLength(20)
  }
  expect(await pool.nearestTexts(query, 1000, { scenario: "rare" })).toHaveLength(100)
})

test("beyond the exact limit a small column is searched in memory, too, and a large one isn't", async () => {
  const wide = 900
  const noise = gaussianNoise(5, [20_000]).data
  const large = await openPool(dir, { pack: "large", textWidth: wide, imageWidth: 2 })
  await large.upsert(
    Array.from({ length: 10_001 }, (_, i) => row(`i${i}`, [...noise.subarray(i, i + wide)], [1, i])),
  )
  for (let ask = 0; ask < 2; ask++)
    expect(await large.nearestTexts(noise.subarray(0, wide), 1)).toHaveLength(1)
  expect(await large.copiedBytes()).toBe(0)
  for (let ask = 0; ask < 2; ask++)
    expect((await large.nearestImages(Float32Array.of(1, 0), 1)).map(({ id }) => id)).toEqual(["i0"])
  expect(await large.copiedBytes()).toBeGreaterThanOrEqual(10_001 * 2 * 4)
  large.close()
})

test("what is in memory is that of the table's version: other writers' changes and removals are seen", async () => {
  const other = await openPool(dir, { pack, ...widths })
  await pool.upsert([row("a", [1, 0, 0]), row("b", [1, 1, 0])])
  const nearest = async () => (await pool.nearestTexts(x, 2)).map(({ id }) => id)
  for (let i = 0; i < 3; i++) expect(await nearest()).toEqual(["a", "b"])
  await other.upsert([row("c", [1, 0.1, 0])])
  for (let i = 0; i < 3; i++) expect(await nearest()).toEqual(["a", "c"])
  await other.remove(["a"])
  for (let i = 0; i < 3; i++) expect(await nearest()).toEqual(["c", "b"])
  other.close()
})

test("a pool whose files are gone or can't be written says where it was", async () => {
  await pool.upsert([row("a", [1, 0, 0])])
  rmSync(dir, { recursive: true })
  writeFileSync(dir, "")
  await expect(pool.nearestTexts(x, 1)).rejects.toMatchObject({ code: "pool.unreadable", details: { dir } })
  await expect(pool.upsert([row("b", [1, 0, 0])])).rejects.toMatchObject({
    code: "pool.write_failed",
    details: { dir },
  })
})

test("a folder that can't be a pool is named", async () => {
  const file = join(dir, "file")
  writeFileSync(file, "")
  await expect(openPool(join(file, "pool"), { pack, ...widths })).rejects.toMatchObject({
    code: "pool.unreadable",
  })
  await expect(openPool(dir, { pack, textWidth: 5, imageWidth: 2 })).rejects.toMatchObject({
    code: "pool.unreadable",
  })
})
