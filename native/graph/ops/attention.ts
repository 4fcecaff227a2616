/** Scaled dot-product attention with several heads (Vaswani et al. 2017), fused, and spelled out for comparison. */
import { elementCount } from "../../contract/tensor.ts"
import { type BackwardNode, float, type Node, node, type Operator, type Value } from "../graph.ts"
import { dimensions, sameDType, shapeError } from "../shapes.ts"
import { add } from "./add.ts"
import { concat } from "./concat.ts"
import { expand } from "./expand.ts"
import { matmul, swapped } from "./matmul.ts"
import { mul } from "./mul.ts"
import { reduceSum } from "./reduce-sum.ts"
import { reshape } from "./reshape.ts"
import { scale } from "./scale.ts"
import { softmax } from "./softmax.ts"
import { split } from "./split.ts"
import { sub } from "./sub.ts"
import { transpose } from "./transpose.ts"

const MultiHeadAttention: Operator = {
  type: "MultiHeadAttention",
  domain: "com.microsoft",
  gradient: attentionGradient,
  // q·kᵀ of all heads, and the product of the scores with v.
  multiplications: ({ inputs: [q, k, v] }) => {
    const [batch, queries, width] = q!.shape as [number, number, number]
    return batch * queries * k!.shape[1]! * (width + v!.shape[2]!)
  },
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
export function optionsOf({ attributes }: Node, inputs: readonly (Value | undefined)[]) {
  const { float: factor } = attributes.scale as { float: number }
  const mask = inputs[5]
  return { heads: attributes.num_heads as number, scale: factor, ...(mask && { mask }) }
}

/** The same numbers from MatMul, Softmax and MatMul: what `attention` is measured against. */
export function unfusedAttention(q: Value, k: Value, v: Value, options: AttentionOptions): Value {
  const { heads, mask } = options
  const { factor } = checked("unfusedAttention", q, k, v, options)
  const scores = scale(matmul(splitHeads(q, heads), swapped(splitHeads(k, heads))), factor)
  const weights = softmax(mask ? add(scores, mask) : scores, -1) // (batch, heads, N, M)
  return joinHeads(matmul(weights, splitHeads(v, heads)))
}

/**
 * Gradients of q, k and v. The probabilities P are worked out again, not kept: there are N × M of them a head. What is
 * split into heads is a pile of rows, one for each head of each item of the batch; they are taken in groups. What a group
 * gives is joined into one tensor, so that ONNX Runtime, which orders nodes by what needs them, is done with the N × M
 * numbers of one group before it starts on the next.
 */
function attentionGradient(recorded: BackwardNode, upstream: Value): readonly (() => Value)[] {
  const reads = recorded.inputs.slice(0, 3) as [Value, Value, Value]
  const wanted = [0, 1, 2].filter(index => recorded.needed[index])
  if (wanted.length === 0) return [] // only the mask varies, which has no gradient
  const { heads, scale: factor, mask } = optionsOf(recorded, recorded.inputs)
  const [batch, queries] = reads[0].shape as [number, number]
  const keys = reads[1].shape[1]!
  const pile = (x: Value) => reshape(splitHeads(x, heads), [batch * heads, x.shape[1]!, x.shape[2]! / heads])

  const sizes = groupSizes(batch * heads, queries * keys)
  const piles = [...reads, recorded.outputs[0]!, upstream].map(pile)
  if (mask) piles.push(reshape(expand(mask, [batch, heads, queries, keys]), [-1, queries, keys]))
  const groups = piles.map(x => split(x, 0, sizes))
  const results = sizes.map((size, group) => {
    const [q, k, v, output, slope, mask] = groups.map(pieces => pieces[group]!)
    const gradients = gradientsOfRows(q!, k!, v!, output!, slope!, factor, mask)
    return concat(
      wanted.map(index => reshape(gradients[index]!(), [size, -1])),
      1,
    )
  })
  const widths = wanted.map(index => elementCount(piles[index]!.shape.slice(1)))
  const whole = split(concat(results, 0), 1, widths)
  return reads.map((x, index) => () => {
    const gradient = whole[wanted.indexOf(index)]!
    return joinHeads(reshape(gradient, [batch, heads, x.shape[1]!, x.shape[2]! / heads]))
  })
}

/**
 * For q [R, N, d], k [R, M, d], v [R, M, e], what came of them, O [R, N, e], and its gradient Ō. With a bar for "gradient
 * of" and S = factor · q·kᵀ + mask, P = softmax S, O = P·v (Dao et al. 2022, appendix B.4):
 *
 *   S̄ = P ∘ (Ō·vᵀ − Σ Ō∘O)    q̄ = factor · S̄·k    k̄ = factor · S̄ᵀ·q    v̄ = Pᵀ·Ō
 */
function gradientsOfRows(
  q: Value,
  k: Value,
  v: Value,
  output: Value,
  slope: Value,
  factor: number,
  mask?: Value,
): readonly (() => Value)[] {
  const scores = matmul(scale(q, factor), swapped(k))
  const weights = softmax(mask ? add(scores, mask) : scores, -1)
  const expected = reduceSum(mul(slope, output), [-1])
  const scoreSlopes = mul(weights, sub(matmul(slope, swapped(v)), expected))
  return [
    () => matmul(scoreSlopes, scale(k, factor)),
    () => matmul(swapped(scoreSlopes), scale(q, factor)),
    () => matmul(swapped(weights), slope),
  ]
}

/** How many scores the gradient holds at a time, unless a single row has more: 64 MiB of them. */
const scoresAtOnce = 2 ** 24

/** `rows` as groups of as many as may be taken at once. */
function groupSizes(rows: number, scoresPerRow: number): number[] {
  const most = Math.max(1, Math.floor(scoresAtOnce / scoresPerRow))
  return Array.from({ length: Math.ceil(rows / most) }, (_, i) => Math.min(most, rows - i * most))
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
