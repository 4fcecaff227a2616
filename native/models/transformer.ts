/** The transformer inside a U-Net block (diffusers' Transformer2DModel): places attend to each other, then to the conditions. */

import type { Value } from "../graph/index.ts"
import * as ops from "../graph/index.ts"
import type { Weights } from "../weights/checkpoint.ts"
import { decoupledCrossAttention, type LayerContext } from "./cross-attention.ts"
import { conv2d, groupNorm, layerNorm, linear, toPicture, toTokens } from "./layers.ts"

export interface TransformerOptions {
  /** Transformer blocks in a row. */
  depth: number
  heads: number
  groups: number
  /** Whether proj_in and proj_out are linear layers (SD 2.x) or 1×1 convolutions (SD 1.x). */
  linearProjection: boolean
  /** Keys and values of the cross-attention at `path` below this transformer, e.g. `transformer_blocks.0.attn2`. */
  context: (path: string) => LayerContext
  attention: typeof ops.attention
}

/** x [B, C, h, w] → [B, C, h, w]. */
export function transformer(weights: Weights, x: Value, options: TransformerOptions): Value {
  const [, channels, height, width] = x.shape as [number, number, number, number]
  const { linearProjection } = options
  const pointwise = { kernel: 1 }

  const normed = groupNorm(weights.at("norm"), x, options.groups, 1e-6)
  let tokens = linearProjection
    ? linear(weights.at("proj_in"), toTokens(normed), channels)
    : toTokens(conv2d(weights.at("proj_in"), normed, channels, pointwise))
  for (let i = 0; i < options.depth; i++) {
    const path = `transformer_blocks.${i}`
    tokens = transformerBlock(weights.at(path), tokens, options.context(`${path}.attn2`), options)
  }
  const out = linearProjection
    ? toPicture(linear(weights.at("proj_out"), tokens, channels), height, width)
    : conv2d(weights.at("proj_out"), toPicture(tokens, height, width), channels, pointwise)
  return ops.add(out, x)
}

function transformerBlock(
  weights: Weights,
  x: Value, // (batch, height · width, channels)
  context: LayerContext,
  { heads, attention }: TransformerOptions,
): Value {
  const selfWeights = weights.at("attn1")
  const channels = x.shape.at(-1)!
  const normed = layerNorm(weights.at("norm1"), x)
  const [q, k, v] = ["to_q", "to_k", "to_v"].map(name =>
    linear(selfWeights.at(name), normed, channels, { bias: false }),
  )
  x = ops.add(x, linear(selfWeights.at("to_out.0"), attention(q!, k!, v!, { heads }), channels))

  const told = decoupledCrossAttention(
    weights.at("attn2"),
    layerNorm(weights.at("norm2"), x),
    context,
    heads,
    attention,
  )
  x = ops.add(x, told)
  return ops.add(x, feedForward(weights.at("ff.net"), layerNorm(weights.at("norm3"), x)))
}

/** GEGLU (Shazeer 2020): four times as wide, gated. */
function feedForward(weights: Weights, x: Value): Value {
  const channels = x.shape.at(-1)!
  const wide = 4 * channels
  const [hidden, gate] = ops.split(linear(weights.at("0.proj"), x, 2 * wide), -1, [wide, wide])
  return linear(weights.at("2"), ops.mul(hidden!, ops.gelu(gate!)), channels)
}
