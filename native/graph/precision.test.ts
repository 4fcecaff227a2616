import { tmpdir } from "node:os"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { floatTensor } from "../contract/tensor.ts"
import { createRuntime, type Runtime } from "../runtime/runtime.ts"
import { deviation, operatorCases } from "./fixtures/cases.ts"
import { Graph, type Value, type WeightRef } from "./graph.ts"
import * as ops from "./index.ts"
import { inFull, inHalf, storedAs } from "./precision.ts"

// The CPU computes float16 graphs in float32 inside: right, but for what overflows.
let runtime: Runtime
beforeAll(async () => {
  runtime = await createRuntime({ devices: ["cpu"], cacheDir: tmpdir() })
})
afterAll(() => runtime.close())

test.each(operatorCases)(
  "$name computes in half what PyTorch does",
  async ({ name, build, inputs, expected }) => {
    const model = await runtime.load(`${name} in half`, () => inHalf(build()))
    const { output } = await model.run(inputs)
    expect(deviation(output!, expected)).toBeLessThanOrEqual(1e-2)
  },
)

const ref = (name: string, dtype: WeightRef["dtype"], shape: readonly number[]): WeightRef => ({
  name,
  dtype,
  shape,
  file: `/pack/${name}.safetensors`,
  offset: 0,
  length: 0,
})

/** A layer of each kind. */
function network(dtype: WeightRef["dtype"]): { graph: Graph; weight: Value } {
  const graph = new Graph("network")
  const timestep = graph.input("timestep", "int64", [1, 1])
  const x = graph.input("x", "float32", [1, 4])
  const angle = ops.scale(ops.cast(timestep, "float32"), 0.5)
  const embedding = ops.concat([ops.sin(angle), ops.cos(angle), angle, angle], 1)
  const weight = graph.weight(ref("weight", dtype, [4, 4]))
  const told = ops.linear(ops.add(x, ops.linear(embedding, weight)), weight)
  const normed = ops.layerNorm(
    told,
    graph.weight(ref("g", dtype, [4])),
    graph.weight(ref("b", dtype, [4])),
    1e-5,
  )
  graph.output("y", ops.softmax(ops.gelu(normed), -1))
  return { graph, weight }
}

/** The type that the nodes of an operator give. */
const typesOf = (graph: Graph, type: string) =>
  graph.nodes.filter(({ operator }) => operator.type === type).map(({ outputs }) => outputs[0]!.dtype)

describe("a network in half", () => {
  const half = inHalf(network("float16").graph)

  test("multiplies in float16; statistics and the embedding of the timestep stay float32", () => {
    expect(typesOf(half, "Gemm")).toEqual(["float16", "float16"])
    expect(typesOf(half, "Gelu")).toEqual(["float16"])
    for (const type of ["Mul", "Sin", "Cos", "Concat", "LayerNormalization", "Softmax"])
      expect(typesOf(half, type), type).toEqual(["float32"])
  })

  test("takes its weights as they are stored, and has float32 at its border", () => {
    for (const { value } of half.weights) expect(value.dtype).toBe("float16")
    expect(half.inputs.map(({ dtype }) => dtype)).toEqual(["int64", "float32"])
    expect(half.outputs.map(({ dtype }) => dtype)).toEqual(["float32"])
  })

  test("a mask's −10⁹ becomes the least number that float16 holds", async () => {
    const model = await runtime.load("mask", () => {
      const graph = new Graph("mask")
      const mask = graph.constant({ dtype: "float32", shape: [2], data: Float32Array.of(0, -1e9) })
      graph.output("y", ops.relu(ops.add(graph.input("x", "float32", [2]), mask)))
      graph.output("mask", mask)
      return inHalf(graph)
    })
    const { y, mask } = await model.run({ x: floatTensor([2], Float32Array.of(3, 3)) })
    expect([...y!.data]).toEqual([3, 0])
    expect([...mask!.data]).toEqual([0, -1e9])
  })
})

test("in full, weights that are stored in half are widened where they are read", () => {
  const { graph, weight } = network("float16")
  expect(weight.dtype).toBe("float32")
  const full = inFull(graph)
  for (const type of ["Gemm", "Gelu", "Softmax"])
    expect(new Set(typesOf(full, type))).toEqual(new Set(["float32"]))
  expect(full.weights.map(({ value }) => value.dtype)).toEqual(["float16", "float16", "float16"])
})

test("a network says how its weights are stored", () => {
  expect(storedAs(network("float16").graph)).toBe("half")
  expect(storedAs(network("float32").graph)).toBe("full")
  const { graph } = network("float16")
  graph.output("more", ops.add(graph.inputs[1]!, graph.weight(ref("wide", "float32", [4]))))
  expect(storedAs(graph)).toBe("mixed")
  graph.weight(ref("unread", "float32", [4]))
  expect(storedAs(new Graph("without weights"))).toBe("full")
})
