import { expect, test } from "vitest"
import { note } from "../contract/codes/index.ts"
import type { Note } from "../contract/note.ts"
import { floatTensor } from "../contract/tensor.ts"
import { Graph } from "../graph/graph.ts"
import { linear } from "../graph/index.ts"
import { graphModel } from "./graph-model.ts"
import type { LoadedModel } from "./runtime.ts"

let files = 0

/** A device whose float16 gives `inHalf`, and whose float32 gives `inFull`. */
function deviceThatGives(inHalf: number, inFull: number) {
  const notes: Note[] = []
  const ran: string[] = []
  const load = async (_: string, graph: Graph): Promise<LoadedModel> => {
    const precision = graph.nodes.find(({ operator }) => operator.type === "Gemm")!.outputs[0]!.dtype
    return {
      inputs: [],
      outputs: [],
      run: async () => {
        ran.push(precision)
        return { y: floatTensor([1], Float32Array.of(precision === "float16" ? inHalf : inFull)) }
      },
    }
  }
  const parts = {
    device: "webgpu",
    load,
    putAway: async () => {},
    say: (what: Note) => notes.push(what),
  } as const
  return { parts, notes, ran }
}

/** A network of a pack of its own. */
function network(dtypes: readonly ("float16" | "float32")[] = ["float16"]) {
  const file = `/pack-${++files}/model.safetensors`
  return () => {
    const graph = new Graph("vae_decoder")
    const x = graph.input("x", "float32", [1, 1])
    const weight = (dtype: "float16" | "float32", index: number) =>
      graph.weight({ name: `w${index}`, dtype, shape: [1, 1], file, offset: index * 4, length: 2 })
    graph.output(
      "y",
      dtypes.map(weight).reduce((sum, w) => linear(sum, w), x),
    )
    return graph
  }
}

const yOf = async (model: LoadedModel) => (await model.run({})).y!.data[0]

test("float16 is computed as long as it is finite", async () => {
  const { parts, notes, ran } = deviceThatGives(1, 2)
  const model = await graphModel("vae", network(), { ...parts, precision: "half" })
  expect(await yOf(model)).toBe(1)
  expect({ ran, notes }).toEqual({ ran: ["float16"], notes: [] })
})

test("what overflows is computed again in float32, is said once, and is known from then on", async () => {
  const { parts, notes, ran } = deviceThatGives(Number.POSITIVE_INFINITY, 2)
  const build = network()
  const model = await graphModel("vae 8x8", build, { ...parts, precision: "half" })
  expect([await yOf(model), await yOf(model)]).toEqual([2, 2])
  // Of another size, and in another runtime of this process.
  const other = await graphModel("vae 16x16", build, { ...parts, precision: "half" })
  expect(await yOf(other)).toBe(2)
  expect(ran).toEqual(["float16", "float32", "float32", "float32"])
  expect(notes).toEqual([note("runtime.overflowed", { network: "vae_decoder", device: "webgpu" })])
  // Another pack is not known.
  const fresh = await graphModel("vae 8x8", network(), { ...parts, precision: "half" })
  await yOf(fresh)
  expect(ran.slice(4)).toEqual(["float16", "float32"])
})

test("what isn't finite in float32 either is given as it is, and blames no precision", async () => {
  const { parts, notes, ran } = deviceThatGives(Number.NaN, Number.NaN)
  const model = await graphModel("vae", network(), { ...parts, precision: "half" })
  expect([await yOf(model), await yOf(model)]).toEqual([Number.NaN, Number.NaN])
  expect(ran).toEqual(["float16", "float32", "float16", "float32"])
  expect(notes).toEqual([])
})

test("a network with a weight that float16 can't hold stays float32, and says so", async () => {
  const { parts, notes, ran } = deviceThatGives(1, 2)
  const model = await graphModel("vae", network(["float16", "float32"]), { ...parts, precision: "half" })
  expect(await yOf(model)).toBe(2)
  expect(ran).toEqual(["float32"])
  expect(notes).toEqual([note("runtime.wide_weights", { network: "vae_decoder" })])
})

test("networks that were opened in float32 stay so, without a word", async () => {
  const { parts, notes, ran } = deviceThatGives(1, 2)
  await yOf(await graphModel("vae", network(["float32"]), { ...parts, precision: "half" }))
  await yOf(await graphModel("vae", network(), { ...parts, precision: "full" }))
  expect({ ran, notes }).toEqual({ ran: ["float32", "float32"], notes: [] })
})
