import { expect, test } from "vitest"
import type { Shape } from "../contract/tensor.ts"
import { Graph, type Value } from "./graph.ts"
import * as ops from "./index.ts"

/** Operations of what `build` makes of inputs of these shapes. */
function operationsOf(shapes: Shape[], build: (...inputs: Value[]) => Value): number {
  const graph = new Graph("counted")
  graph.output("y", build(...shapes.map((shape, index) => graph.input(`x${index}`, "float32", shape))))
  return ops.floatingPointOperations(graph)
}

test("products and convolutions count a multiplication and an addition a term", () => {
  // 2 batches of 3×4 times 4×5: 2·3·5 sums of 4 terms.
  const matmul = operationsOf(
    [
      [2, 3, 4],
      [2, 4, 5],
    ],
    (a, b) => ops.matmul(a, b),
  )
  expect(matmul).toBe(2 * (2 * 3 * 5 * 4))
  const linear = operationsOf(
    [
      [2, 3, 4],
      [5, 4],
    ],
    (x, weight) => ops.linear(x, weight),
  )
  expect(linear).toBe(2 * (2 * 3 * 5 * 4))
  // 1×6×8×8 outputs, each a sum over 3 channels of 3×3.
  const conv = operationsOf(
    [
      [1, 3, 8, 8],
      [6, 3, 3, 3],
    ],
    (x, weight) => ops.conv2d(x, weight, undefined, { padding: 1 }),
  )
  expect(conv).toBe(2 * (6 * 8 * 8 * 3 * 9))
  // In 2 groups of 2 channels each output sees one group alone.
  const grouped = operationsOf(
    [
      [1, 4, 8, 8],
      [6, 2, 1, 1],
    ],
    (x, weight) => ops.conv2d(x, weight, undefined, { groups: 2 }),
  )
  expect(grouped).toBe(2 * (6 * 8 * 8 * 2))
})

test("attention counts both of its products, however many heads there are", () => {
  // 2 batches, 3 queries, 5 keys: scores of width 8, values of width 4.
  const attention = operationsOf(
    [
      [2, 3, 8],
      [2, 5, 8],
      [2, 5, 4],
    ],
    (q, k, v) => ops.attention(q, k, v, { heads: 2 }),
  )
  expect(attention).toBe(2 * (2 * 3 * 5 * (8 + 4)))
})

test("the way back through a convolution with a stride costs as much as the way there", () => {
  const graph = new Graph("back")
  const x = graph.input("x", "float32", [1, 3, 8, 8])
  const weight = graph.input("weight", "float32", [6, 3, 2, 2])
  const y = ops.conv2d(x, weight, undefined, { stride: 2 })
  const upstream = graph.input("upstream", "float32", y.shape)
  const [gradient] = ops.backpropagate(new Map([[y, upstream]]), [x])
  graph.output("dx", gradient!)
  expect(ops.floatingPointOperations(graph)).toBe(2 * (6 * 4 * 4 * 3 * 4))
})

test("nodes that no output needs cost nothing", () => {
  const graph = new Graph("spared")
  const x = graph.input("x", "float32", [4, 4])
  ops.matmul(x, x)
  graph.output("y", ops.add(x, x))
  expect(ops.floatingPointOperations(graph)).toBe(0)
})
