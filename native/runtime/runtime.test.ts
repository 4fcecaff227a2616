import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { note } from "../contract/codes/index.ts"
import type { Note } from "../contract/note.ts"
import { floatTensor, type Tensor } from "../contract/tensor.ts"
import { Graph } from "../graph/graph.ts"
import * as ops from "../graph/index.ts"
import { serialise } from "../graph/serialise.ts"
import { Checkpoint } from "../weights/checkpoint.ts"
import { writeSafetensors } from "../weights/write-safetensors.ts"
import { createRuntime, type Runtime } from "./runtime.ts"

let dir: string
let runtime: Runtime
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "runtime-"))
  runtime = await createRuntime({ devices: ["cpu"], cacheDir: dir })
})
afterAll(async () => {
  await runtime.close()
  await rm(dir, { recursive: true })
})

/** y = x + amount, over `size` numbers. */
function adder(amount: number, size = 2): Graph {
  const graph = new Graph("adder")
  const x = graph.input("x", "float32", [size])
  graph.output("y", ops.add(x, graph.constant(floatTensor([1], Float32Array.of(amount)))))
  return graph
}
const two = (a: number, b: number) => floatTensor([2], Float32Array.of(a, b))

describe("weights", () => {
  test("are read where they lie: at an odd offset, and from files in different folders", async () => {
    const first = join(dir, "pack", "first.safetensors")
    const second = join(dir, "adapter", "deep", "second.safetensors")
    await writeSafetensors(first, { w: floatTensor([1, 2], Float32Array.of(10, 20)) })
    // 40 bytes of header and an odd start: the writer sorts by size, so the layout is made by hand.
    const header = Buffer.from(
      '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"w":{"dtype":"F32","shape":[2],"data_offsets":[1,9]}}',
    )
    const odd = Buffer.alloc(8 + header.length + 9)
    odd.writeBigUInt64LE(BigInt(header.length))
    header.copy(odd, 8)
    odd.writeFloatLE(3, 8 + header.length + 1)
    odd.writeFloatLE(4, 8 + header.length + 5)
    await writeSafetensors(second, {})
    await writeFile(second, odd)

    const a = (await Checkpoint.open([first])).scope("")
    const b = (await Checkpoint.open([second])).scope("")
    const model = await runtime.load("two folders", () => {
      const graph = new Graph("two folders")
      const x = graph.input("x", "float32", [2])
      graph.output(
        "y",
        ops.add(ops.mul(x, graph.weight(a.take("w", [1, 2]))), graph.weight(b.take("w", [2]))),
      )
      return graph
    })
    expect((await model.run({ x: two(1, 2) })).y).toEqual({
      dtype: "float32",
      shape: [1, 2],
      data: Float32Array.of(13, 44),
    })
  })

  test("that are gone when the session is made are reported with the model's name", async () => {
    const path = join(dir, "gone.safetensors")
    await writeSafetensors(path, { w: floatTensor([2]) })
    const weights = (await Checkpoint.open([path])).scope("")
    await rm(path)
    const load = runtime.load("orphan", () => {
      const graph = new Graph("orphan")
      graph.output("y", ops.add(graph.input("x", "float32", [2]), graph.weight(weights.take("w", [2]))))
      return graph
    })
    await expect(load).rejects.toMatchObject({
      code: "runtime.load_failed",
      details: {
        model: "orphan",
        device: "cpu",
        reason: { details: { text: expect.stringContaining("gone.safetensors") } },
      },
    })
  })
})

describe("a run", () => {
  test("takes and gives every type, and leaves its inputs usable", async () => {
    const model = await runtime.load("types", () => {
      const graph = new Graph("types")
      const ids = graph.input("ids", "int64", [2])
      const half = graph.input("half", "float16", [2])
      graph.output("ids as float", ops.cast(ids, "float32"))
      graph.output("half as is", half)
      graph.output("flags", ops.cast(ids, "bool"))
      graph.output("largest", ops.argmax(ids, 0))
      return graph
    })
    const buffer = new BigInt64Array([9n, 0n, 7n, 9n])
    const inputs: Record<string, Tensor> = {
      ids: { dtype: "int64", shape: [2], data: buffer.subarray(1, 3) },
      half: { dtype: "float16", shape: [2], data: Uint16Array.of(0x3c00, 0x4000) },
    }
    const expected = {
      "ids as float": two(0, 7),
      "half as is": inputs.half,
      flags: { dtype: "bool", shape: [2], data: Uint8Array.of(0, 1) },
      largest: { dtype: "int64", shape: [], data: BigInt64Array.of(1n) },
    }
    expect(await model.run(inputs)).toEqual(expected)
    expect(await model.run(inputs)).toEqual(expected)
    expect(buffer).toEqual(new BigInt64Array([9n, 0n, 7n, 9n]))
  })

  test("leaves this thread free", async () => {
    const size = 4_000_000
    const graph = new Graph("long")
    let x = graph.input("x", "float32", [size])
    for (let i = 0; i < 40; i++) x = ops.sin(x)
    graph.output("y", ops.slice(x, 0, 0, 1))
    const model = await runtime.load("long", () => graph)
    const input = floatTensor([size])
    let ticks = 0
    const timer = setInterval(() => ticks++, 1)
    const start = performance.now()
    await model.run({ x: input })
    clearInterval(timer)
    // Blocked, it would tick once; a quarter of the possible ticks leaves room for a busy machine.
    expect(ticks).toBeGreaterThan(5)
    expect(performance.now() - start).toBeGreaterThan(20)
  })

  test("refuses inputs that don't fit, by name", async () => {
    const model = await runtime.load("picky", () => adder(1))
    const wanted = "float32[2]"
    const refused = (inputs: Record<string, Tensor>, problem: Note) =>
      expect(model.run(inputs)).rejects.toMatchObject({
        code: "runtime.bad_input",
        details: { model: "picky", input: "x", problem },
      })
    await refused({}, note("runtime.missing_input", { wanted }))
    await refused({ x: floatTensor([3]) }, note("runtime.unfit_input", { found: "float32[3]", wanted }))
    await refused({ x: floatTensor([1, 2]) }, note("runtime.unfit_input", { found: "float32[1,2]", wanted }))
    await refused(
      { x: { dtype: "int64", shape: [2], data: new BigInt64Array(2) } },
      note("runtime.unfit_input", { found: "int64[2]", wanted }),
    )
    await refused(
      { x: { dtype: "float32", shape: [2], data: new Float32Array(1) } },
      note("runtime.wrong_count", { found: wanted, needed: 2, count: 1 }),
    )
    await expect(model.run({ x: two(0, 0), z: two(0, 0) })).rejects.toMatchObject({
      details: { input: "z", problem: note("runtime.unknown_input", { inputs: ["x"] }) },
    })
  })

  test("that fails inside the model reports the model and the reason, and the next one works", async () => {
    const model = await runtime.load("lookup", () => {
      const graph = new Graph("lookup")
      const table = graph.constant(floatTensor([3, 1], Float32Array.of(5, 6, 7)))
      graph.output("row", ops.gather(table, graph.input("ids", "int64", [1])))
      return graph
    })
    const ids = (id: bigint): Tensor => ({ dtype: "int64", shape: [1], data: BigInt64Array.of(id) })
    await expect(model.run({ ids: ids(3n) })).rejects.toMatchObject({
      code: "runtime.run_failed",
      details: {
        model: "lookup",
        device: "cpu",
        reason: { details: { text: expect.stringContaining("out of") } },
      },
    })
    expect((await model.run({ ids: ids(2n) })).row!.data).toEqual(Float32Array.of(7))
  })

  test("that needs more memory than there is fails with a code of its own", async () => {
    const model = await runtime.load("vast", () => {
      const graph = new Graph("vast")
      const x = graph.input("x", "float32", [1 << 21, 1])
      const y = graph.input("y", "float32", [1, 1 << 21])
      graph.output("z", ops.matmul(x, y))
      return graph
    })
    const x = floatTensor([1 << 21, 1])
    await expect(model.run({ x, y: { ...x, shape: [1, 1 << 21] } })).rejects.toMatchObject({
      code: "runtime.out_of_memory",
      details: { model: "vast", device: "cpu" },
    })
  })
})

describe("sessions", () => {
  test("are made once for a name, even when asked for twice at once; a failed build can be tried again", async () => {
    let builds = 0
    const build = () => {
      builds++
      if (builds === 1) throw new Error("not yet")
      return adder(1)
    }
    await expect(runtime.load("shared", build)).rejects.toThrow("not yet")
    const [first, second] = await Promise.all([runtime.load("shared", build), runtime.load("shared", build)])
    expect(first).toBe(second)
    expect(builds).toBe(2)
  })

  test("that were released because memory was short are made again when they are run", async () => {
    const small = await createRuntime({ devices: ["cpu"], cacheDir: dir, memoryBudget: 1 })
    try {
      const plusOne = await small.load("one", () => adder(1))
      const plusTwo = await small.load("two", () => adder(2))
      const runs = await Promise.all(
        [plusOne, plusTwo, plusOne, plusTwo].map(model => model.run({ x: two(0, 1) })),
      )
      expect(runs.map(({ y }) => [...y!.data])).toEqual([
        [1, 2],
        [2, 3],
        [1, 2],
        [2, 3],
      ])
    } finally {
      await small.close()
    }
  })

  test("beyond the most that stay loaded are released, the longest unused first, and made again when asked for", async () => {
    const small = await createRuntime({ devices: ["cpu"], cacheDir: dir, mostModels: 2 })
    const built: number[] = []
    const load = (amount: number) =>
      small.load(`plus ${amount}`, () => {
        built.push(amount)
        return adder(amount)
      })
    try {
      const first = await load(1)
      await load(2)
      await first.run({ x: two(0, 0) })
      await load(3) // takes the place of the second: the first has just run
      await load(1)
      expect(built).toEqual([1, 2, 3])
      const second = await load(2)
      expect(built).toEqual([1, 2, 3, 2])
      await load(3)
      expect(built).toEqual([1, 2, 3, 2, 3])
      // The first was released meanwhile; code that still holds it can run it.
      expect((await first.run({ x: two(4, 5) })).y).toEqual(two(5, 6))
      expect((await second.run({ x: two(4, 5) })).y).toEqual(two(6, 7))
    } finally {
      await small.close()
    }
  })

  test("of an .onnx file declare what the file does, varying sizes by name", async () => {
    const path = join(dir, "adder.onnx")
    await writeFile(path, serialise(adder(3), dir))
    const model = await runtime.loadFile(path)
    expect(model.inputs).toEqual([{ name: "x", dtype: "float32", shape: [2] }])
    expect((await model.run({ x: two(1, 2) })).y).toEqual(two(4, 5))
  })

  test("of no file, and of a file that is no model", async () => {
    await expect(runtime.loadFile(join(dir, "none.onnx"))).rejects.toMatchObject({
      code: "runtime.load_failed",
      details: { reason: note("file.missing", {}) },
    })
    const path = join(dir, "text.onnx")
    await writeFile(path, "This is no model.")
    await expect(runtime.loadFile(path)).rejects.toMatchObject({ code: "runtime.load_failed" })
  })
})

describe("closing", () => {
  test("waits for running and waiting calls, and refuses calls that come later", async () => {
    const closing = await createRuntime({ devices: ["cpu"], cacheDir: dir })
    const model = await closing.load("adder", () => adder(1))
    const runs = [model.run({ x: two(1, 1) }), model.run({ x: two(2, 2) })]
    await Promise.all([closing.close(), closing.close()])
    expect((await Promise.all(runs)).map(({ y }) => y!.data[0])).toEqual([2, 3])
    await expect(model.run({ x: two(0, 0) })).rejects.toMatchObject({ code: "runtime.closed" })
    await expect(closing.load("another", () => adder(2))).rejects.toMatchObject({ code: "runtime.closed" })
  })
})

describe("devices", () => {
  test("are tried in order; the report says why the first isn't used", async () => {
    const fallen = await createRuntime({ devices: ["coreml", "dml", "cpu", "webgpu"], cacheDir: dir })
    await fallen.close()
    const tried = fallen.attempts.map(({ device, ok }) => `${device} ${ok}`)
    expect(tried.at(-1)).toBe(`${fallen.device} true`)
    expect(tried).not.toContain("webgpu true")
    for (const { ok, reason } of fallen.attempts)
      if (!ok) expect(reason?.code).toMatch(/^(runtime|program)\./)
    if (process.platform === "linux") expect(tried).toEqual(["coreml false", "dml false", "cpu true"])
  })

  test("none of which works are all reported, with their reasons", async () => {
    const absent = process.platform === "win32" ? "coreml" : "dml"
    await expect(createRuntime({ devices: [absent], cacheDir: dir })).rejects.toMatchObject({
      code: "runtime.device_unavailable",
      details: {
        attempts: [note("runtime.attempt", { device: absent, reason: note("runtime.no_provider", {}) })],
      },
    })
  })

  test("auto always finds one", async () => {
    const automatic = await createRuntime({ cacheDir: dir })
    await automatic.close()
    expect(automatic.attempts.find(({ ok }) => ok)?.device).toBe(automatic.device)
  })
})
