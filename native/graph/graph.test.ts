import { describe, expect, test } from "vitest"
import { floatTensor } from "../contract/tensor.ts"
import { Graph, type WeightRef } from "./graph.ts"
import * as ops from "./index.ts"
import { ModelProto } from "./onnx.ts"
import { serialise, weightsRoot } from "./serialise.ts"

const weight = (name: string, file: string, offset = 0): WeightRef => ({
  name,
  dtype: "float32",
  shape: [3, 3],
  file,
  offset,
  length: 36,
})

function twoLayers(): Graph {
  const graph = new Graph("two layers")
  const x = graph.input("x", "float32", [2, 3])
  const hidden = ops.silu(ops.linear(x, graph.weight(weight("first", "/pack/unet/model.safetensors"))))
  const y = ops.linear(hidden, graph.weight(weight("second", "/pack/adapter/a.safetensors", 100)))
  graph.output("y", ops.scale(y, 0.5))
  return graph
}

// The plain object that protobufjs makes of a model, as far as these tests look.
interface Model {
  graph: {
    node: { opType: string; domain: string; input: string[]; output: string[] }[]
    initializer: { name: string; externalData?: { key: string; value: string }[] }[]
  }
}
const read = (bytes: Uint8Array) =>
  ModelProto.toObject(ModelProto.decode(bytes), { arrays: true, defaults: true }) as unknown as Model

describe("a graph", () => {
  test("built twice alike gives the same bytes", () => {
    expect(serialise(twoLayers(), "/pack")).toEqual(serialise(twoLayers(), "/pack"))
  })

  test("stores no weight: each is a place in its file, below the root", () => {
    const { initializer } = read(serialise(twoLayers(), "/pack")).graph
    const places = initializer
      .filter(({ externalData }) => externalData!.length > 0)
      .map(({ name, externalData }) => [name, ...externalData!.map(({ value }) => value)])
    expect(places).toEqual([
      ["first", "unet/model.safetensors", "0", "36"],
      ["second", "adapter/a.safetensors", "100", "36"],
    ])
  })

  test("lists its nodes in the order they were written, each reading what came before", () => {
    const { node } = read(serialise(twoLayers(), "/pack")).graph
    expect(node.map(({ opType }) => opType)).toEqual(["Gemm", "Sigmoid", "Mul", "Gemm", "Mul", "Identity"])
    expect(node.at(-1)!.output).toEqual(["y"])
  })

  test("leaves out nodes that no output depends on", () => {
    const graph = twoLayers()
    const [x] = graph.inputs
    ops.exp(ops.linear(x!, graph.weight(weight("third", "/pack/unet/model.safetensors", 36))))
    expect(serialise(graph, "/pack")).toEqual(serialise(twoLayers(), "/pack"))
  })

  test("shares weights and constants that are asked for twice, but not other shapes of the same bytes", () => {
    const graph = new Graph("shared")
    const ref = weight("w", "/pack/w.safetensors")
    expect(graph.weight({ ...ref })).toBe(graph.weight(ref))
    expect(graph.weight({ ...ref, shape: [9] })).not.toBe(graph.weight(ref))
    const half = () => graph.constant(floatTensor([2], Float32Array.of(0.5, 0.5)))
    expect(half()).toBe(half())
    expect(graph.constant(floatTensor([1, 2], Float32Array.of(0.5, 0.5)))).not.toBe(half())
  })

  test("refuses two values of one name and values of another graph", () => {
    const graph = new Graph("one")
    const x = graph.input("x", "float32", [1])
    expect(() => graph.input("x", "float32", [1])).toThrow("already has a value named x")
    expect(() => graph.output("x", x)).toThrow("already has a value named x")
    const stranger = new Graph("two").input("s", "float32", [1])
    expect(() => ops.add(x, stranger)).toThrow("s belongs to graph two, not one")
  })
})

test("attention spelled out leaves the rest as it was, names of inputs and outputs too", () => {
  const graph = new Graph("attending")
  const x = graph.input("x", "float32", [1, 3, 3])
  const q = ops.linear(x, graph.weight(weight("to_q", "/pack/model.safetensors")))
  const [left, right] = ops.split(ops.attention(q, x, x, { heads: 3, scale: 0.5 }), 2, [1, 2])
  graph.output("left", left!)
  graph.output("right", ops.exp(right!))
  const { node } = read(serialise(ops.unfuseAttention(graph), "/pack")).graph
  const kinds = node.map(({ opType }) => opType).filter(kind => !["Reshape", "Transpose"].includes(kind))
  expect(kinds).toEqual([
    "Gemm",
    "MatMul",
    "Mul",
    "Softmax",
    "MatMul",
    "Split",
    "Identity",
    "Exp",
    "Identity",
  ])
  const ends = node.filter(({ opType }) => opType === "Identity").flatMap(({ output }) => output)
  expect(ends).toEqual(["left", "right"])
})

describe("the root of a graph's weights", () => {
  const rootOf = (...files: string[]) => {
    const graph = new Graph("rooted")
    for (const [index, file] of files.entries()) graph.weight(weight(`w${index}`, file))
    return weightsRoot(graph)
  }

  test("is the deepest folder that holds them all", () => {
    expect(rootOf("/packs/sd/unet/a.safetensors")).toBe("/packs/sd/unet")
    expect(rootOf("/packs/sd/unet/a.safetensors", "/packs/sd/ip/b.safetensors")).toBe("/packs/sd")
    expect(rootOf("/packs/sd/a.safetensors", "/packs/sd/ip/b.safetensors")).toBe("/packs/sd")
    expect(rootOf("/packs/sd-2/a.safetensors", "/packs/sd/b.safetensors")).toBe("/packs")
    expect(rootOf("/packs/a.safetensors", "/home/b.safetensors")).toBe("/")
    expect(rootOf()).toBeUndefined()
  })

  test("must hold them: a weight outside is a mistake of ours", () => {
    expect(() => serialise(twoLayers(), "/pack/unet")).toThrow(
      "/pack/adapter/a.safetensors is not in /pack/unet",
    )
  })
})
