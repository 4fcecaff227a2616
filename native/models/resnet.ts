/** The residual block of U-Net and VAE (diffusers' ResnetBlock2D). */

import type { Value } from "../graph/index.ts"
import * as ops from "../graph/index.ts"
import type { Weights } from "../weights/checkpoint.ts"
import { conv2d, groupNorm, linear } from "./layers.ts"

export interface ResnetOptions {
  groups: number
  epsilon: number
  /** The activated time embedding [B, T]; the VAE has none. */
  time?: Value
}

/** x [B, C, h, w] → [B, out, h, w]. */
export function resnet(
  weights: Weights,
  x: Value,
  out: number,
  { groups, epsilon, time }: ResnetOptions,
): Value {
  let hidden = conv2d(weights.at("conv1"), ops.silu(groupNorm(weights.at("norm1"), x, groups, epsilon)), out)
  if (time) {
    const shift = linear(weights.at("time_emb_proj"), time, out)
    hidden = ops.add(hidden, ops.reshape(shift, [-1, out, 1, 1]))
  }
  hidden = conv2d(weights.at("conv2"), ops.silu(groupNorm(weights.at("norm2"), hidden, groups, epsilon)), out)
  const shortcut = x.shape[1] === out ? x : conv2d(weights.at("conv_shortcut"), x, out, { kernel: 1 })
  return ops.add(shortcut, hidden)
}
