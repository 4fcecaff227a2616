import { mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { note } from "../contract/codes/index.ts"
import type { Note } from "../contract/note.ts"
import type { Tensor } from "../contract/tensor.ts"
import { openSafetensors, readTensor } from "./safetensors.ts"
import { writeEntries, writeSafetensors } from "./write-safetensors.ts"

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "safetensors-"))
})
afterAll(() => rm(dir, { recursive: true }))

/** A file as an attacker or a broken download would have it: any header, any bytes after it. */
async function crafted(header: unknown, bytes = 0, claimed?: bigint): Promise<string> {
  const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(claimed ?? BigInt(json.length))
  const path = join(dir, "crafted.safetensors")
  await writeFile(path, Buffer.concat([length, json, Buffer.alloc(bytes)]))
  return path
}

const entry = (start: number, end: number, dtype = "F32", shape: unknown = [(end - start) / 4]) => ({
  dtype,
  shape,
  data_offsets: [start, end],
})

describe("a file", () => {
  const tensors: Record<string, Tensor> = {
    float: { dtype: "float32", shape: [2, 2], data: Float32Array.of(1.5, -2, Number.NaN, 1e-40) },
    double: { dtype: "float64", shape: [1], data: Float64Array.of(Math.PI) },
    half: { dtype: "float16", shape: [3], data: Uint16Array.of(0x3c00, 0x7c00, 1) },
    brain: { dtype: "bfloat16", shape: [1], data: Uint16Array.of(0x3f80) },
    long: { dtype: "int64", shape: [], data: BigInt64Array.of(-(2n ** 62n)) },
    int: { dtype: "int32", shape: [1, 2], data: Int32Array.of(-1, 7) },
    bytes: { dtype: "uint8", shape: [3], data: Uint8Array.of(1, 2, 255) },
    flags: { dtype: "bool", shape: [2], data: Uint8Array.of(1, 0) },
    empty: { dtype: "float32", shape: [0, 4], data: new Float32Array(0) },
    __proto__x: { dtype: "uint8", shape: [1], data: Uint8Array.of(9) },
  }

  test("comes back as it was written: every type, NaN bits, empty tensors, metadata", async () => {
    const path = join(dir, "all.safetensors")
    await writeSafetensors(path, tensors, { format: "pt", note: "ünï" })
    const file = await openSafetensors(path)
    expect(file.metadata).toEqual({ format: "pt", note: "ünï" })
    expect([...file.tensors.keys()].sort()).toEqual(Object.keys(tensors).sort())
    for (const [name, tensor] of Object.entries(tensors)) expect(await readTensor(file, name)).toEqual(tensor)
  })

  test("is laid out so that every tensor starts at a multiple of its element's size", async () => {
    const path = join(dir, "aligned.safetensors")
    await writeSafetensors(path, tensors)
    for (const { offset, length, shape } of (await openSafetensors(path)).tensors.values()) {
      const count = shape.reduce((a, b) => a * b, 1)
      if (count > 0) expect(offset % (length / count)).toBe(0)
    }
  })

  test("is read as the reference implementation writes it", async () => {
    // safetensors.numpy.save({"b": float32 [[1, 2]], "a": int64 [3]}, {"k": "v"}) of safetensors 0.8.
    const header =
      '{"__metadata__":{"k":"v"},"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},' +
      '"b":{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]}}'
    const bytes = Buffer.alloc(8 + 136 + 16, " ")
    bytes.writeBigUInt64LE(136n)
    bytes.write(header, 8)
    bytes.writeBigInt64LE(3n, 144)
    bytes.writeFloatLE(1, 152)
    bytes.writeFloatLE(2, 156)
    const path = join(dir, "reference.safetensors")
    await writeFile(path, bytes)
    const file = await openSafetensors(path)
    expect((await readTensor(file, "a")).data).toEqual(BigInt64Array.of(3n))
    expect((await readTensor(file, "b")).data).toEqual(Float32Array.of(1, 2))

    const ours = join(dir, "ours.safetensors")
    const { data } = await readTensor(file, "b")
    const a = await readTensor(file, "a")
    await writeSafetensors(ours, { b: { dtype: "float32", shape: [1, 2], data }, a }, { k: "v" })
    expect(await readFile(ours)).toEqual(bytes)
  })

  test("behind a link is known by its real path", async () => {
    await mkdir(join(dir, "blobs"), { recursive: true })
    const blob = join(dir, "blobs", "0123")
    await writeSafetensors(blob, { x: tensors.float! })
    await symlink(blob, join(dir, "linked.safetensors"))
    const { path } = await openSafetensors(join(dir, "linked.safetensors"))
    expect(path).toBe((await openSafetensors(blob)).path)
  })

  test("that can't be finished leaves the old one and no other trace", async () => {
    const folder = join(dir, "kept")
    const path = join(folder, "w.safetensors")
    await writeSafetensors(path, { x: tensors.float! })
    const before = await readFile(path)
    const failing = {
      name: "x",
      dtype: "float32" as const,
      shape: [4],
      async *chunks() {
        yield new Uint8Array(8)
        throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" })
      },
    }
    await expect(writeEntries(path, [failing])).rejects.toMatchObject({
      code: "weights.not_written",
      details: { file: path, problem: note("file.drive_full", {}) },
    })
    expect(await readFile(path)).toEqual(before)
    expect(await readdir(folder)).toEqual(["w.safetensors"])
  })
})

describe("a file that breaks the format's rules is refused, naming the rule", () => {
  const crafts: [problem: Note, header: unknown, bytes?: number, claimed?: bigint][] = [
    [note("weights.long_header", { size: 100_000_001, most: 100_000_000 }), {}, 0, 100_000_001n],
    [note("weights.long_header", { size: 2 ** 64, most: 100_000_000 }), {}, 0, 2n ** 64n - 1n],
    [note("weights.cut_off", { needed: 5008, size: 10 }), {}, 0, 5000n],
    [note("weights.header_no_json", {}), "{nonsense"],
    [note("weights.header_no_object", {}), []],
    [note("weights.header_no_object", {}), "null"],
    [note("weights.bad_metadata", {}), { __metadata__: { a: 1 } }],
    [note("weights.entry_no_object", { name: "x" }), { x: 3 }],
    [note("weights.unknown_type", { name: "x", dtype: '"F8_E4M3"' }), { x: entry(0, 4, "F8_E4M3") }, 4],
    [note("weights.unknown_type", { name: "x", dtype: '"toString"' }), { x: entry(0, 4, "toString") }, 4],
    [note("weights.bad_shape", { name: "x" }), { x: entry(0, 4, "F32", [-1]) }, 4],
    [note("weights.bad_shape", { name: "x" }), { x: entry(0, 4, "F32", [1.5]) }, 4],
    [note("weights.bad_shape", { name: "x" }), { x: entry(0, 4, "F32", "1") }, 4],
    [
      note("weights.bad_offsets", { name: "x" }),
      { x: { dtype: "F32", shape: [1], data_offsets: [4, 0] } },
      4,
    ],
    [note("weights.bad_offsets", { name: "x" }), { x: { dtype: "F32", shape: [1] } }, 4],
    [
      note("weights.wrong_length", { name: "x", dtype: "F32", shape: [3], needed: 12, found: 4 }),
      { x: entry(0, 4, "F32", [3]) },
      4,
    ],
    [
      note("weights.wrong_length", {
        name: "x",
        dtype: "F32",
        shape: [2 ** 32, 2 ** 32, 2 ** 32],
        needed: 4 * 2 ** 96,
        found: 4,
      }),
      { x: entry(0, 4, "F32", [2 ** 32, 2 ** 32, 2 ** 32]) },
      4,
    ],
    [note("weights.overlap", { name: "b" }), { a: entry(0, 8), b: entry(4, 12) }, 12],
    [note("weights.gap", { name: "b", size: 4 }), { a: entry(0, 4), b: entry(8, 12) }, 12],
    [note("weights.trailing", { size: 4 }), { a: entry(0, 4) }, 8],
    [note("weights.cut_off", { needed: 4068, size: 168 }), { a: entry(0, 4000) }, 100],
    [
      note("weights.repeated_name", { name: "x" }),
      '{"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\\u0078":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}',
      1,
    ],
  ]

  test.each(crafts)("%j", async (problem, header, bytes, claimed) => {
    const path = await crafted(header, bytes, claimed)
    await expect(openSafetensors(path)).rejects.toMatchObject({
      code: "weights.unreadable",
      details: { file: path, problem },
    })
  })

  test("texts of megabytes are read; their quotes, brackets and colons are no keys", async () => {
    const note = `${'{"x" : [\\\\'.repeat(100_000)}${"a".repeat(9 << 20)}`
    const path = await crafted({ __metadata__: { note }, x: entry(0, 4) }, 4)
    const file = await openSafetensors(path)
    expect(file.metadata.note).toBe(note)
    expect([...file.tensors.keys()]).toEqual(["x"])
    const twice = `{"__metadata__":${JSON.stringify({ note })},"x"  :${JSON.stringify(entry(0, 4))},"x":${JSON.stringify(entry(0, 4))}}`
    await expect(openSafetensors(await crafted(twice, 4))).rejects.toMatchObject({
      details: { problem: { code: "weights.repeated_name", details: { name: "x" } } },
    })
  })

  test("a file that isn't there, a folder, and one of seven bytes", async () => {
    const refused = (path: string, problem: Note) =>
      expect(openSafetensors(path)).rejects.toMatchObject({
        code: "weights.unreadable",
        details: { file: path, problem },
      })
    await refused(join(dir, "missing"), note("file.missing", {}))
    await refused(dir, note("file.no_file", {}))
    await writeFile(join(dir, "seven"), "7 bytes")
    await refused(join(dir, "seven"), note("weights.too_short", { size: 7 }))
  })

  test("a tensor it doesn't have, and a file cut off after it was opened", async () => {
    const path = join(dir, "later.safetensors")
    await writeSafetensors(path, { x: { dtype: "uint8", shape: [100], data: new Uint8Array(100) } })
    const file = await openSafetensors(path)
    await expect(readTensor(file, "y")).rejects.toMatchObject({
      details: { problem: note("weights.no_tensor", { name: "y" }) },
    })
    await truncate(path, file.size - 60)
    await expect(readTensor(file, "x")).rejects.toMatchObject({
      details: { problem: note("weights.cut_off", { needed: file.size, size: file.size - 60 }) },
    })
  })
})
