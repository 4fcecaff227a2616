import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { floatTensor, type Tensor } from "../contract/tensor.ts"
import { narrow } from "./narrow.ts"
import { openSafetensors, readTensors } from "./safetensors.ts"
import { widenedData } from "./widen.ts"
import { writeSafetensors } from "./write-safetensors.ts"

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "iamg-narrow-"))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const half: Tensor = { dtype: "float16", shape: [2], data: Uint16Array.of(0x3c00, 0x0001) }

test("a file of float16 tensors is read as it is", async () => {
  const path = join(dir, "half.safetensors")
  await writeSafetensors(path, { half })
  expect(await narrow(path, dir)).toBe((await openSafetensors(path)).path)
})

test("what float16 can hold is narrowed, once; what it can't stays float32", async () => {
  const path = join(dir, "mixed.safetensors")
  const ids: Tensor = { dtype: "int64", shape: [1], data: BigInt64Array.of(7n) }
  await writeSafetensors(path, {
    half,
    ids,
    plain: floatTensor([3], Float32Array.of(1, -65_504, 0.1)),
    brain: { dtype: "bfloat16", shape: [1], data: Uint16Array.of(0x3f80) },
    wide: floatTensor([2], Float32Array.of(0.1, 65_505)),
    broken: floatTensor([1], Float32Array.of(Number.NaN)),
    wideBrain: { dtype: "bfloat16", shape: [1], data: Uint16Array.of(0x4980) },
  })
  const copy = await narrow(path, dir)
  const found = await readTensors(await openSafetensors(copy))
  const types = Object.fromEntries(Object.entries(found).map(([name, { dtype }]) => [name, dtype]))
  expect(types).toEqual({
    half: "float16",
    ids: "int64",
    plain: "float16",
    brain: "float16",
    wide: "float32",
    broken: "float32",
    wideBrain: "float32",
  })
  expect([...found.half!.data]).toEqual([...half.data])
  const [one, least, tenth] = widenedData(found.plain!) as Float32Array
  expect([one, least]).toEqual([1, -65_504])
  expect(tenth).toBeCloseTo(0.1, 4)
  expect([...found.wide!.data]).toEqual([Math.fround(0.1), 65_505])
  expect([...found.wideBrain!.data]).toEqual([2 ** 20])
  expect(await narrow(path, dir)).toBe(copy)
})
