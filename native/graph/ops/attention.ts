/** Scaled dot-product attention with several heads (Vaswani et al. 2017), fused, and spelled out for comparison. */
import { float, type Node, node, type Operator, type Value } from "../graph.ts"
import { dimensions, sameDType, shapeError } from "../shapes.ts"
import { add } from "./add.ts"
import { matmul } from "./matmul.ts"
import { reshape } from "./reshape.ts"
import { scale } from "./scale.ts"
import { softmax } from "./softmax.ts"
import { transpose } from "./transpose.ts"

const MultiHeadAttention: Operator = { type: "MultiHeadAttention", domain: "com.microsoft" }

export interface AttentionOptions {
  heads: number
  /** Factor of q·k; 1 / √(d / heads) when absent. */
  scale?: number
  /** Added to the scores before softmax: [B or 1, heads or 1, N, M]. */
  mask?: Value
}

/**
 * softmax(q·kᵀ · scale + mask) · v for q [B, N, d], k [B, M, d], v [B, M, e] → [B, N, e]; heads split d and e.
 * One fused node, which never holds the N × M scores of all heads at once.
 */
export function attention(q: Value, k: Value, v: Value, options: AttentionOptions): Value {
  const { heads, mask } = options
  const { output, factor } = checked("attention", q, k, v, options)
  const inputs = mask ? ([q, k, v, undefined, undefined, mask] as const) : ([q, k, v] as const)
  return node(MultiHeadAttention, inputs, output, { num_heads: heads, scale: float(factor) })
}

/** Whether a node is what `attention` records. */
export const isAttention = (recorded: Node): boolean => recorded.operator === MultiHeadAttention

/** The options that `attention` was given, read back from its node; `inputs` stand in for the node's own. */
export function optionsOf({ attributes }: Node, inputs: readonly (Value | undefined)[]): AttentionOptions {
  const { float: factor } = attributes.scale as { float: number }
  const mask = inputs[5]
  return { heads: attributes.num_heads as number, scale: factor, ...(mask && { mask }) }
}

/** The same numbers from MatMul, Softmax and MatMul: what `attention` is measured against. */
export function unfusedAttention(q: Value, k: Value, v: Value, options: AttentionOptions): Value {
  const { heads, mask } = options
  const { output, factor } = checked("unfusedAttention", q, k, v, options)
  const split = (x: Value) => reshape(x, [x.shape[0]!, x.shape[1]!, heads, x.shape[2]! / heads])
  const scores = scale(matmul(transpose(split(q), [0, 2, 1, 3]), transpose(split(k), [0, 2, 3, 1])), factor)
  const weights = softmax(mask ? add(scores, mask) : scores, -1) // (batch, heads, N, M)
  const mixed = matmul(weights, transpose(split(v), [0, 2, 1, 3])) // (batch, heads, N, e / heads)
  return reshape(transpose(mixed, [0, 2, 1, 3]), output.shape)
}

function checked(operator: string, q: Value, k: Value, v: Value, { heads, scale, mask }: AttentionOptions) {
  const [batch, queries, width] = dimensions(operator, q, 3) as [number, number, number]
  const [kBatch, keys, kWidth] = dimensions(operator, k, 3) as [number, number, number]
  const [vBatch, values, outWidth] = dimensions(operator, v, 3) as [number, number, number]
  if (batch !== kBatch || batch !== vBatch) throw shapeError(operator, "the batches differ", q, k, v, mask)
  if (width !== kWidth) throw shapeError(operator, "queries and keys have different widths", q, k, v, mask)
  if (keys !== values) throw shapeError(operator, "keys and values differ in number", q, k, v, mask)
  if (width % heads !== 0 || outWidth % heads !== 0) {
    throw shapeError(operator, `the widths don't divide into ${heads} heads`, q, k, v, mask)
  }
  if (mask) {
    const [b, h, n, m] = dimensions(operator, mask, 4) as [number, number, number, number]
    if ((b !== 1 && b !== batch) || (h !== 1 && h !== heads) || n !== queries || m !== keys) {
      const problem = `the mask must be [${batch} or 1, ${heads} or 1, ${queries}, ${keys}]`
      throw shapeError(operator, problem, q, k, v, mask)
    }
  }
  const dtype = sameDType(operator, q, k, v, mask)
  return {
    output: { dtype, shape: [batch, queries, outWidth] },
    factor: scale ?? 1 / Math.sqrt(width / heads),
  }
}
