/** Graphs for devices whose fused attention kernel can't be trusted. */
import type { Graph, Value } from "./graph.ts"
import { isAttention, optionsOf, unfusedAttention } from "./ops/attention.ts"
import { rewritten } from "./rewrite.ts"

/** The same computation with every fused attention spelled out as MatMul, Softmax, MatMul. */
export const unfuseAttention = (graph: Graph): Graph =>
  rewritten(graph, {
    node: (_, node, inputs) => {
      if (!isAttention(node)) return undefined
      const [q, k, v] = inputs as [Value, Value, Value]
      return [unfusedAttention(q, k, v, optionsOf(node, inputs))]
    },
  })
