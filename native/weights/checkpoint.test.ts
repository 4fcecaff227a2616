import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { floatTensor } from "../contract/tensor.ts"
import { Checkpoint, renamed, reshaped, rows } from "./checkpoint.ts"
import { openSafetensors, readRef } from "./safetensors.ts"
import { writeSafetensors } from "./write-safetensors.ts"

let dir: string
let file: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "checkpoint-"))
  file = join(dir, "model.safetensors")
  await writeSafetensors(file, {
    "block.0.to_q.weight": floatTensor([2, 3], Float32Array.of(1, 2, 3, 4, 5, 6)),
    "block.0.to_q.bias": floatTensor([2]),
    "block.0.position_ids": { dtype: "int64", shape: [1], data: BigInt64Array.of(0n) },
  })
})
afterAll(() => rm(dir, { recursive: true }))

test("a layer takes its tensors by their names below it; tensors that nobody took are listed", async () => {
  const checkpoint = await Checkpoint.open([file])
  const layer = checkpoint.scope("block").at(0).at("to_q")
  expect(layer.take("weight", [2, 3])).toMatchObject({
    name: "block.0.to_q.weight",
    dtype: "float32",
    length: 24,
  })
  expect(layer.has("bias")).toBe(true)
  expect(layer.has("nothing")).toBe(false)
  expect(layer.shapeOf("bias")).toEqual([2])
  expect(checkpoint.unused()).toEqual(["block.0.position_ids", "block.0.to_q.bias"])
  expect(checkpoint.unused([/position_ids$/])).toEqual(["block.0.to_q.bias"])
})

test("a missing tensor and a wrong shape are reported by name, with both shapes and the file", async () => {
  const layer = (await Checkpoint.open([file])).scope("block.0.to_q")
  const refused = (code: string, details: object) => expect.objectContaining({ code, details })
  const gain = { name: "block.0.to_q.gain", files: [file] }
  expect(() => layer.take("gain", [4])).toThrow(refused("pack.missing_tensor", { ...gain, expected: [4] }))
  expect(() => layer.shapeOf("gain")).toThrow(refused("pack.missing_tensor", { ...gain, expected: null }))
  const weight = { name: "block.0.to_q.weight", expected: [3, 2], found: [2, 3], files: [file] }
  expect(() => layer.take("weight", [3, 2])).toThrow(refused("pack.wrong_shape", weight))
  expect(() => layer.take("weight", [6])).toThrowError(expect.objectContaining({ code: "pack.wrong_shape" }))
})

test("two files may share no name", async () => {
  const other = join(dir, "other.safetensors")
  await writeSafetensors(other, { "block.0.to_q.bias": floatTensor([2]), more: floatTensor([1]) })
  await expect(Checkpoint.open([file, other])).rejects.toMatchObject({
    code: "weights.repeated_tensor",
    details: { name: "block.0.to_q.bias" },
  })
})

test("a key map renames, reshapes, cuts into rows where they lie, and ignores", async () => {
  const checkpoint = await Checkpoint.open([file], ref => {
    if (ref.name.endsWith("position_ids")) return []
    if (ref.name.endsWith("bias")) return [renamed(ref, "b")]
    const second = renamed(rows(ref, 1, 2), "second")
    return [renamed(reshaped(ref, [3, 2, 1]), "whole"), second]
  })
  expect(checkpoint.names).toEqual(["b", "whole", "second"])
  expect((await readRef(checkpoint.take("second", [1, 3]))).data).toEqual(Float32Array.of(4, 5, 6))
  expect((await readRef(checkpoint.take("whole", [3, 2, 1]))).data).toHaveLength(6)
})

test("a view must have as many elements, and rows must be there", async () => {
  const ref = (await openSafetensors(file)).tensors.get("block.0.to_q.weight")!
  expect(() => reshaped(ref, [5])).toThrow("can't be seen as [5]")
  expect(() => rows(ref, 1, 3)).toThrow("has no rows 1 to 3")
})
