import { mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { floatTensor } from "../contract/tensor.ts"
import { openSafetensors, readTensor } from "./safetensors.ts"
import { widen } from "./widen.ts"
import { writeSafetensors } from "./write-safetensors.ts"

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "widen-"))
})
afterAll(() => rm(dir, { recursive: true }))

const half = (...words: number[]) => ({
  dtype: "float16" as const,
  shape: [words.length],
  data: Uint16Array.from(words),
})
const brain = (...words: number[]) => ({ ...half(...words), dtype: "bfloat16" as const })

test("float16 and bfloat16 become the very same numbers", async () => {
  const path = join(dir, "halves.safetensors")
  await writeSafetensors(path, {
    // 1, −2, 65504 (largest), 2⁻¹⁴ (smallest normal), 2⁻²⁴ (smallest subnormal), 1023·2⁻²⁴ (largest), ∞, −∞, −0, NaN, ⅓
    half: half(0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x03ff, 0x7c00, 0xfc00, 0x8000, 0x7e00, 0x3555),
    // 1, −2, largest, smallest subnormal, ∞, NaN
    brain: brain(0x3f80, 0xc000, 0x7f7f, 0x0001, 0x7f80, 0x7fc0),
    ids: { dtype: "int64", shape: [1], data: BigInt64Array.of(5n) },
    full: floatTensor([1], Float32Array.of(0.1)),
  })
  const file = await openSafetensors(await widen(path, dir))
  const numbers = async (name: string) => [...(await readTensor(file, name)).data]
  expect(await numbers("half")).toEqual([
    1,
    -2,
    65504,
    2 ** -14,
    2 ** -24,
    1023 * 2 ** -24,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -0,
    Number.NaN,
    1365 / 4096,
  ])
  expect(await numbers("brain")).toEqual([
    1,
    -2,
    (2 - 2 ** -7) * 2 ** 127,
    2 ** -133,
    Number.POSITIVE_INFINITY,
    Number.NaN,
  ])
  expect(await numbers("ids")).toEqual([5n])
  expect(await numbers("full")).toEqual([Math.fround(0.1)])
})

test("a file without half-width tensors is used as it is", async () => {
  const path = join(dir, "full.safetensors")
  await writeSafetensors(path, { x: floatTensor([1]) })
  expect(await widen(path, join(dir, "unused"))).toBe((await openSafetensors(path)).path)
  await expect(stat(join(dir, "unused"))).rejects.toThrow("ENOENT")
})

test("a tensor larger than one piece is widened whole", async () => {
  const words = Uint16Array.from({ length: 5_000_000 }, (_, index) => index % 0x7c00)
  const path = join(dir, "large.safetensors")
  await writeSafetensors(path, { x: { dtype: "float16", shape: [words.length], data: words } })
  const { data } = await readTensor(await openSafetensors(await widen(path, dir)), "x")
  expect(data).toHaveLength(words.length)
  // The value of a positive normal float16 from its bits.
  const numberOf = (word: number) => 2 ** ((word >> 10) - 15) * (1 + (word & 0x3ff) / 1024)
  for (const index of [0x400, 4_194_303, 4_194_304, 4_194_305, 4_999_999]) {
    expect(data[index]).toBe(numberOf(words[index]!))
  }
})

test("equal content shares one copy, other content gets its own, and several callers at once agree", async () => {
  const cache = join(dir, "cache")
  const [a, b, c] = ["a", "b", "c"].map(name => join(dir, `${name}.safetensors`)) as [string, string, string]
  await writeSafetensors(a, { x: half(0x3c00) })
  await writeSafetensors(b, { x: half(0x3c00) })
  await writeSafetensors(c, { x: half(0x4000) })
  const copies = await Promise.all([a, a, b, c].map(path => widen(path, cache)))
  expect(new Set(copies).size).toBe(2)
  expect(copies[0]).toBe(copies[2])
  const left = await readdir(join(cache, "widened"))
  expect(left.filter(name => name.endsWith(".safetensors"))).toHaveLength(2)
  expect(left.filter(name => name.endsWith(".tmp"))).toEqual([])
})

test("a copy is made once, and again when it was damaged or the file has changed", async () => {
  const cache = join(dir, "again")
  const path = join(dir, "changing.safetensors")
  await writeSafetensors(path, { x: half(0x3c00) })
  const copy = await widen(path, cache)
  await utimes(copy, 1, 1)
  expect(await widen(path, cache)).toBe(copy)
  expect((await stat(copy)).mtimeMs).toBe(1000)

  await truncate(copy, 20)
  expect(await widen(path, cache)).toBe(copy)
  expect((await readTensor(await openSafetensors(copy), "x")).data).toEqual(Float32Array.of(1))

  const bytes = await readFile(copy)
  await writeFile(copy, bytes.fill(7, bytes.length - 1))
  expect(await widen(path, cache), "damage that leaves the size as it was").toBe(copy)
  expect((await readTensor(await openSafetensors(copy), "x")).data).toEqual(Float32Array.of(1))

  await writeSafetensors(path, { x: half(0x4000) })
  const renewed = await widen(path, cache)
  expect((await readTensor(await openSafetensors(renewed), "x")).data).toEqual(Float32Array.of(2))
})

test("a cache that can't be written is an error", async () => {
  const path = join(dir, "blocked.safetensors")
  await writeSafetensors(path, { x: half(0x3c00) })
  await writeFile(join(dir, "not a folder"), "")
  await expect(widen(path, join(dir, "not a folder"))).rejects.toMatchObject({ code: "weights.not_written" })
})
