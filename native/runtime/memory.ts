/** How much memory a graph's session will take, estimated before it is made. */
import { elementCount } from "../contract/tensor.ts"
import type { Graph, Node, TensorType, Value } from "../graph/graph.ts"
import { reaching, readsOf } from "../graph/reach.ts"

const bytesPerElement = {
  float32: 4,
  float16: 2,
  bfloat16: 2,
  float64: 8,
  int64: 8,
  int32: 4,
  uint8: 1,
  bool: 1,
} as const

const byteLength = ({ dtype, shape }: TensorType): number => elementCount(shape) * bytesPerElement[dtype]

/**
 * Bytes of the weights, and of the values alive together at the worst moment when nodes run in order: what the
 * session's arena grows to and keeps. Space inside a kernel isn't counted.
 */
export function estimateMemory(graph: Graph): number {
  const { nodes, values } = reaching(graph, graph.outputs)
  const weights = graph.weights.filter(({ value }) => values.has(value))
  return weights.reduce((sum, { value }) => sum + byteLength(value), 0) + peakActivations(graph, nodes)
}

function peakActivations({ inputs, outputs }: Graph, nodes: readonly Node[]): number {
  const lastUse = new Map<Value, number>()
  for (const [index, node] of nodes.entries()) {
    for (const value of node.outputs) lastUse.set(value, index)
    for (const value of readsOf(node)) if (lastUse.has(value)) lastUse.set(value, index)
  }
  for (const value of outputs) lastUse.set(value, nodes.length)
  let live = inputs.reduce((sum, value) => sum + byteLength(value), 0)
  let peak = live
  for (const [index, node] of nodes.entries()) {
    for (const value of node.outputs) live += byteLength(value)
    peak = Math.max(peak, live)
    for (const value of new Set([...readsOf(node), ...node.outputs])) {
      if (lastUse.get(value) === index) live -= byteLength(value)
    }
  }
  return peak
}
