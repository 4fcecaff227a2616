/** Every operator's gradient against finite differences of the operator itself, which ops.test.ts compares with PyTorch. */
import { tmpdir } from "node:os"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { elementCount, type FloatTensor, floatTensor, type Shape, type Tensor } from "../contract/tensor.ts"
import { createRuntime, type Runtime } from "../runtime/runtime.ts"
import { deviation, operatorCases } from "./fixtures/cases.ts"
import { Graph, type Value } from "./graph.ts"
import * as ops from "./index.ts"

let runtime: Runtime
beforeAll(async () => {
  runtime = await createRuntime({ devices: ["cpu"], cacheDir: tmpdir() })
})
afterAll(() => runtime.close())

/** Inputs that carry no gradient: of one case, or of every case of an operator. */
const frozen: Record<string, readonly string[]> = {
  conv2d: ["b"],
  "conv2d in two groups": ["w"],
  attention: ["mask"],
}
/** Operators that no network in training uses. */
const withoutGradient = ["gather", "maxPool", "relu", "leakyRelu", "prelu", "pixelShuffle"]
const operatorOf = (name: string) => name.split(" ")[0]!

const fromPyTorch = operatorCases
  .filter(({ expected }) => expected.dtype === "float32")
  .filter(({ inputs }) => Object.values(inputs).some(({ dtype }) => dtype === "float32"))
  .filter(({ name }) => !withoutGradient.includes(operatorOf(name)))

/** Shapes and ways of use that the cases above lack: random inputs of these shapes. */
const further: Record<string, [Record<string, Shape>, (inputs: Record<string, Value>) => Value]> = {
  "add of a number": [{ a: [], b: [2, 3] }, ({ a, b }) => ops.add(a!, b!)],
  "sub where both are stretched": [{ a: [2, 1, 3], b: [4, 1] }, ({ a, b }) => ops.sub(a!, b!)],
  "mul of a value with itself": [{ a: [3, 4] }, ({ a }) => ops.mul(a!, a!)],
  "matmul of two batches": [{ a: [2, 1, 3, 4], b: [5, 4, 2] }, ({ a, b }) => ops.matmul(a!, b!)],
  "conv2d of one pixel": [{ x: [2, 4, 3, 5], w: [6, 4, 1, 1] }, ({ x, w }) => ops.conv2d(x!, w!)],
  "conv2d with stride, last row and column unread": [
    { x: [1, 3, 6, 8], w: [4, 3, 3, 3] },
    ({ x, w }) => ops.conv2d(x!, w!, undefined, { stride: 2, padding: 1 }),
  ],
  "conv2d padded beyond its kernel": [
    { x: [1, 2, 3, 4], w: [3, 2, 1, 2] },
    ({ x, w }) => ops.conv2d(x!, w!, undefined, { padding: [1, 0, 0, 2] }),
  ],
  "conv2d with an uneven kernel, padded on one side": [
    { x: [1, 2, 5, 4], w: [3, 2, 3, 2] },
    ({ x, w }) => ops.conv2d(x!, w!, undefined, { padding: [2, 0, 0, 1] }),
  ],
  "conv2d with stride, of one pixel": [
    { x: [2, 3, 5, 4], w: [2, 3, 1, 1] },
    ({ x, w }) => ops.conv2d(x!, w!, undefined, { stride: 2 }),
  ],
  "groupNorm of tokens": [
    { x: [2, 6, 5], w: [6], b: [6] },
    ({ x, w, b }) => ops.groupNorm(x!, w!, b!, 3, 1e-5),
  ],
  "expand of a middle axis": [{ x: [2, 1, 3] }, ({ x }) => ops.expand(x!, [4, 2, 5, 3])],
  "split whose other part nothing reads": [{ x: [2, 5] }, ({ x }) => ops.split(x!, 1, [2, 3])[0]!],
  "slice of the end": [{ x: [2, 5, 3] }, ({ x }) => ops.slice(x!, 1, 3, 5)],
  "reduceMean over everything": [{ x: [2, 3, 4] }, ({ x }) => ops.reduceMean(x!, [0, 1, 2])],
  meanSquaredError: [{ a: [2, 3, 4], b: [2, 3, 4] }, ({ a, b }) => ops.meanSquaredError(a!, b!)],
}
const written = Object.entries(further).map(([name, [shapes, write]], index) => {
  const build = () => {
    const graph = new Graph(name)
    const values = Object.entries(shapes).map(([key, shape]) => [key, graph.input(key, "float32", shape)])
    graph.output("output", write(Object.fromEntries(values)))
    return graph
  }
  const tensors = Object.entries(shapes).map(([key, shape], i) => [key, noise(shape, 100 * index + i)])
  return { name, build, inputs: Object.fromEntries(tensors) as Record<string, Tensor> }
})

test.each([...fromPyTorch, ...written])("$name", async ({ name, build, inputs }) => {
  const graph = build()
  const output = graph.outputs[0]!
  const upstream = graph.input("upstream", "float32", output.shape)
  const fixed = frozen[name] ?? frozen[operatorOf(name)] ?? []
  const varying = graph.inputs.filter(
    ({ name, dtype }) => name !== "upstream" && dtype === "float32" && !fixed.includes(name),
  )
  const gradients = ops.backpropagate(new Map([[output, upstream]]), varying)
  for (const [index, { name }] of varying.entries()) graph.output(`gradient of ${name}`, gradients[index]!)

  const model = await runtime.load(`${name}, backwards`, () => graph)
  const weights = noise(output.shape, 1)
  const run = (changed: Record<string, Tensor>) => model.run({ ...inputs, ...changed, upstream: weights })
  const found = await run({})
  for (const { name } of varying) {
    const gradient = found[`gradient of ${name}`] as FloatTensor
    const at = inputs[name] as FloatTensor
    expect(gradient.shape).toEqual(at.shape)
    const size = Math.sqrt(dot(gradient.data, gradient.data))
    for (const seed of [2, 3, 4, 5]) {
      const direction = noise(at.shape, seed).data
      const along = async (step: number) => {
        const moved = at.data.map((x, i) => x + step * direction[i]!)
        const { output } = await run({ [name]: floatTensor(at.shape, moved) })
        return dot(output!.data as Float32Array, weights.data)
      }
      const step = 0.02 / Math.sqrt(dot(direction, direction))
      const measured = ((await along(step)) - (await along(-step))) / (2 * step)
      expect(Math.abs(dot(gradient.data, direction) - measured)).toBeLessThanOrEqual(1e-3 * size)
    }
  }
})

test("piece by piece, a network has the same gradients as at once", async () => {
  const graph = new Graph("two pieces")
  const x = graph.input("x", "float32", [2, 3])
  const hidden = ops.softmax(x, -1)
  const skip = ops.exp(x)
  const loss = ops.meanSquaredError(ops.mul(hidden, hidden), skip)
  const edge = [hidden, skip]
  const ofEdge = ops.differentiate(loss, edge)
  const pieces = ops.backpropagate(new Map(edge.map((value, index) => [value, ofEdge[index]!])), [x])
  graph.output("at once", ops.differentiate(loss, [x])[0]!)
  graph.output("piece by piece", pieces[0]!)
  const model = await runtime.load(graph.name, () => graph)
  const found = await model.run({ x: noise(x.shape, 1) })
  expect(deviation(found["piece by piece"]!, found["at once"]!)).toBeLessThan(1e-6)
})

test("attention over so many tokens that heads are taken in groups", async () => {
  const graph = new Graph("grouped")
  const shapes = { q: [1, 5000, 6], k: [1, 1300, 6], v: [1, 1300, 3] }
  const [q, k, v] = Object.entries(shapes).map(([name, shape]) => graph.input(name, "float32", shape)) as [
    Value,
    Value,
    Value,
  ]
  const upstream = graph.input("upstream", "float32", [1, 5000, 3])
  for (const attention of [ops.attention, ops.unfusedAttention]) {
    const output = attention(q, k, v, { heads: 3 })
    const gradients = ops.backpropagate(new Map([[output, upstream]]), [q, k, v])
    for (const [index, name] of ["q", "k", "v"].entries())
      graph.output(`${name} by ${attention.name}`, gradients[index]!)
  }
  const model = await runtime.load(graph.name, () => graph)
  const inputs = graph.inputs.map(({ name, shape }, index) => [name, noise(shape, index + 1)])
  const found = await model.run(Object.fromEntries(inputs))
  for (const name of ["q", "k", "v"]) {
    expect(deviation(found[`${name} by attention`]!, found[`${name} by unfusedAttention`]!)).toBeLessThan(
      1e-4,
    )
  }
})

test("the gradient of a cast has the type of the cast's input", async () => {
  const graph = new Graph("half-width")
  const x = graph.input("x", "float32", [2, 2])
  const tripled = ops.scale(ops.cast(ops.cast(x, "float16"), "float32"), 3)
  graph.output("gradient", ops.differentiate(ops.reduceSum(tripled, [0, 1]), [x])[0]!)
  const model = await runtime.load(graph.name, () => graph)
  expect((await model.run({ x: noise(x.shape, 1) })).gradient).toEqual(
    floatTensor([2, 2], Float32Array.of(3, 3, 3, 3)),
  )
})

describe("the nodes that are written", () => {
  const build = () => {
    const graph = new Graph("partly frozen")
    const x = graph.input("x", "float32", [1, 2, 4, 4])
    const w = graph.input("w", "float32", [2, 2, 3, 3])
    const strength = graph.input("strength", "float32", [1])
    return { graph, x, w, strength }
  }

  test("leave out branches that reach no parameter", () => {
    const { graph, x, w, strength } = build()
    const frozenBranch = ops.conv2d(ops.exp(x), w, undefined, { padding: 1 })
    const loss = ops.meanSquaredError(ops.mul(frozenBranch, strength), x)
    const before = graph.nodes.length
    ops.differentiate(loss, [strength])
    const added = graph.nodes.slice(before).map(({ operator }) => operator.type)
    expect(added).not.toContain("Conv")
    expect(added).not.toContain("ConvTranspose")
  })

  test("stop at integers", () => {
    const { x, strength } = build()
    const rounded = ops.cast(ops.cast(ops.mul(x, strength), "int64"), "float32")
    const [gradient] = ops.differentiate(ops.meanSquaredError(ops.add(rounded, strength), x), [strength])
    expect(gradient!.shape).toEqual([1])
    expect(() => ops.differentiate(ops.meanSquaredError(rounded, x), [strength])).toThrow(
      "strength has no effect on the outputs",
    )
  })
})

describe("refused", () => {
  const graph = new Graph("refused")
  const x = graph.input("x", "float32", [1, 2, 4, 4])
  const w = graph.input("w", "float32", [2, 2, 3, 3])
  const loss = ops.meanSquaredError(ops.relu(ops.conv2d(x, w, undefined, { padding: 1 })), x)

  test("an operator without a gradient, by name", () => {
    expect(() => ops.differentiate(loss, [x])).toThrow("the operator Relu has no gradient to its input Conv")
  })
  test("a convolution's weight in groups, which no training of ours touches", () => {
    const halved = graph.input("halved", "float32", [2, 1, 3, 3])
    const convolved = ops.meanSquaredError(ops.conv2d(x, halved, undefined, { padding: 1, groups: 2 }), x)
    expect(() => ops.differentiate(convolved, [halved])).toThrow(
      "the operator Conv has no gradient to its input halved",
    )
  })
  test("a loss of several numbers, and a gradient that isn't shaped like its output", () => {
    expect(() => ops.differentiate(x, [x])).toThrow("x [1,2,4,4] is not one number")
    expect(() => ops.backpropagate(new Map([[loss, x]]), [x])).toThrow(
      "a gradient of shape [1,2,4,4] can't be that of",
    )
  })
})

/** Normally distributed numbers (Box–Muller), the same for the same seed. */
function noise(shape: Shape, seed: number): FloatTensor {
  let state = seed * 7919 + 1
  const uniform = () => {
    state = (state * 48_271) % 2_147_483_647 // Park & Miller's generator
    return state / 2_147_483_647
  }
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
  return floatTensor(shape, Float32Array.from({ length: elementCount(shape) }, normal))
}

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0)
