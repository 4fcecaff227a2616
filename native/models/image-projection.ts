/** IP-Adapter's image projection (Ye et al. 2023): one image embedding becomes n tokens that the U-Net attends to. */

import type { Value } from "../graph/index.ts"
import * as ops from "../graph/index.ts"
import type { Weights } from "../weights/checkpoint.ts"
import { layerNorm, linear } from "./layers.ts"

/** `weights` is the scope image_proj.*; image_embeds [B, p] → image_tokens [B, n, d]. */
export function imageProjection(weights: Weights, embeds: Value, tokens: number, width: number) {
  const projected = linear(weights.at("proj"), embeds, tokens * width)
  return { image_tokens: layerNorm(weights.at("norm"), ops.reshape(projected, [-1, tokens, width])) }
}
