/** How much arithmetic a graph is. */
import { elementCount } from "../contract/tensor.ts"
import type { Graph, Node } from "./graph.ts"
import { reaching } from "./reach.ts"

/** Floating-point operations of a run, those of matrix products and convolutions: a multiplication and an addition are two. */
export const floatingPointOperations = (graph: Graph): number =>
  reaching(graph, graph.outputs).nodes.reduce((sum, node) => sum + 2 * multiplications(node), 0)

function multiplications({ operator, inputs, outputs }: Node): number {
  const [a, b] = inputs
  const made = elementCount(outputs[0]!.shape)
  switch (operator.type) {
    case "Conv":
      return made * elementCount(b!.shape.slice(1))
    case "ConvTranspose":
      return elementCount(a!.shape) * elementCount(b!.shape.slice(1))
    case "Gemm":
    case "MatMul":
      return made * a!.shape.at(-1)!
    case "MultiHeadAttention": // q·kᵀ and the product with v
      return 2 * elementCount(a!.shape) * b!.shape[1]!
    default:
      return 0
  }
}
