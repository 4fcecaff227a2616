/** The transformer that CLIP's text and vision towers share (Radford et al. 2021): pre-norm blocks, nothing after. */

import type { Value } from "../graph/index.ts"
import * as ops from "../graph/index.ts"
import type { Weights } from "../weights/checkpoint.ts"
import { type Activation, activations, layerNorm, linear } from "./layers.ts"

export interface ClipEncoderConfig {
  num_hidden_layers: number
  num_attention_heads: number
  intermediate_size: number
  hidden_act: Activation
  layer_norm_eps: number
}

/** x [B, N, d] → [B, N, d]; `mask` [1, 1, N, N] is added to the attention scores. */
export function clipEncoder(weights: Weights, x: Value, config: ClipEncoderConfig, mask?: Value): Value {
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    x = clipBlock(weights.at(`layers.${layer}`), x, config, mask)
  }
  return x
}

function clipBlock(weights: Weights, x: Value, config: ClipEncoderConfig, mask?: Value): Value {
  const width = x.shape.at(-1)!
  const attn = weights.at("self_attn")
  const normed = layerNorm(weights.at("layer_norm1"), x, config.layer_norm_eps)
  const [q, k, v] = ["q_proj", "k_proj", "v_proj"].map(name => linear(attn.at(name), normed, width))
  const mixed = ops.attention(q!, k!, v!, { heads: config.num_attention_heads, ...(mask && { mask }) })
  x = ops.add(x, linear(attn.at("out_proj"), mixed, width))

  const mlp = weights.at("mlp")
  const widened = linear(
    mlp.at("fc1"),
    layerNorm(weights.at("layer_norm2"), x, config.layer_norm_eps),
    config.intermediate_size,
  )
  return ops.add(x, linear(mlp.at("fc2"), activations[config.hidden_act](widened), width))
}

/** A whole CLIPModel's config.json holds the towers' configs; the width of their common space is next to them. */
export const towerOf = (tower: "text_config" | "vision_config") => (config: unknown) => {
  if (typeof config !== "object" || config === null || !(tower in config)) return config
  const { [tower]: own, projection_dim } = config as Record<string, unknown>
  return { ...(own as object), projection_dim }
}
