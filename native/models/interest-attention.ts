/**
 * The interest attention (eq. 10, 11): what the rewritten text finds in the texts of similar items, and what that finds
 * in their pictures. One LayerNorm and one set of projections serve both steps; there is no residual.
 */

import type { Shape } from "../contract/tensor.ts"
import type { Value } from "../graph/index.ts"
import * as ops from "../graph/index.ts"
import type { Weights } from "../weights/checkpoint.ts"
import { layerNorm, linear } from "./layers.ts"

export const interestHeads = 4

/** Its tensors, for a width d: what a file of it holds. */
export const interestShapes = (d: number): Readonly<Record<string, Shape>> => ({
  "norm.weight": [d],
  "norm.bias": [d],
  ...Object.fromEntries(
    ["to_q", "to_k", "to_v", "to_out"].flatMap(name => [
      [`${name}.weight`, [d, d]],
      [`${name}.bias`, [d]],
    ]),
  ),
})

/** text [B, 77, d], text_neighbours Φ [B, K, 77, d], image_neighbours Ψ [B, K, n, d] → interest z̃ [B, 77, d]. */
export function interestAttention(
  weights: Weights,
  text: Value,
  textNeighbours: Value,
  imageNeighbours: Value,
) {
  const fromTexts = attend(weights, text, flattenNeighbours(textNeighbours)) // eq. 10
  return { interest: attend(weights, fromTexts, flattenNeighbours(imageNeighbours)) } // eq. 11
}

/** A(q, c) = W_o · MHA(W_q·LN(q), W_k·LN(c), W_v·LN(c)). */
function attend(weights: Weights, query: Value, context: Value): Value {
  const width = query.shape.at(-1)!
  const norm = (x: Value) => layerNorm(weights.at("norm"), x)
  const q = linear(weights.at("to_q"), norm(query), width)
  const normed = norm(context)
  const k = linear(weights.at("to_k"), normed, width)
  const v = linear(weights.at("to_v"), normed, width)
  return linear(weights.at("to_out"), ops.attention(q, k, v, { heads: interestHeads }), width)
}

/** [B, K, N, d] → [B, K·N, d]. */
function flattenNeighbours(x: Value): Value {
  const [batch, neighbours, tokens, width] = x.shape as [number, number, number, number]
  return ops.reshape(x, [batch, neighbours * tokens, width])
}
