/** How much arithmetic a graph is. */
import type { Graph } from "./graph.ts"
import { reaching } from "./reach.ts"

/** Floating-point operations of a run, those of matrix products and convolutions: a multiplication and an addition are two. */
export const floatingPointOperations = (graph: Graph): number =>
  reaching(graph, graph.outputs).nodes.reduce(
    (sum, node) => sum + 2 * (node.operator.multiplications?.(node) ?? 0),
    0,
  )
