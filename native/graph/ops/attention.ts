/** Scaled dot-product attention with several heads (Vaswani et al. 2017), fused, and spelled out for comparison. */

import { once } from "../gradients.ts"
import { float, type Node, node, type Operator, type Value } from "../graph.ts"
import { dimensions, sameDType, shapeError } from "../shapes.ts"
import { add } from "./add.ts"
import { matmul, swapped } from "./matmul.ts"
import { mul } from "./mul.ts"
import { reduceSum } from "./reduce-sum.ts"
import { reshape } from "./reshape.ts"
import { scale } from "./scale.ts"
import { softmax } from "./softmax.ts"
import { sub } from "./sub.ts"
import { transpose } from "./transpose.ts"

const MultiHeadAttention: Operator = {
  type: "MultiHeadAttention",
  domain: "com.microsoft",
  gradient: attentionGradient,
}

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
  const { factor } = checked("unfusedAttention", q, k, v, options)
  const weights = attentionWeights(splitHeads(q, heads), splitHeads(k, heads), factor, mask)
  return joinHeads(matmul(weights, splitHeads(v, heads)))
}

/**
 * Gradients of q, k and v. The probabilities P are worked out again, not kept: there are N × M of them a head. With
 * S = q·kᵀ · scale + mask, O = P·v and the upstream gradient Ō (Dao et al. 2022, appendix B.4):
 *
 *   v̄ = Pᵀ·Ō    S̄ = P ∘ (Ō·vᵀ − Σ Ō∘O)    q̄ = S̄·k · scale    k̄ = S̄ᵀ·q · scale
 */
function attentionGradient(recorded: Node, upstream: Value) {
  const { heads, scale: factor, mask } = optionsOf(recorded, recorded.inputs)
  const [q, k, v, output, slope] = [...recorded.inputs.slice(0, 3), recorded.outputs[0], upstream].map(x =>
    splitHeads(x!, heads),
  ) as [Value, Value, Value, Value, Value]
  const weights = once(() => attentionWeights(q, k, factor!, mask))
  const scores = once(() => {
    const expected = reduceSum(mul(slope, output), [-1]) // (batch, heads, N, 1)
    return scale(mul(weights(), sub(matmul(slope, swapped(v)), expected)), factor!)
  })
  return [
    () => joinHeads(matmul(scores(), k)),
    () => joinHeads(matmul(swapped(scores()), q)),
    () => joinHeads(matmul(swapped(weights()), slope)),
  ]
}

/** [B, N, d] → [B, heads, N, d / heads]. */
function splitHeads(x: Value, heads: number): Value {
  const [batch, tokens, width] = x.shape as [number, number, number]
  return transpose(reshape(x, [batch, tokens, heads, width / heads]), [0, 2, 1, 3])
}

/** [B, heads, N, d / heads] → [B, N, d]. */
function joinHeads(x: Value): Value {
  const [batch, heads, tokens, width] = x.shape as [number, number, number, number]
  return reshape(transpose(x, [0, 2, 1, 3]), [batch, tokens, heads * width])
}

/** softmax(q·kᵀ · factor + mask) for heads that are split: [B, heads, N, M]. */
function attentionWeights(q: Value, k: Value, factor: number, mask?: Value): Value {
  const scores = scale(matmul(q, swapped(k)), factor)
  return softmax(mask ? add(scores, mask) : scores, -1)
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
