/**
 * ControlNet (ControlNetModel; Zhang et al. 2023): a copy of the U-Net's way down that also sees a hint, a picture of where
 * things are. What it leaves at each skip and in the middle is added to the U-Net's own. It reads the text alone.
 */

import type { Value } from "../graph/index.ts"
import * as ops from "../graph/index.ts"
import type { Weights } from "../weights/checkpoint.ts"
import type { ControlNetConfig } from "./controlnet-config.ts"
import { conv2d } from "./layers.ts"
import { planEncoder } from "./unet-config.ts"
import { type AttentionInputs, UnetLayers } from "./unet-layers.ts"

/** What a ControlNet adds to a U-Net. */
export interface Residuals {
  /** In the order of the way down, each of its skip's shape. */
  skips: readonly Value[]
  /** [B, C, h', w'] */
  middle: Value
}

export interface ControlNetInputs extends AttentionInputs {
  /** Latents, [B, c, h, w]. */
  sample: Value
  /** `hintEmbedding` of the hint, [B, C, h, w]. */
  hint: Value
  /** How strongly it counts, [B, 1, 1, 1]. */
  scale: Value
  /** Training timesteps, [B] int64. */
  timestep: Value
}

export function controlNet(
  weights: Weights,
  { sample, hint, scale, timestep, ...inputs }: ControlNetInputs,
  config: ControlNetConfig,
): Residuals {
  const plan = planEncoder(config)
  const block = new UnetLayers(weights, config, { timestep }, inputs)
  const first = conv2d(weights.at("conv_in"), sample, config.block_out_channels[0]!)
  const { x, skips } = block.down(plan, ops.add(first, hint))
  const residual = (name: string, value: Value) =>
    ops.mul(conv2d(weights.at(name), value, value.shape[1]!, { kernel: 1 }), scale)
  return {
    skips: skips.map((skip, i) => residual(`controlnet_down_blocks.${i}`, skip)),
    middle: residual("controlnet_mid_block", block.middle(plan, x)),
  }
}

/** The part that reads the hint alone, once a picture: [B, 3, 8h, 8w] in 0…1 → [B, C, h, w]. */
export function hintEmbedding(weights: Weights, picture: Value, config: ControlNetConfig): Value {
  const own = weights.at("controlnet_cond_embedding")
  const sizes = config.conditioning_embedding_out_channels
  const hint =
    config.controlnet_conditioning_channel_order === "bgr"
      ? ops.concat(ops.split(picture, 1, [1, 1, 1]).toReversed(), 1)
      : picture
  let x = ops.silu(conv2d(own.at("conv_in"), hint, sizes[0]!))
  for (const [i, size] of sizes.slice(1).entries()) {
    x = ops.silu(conv2d(own.at(`blocks.${2 * i}`), x, sizes[i]!))
    x = ops.silu(conv2d(own.at(`blocks.${2 * i + 1}`), x, size, { stride: 2 }))
  }
  return conv2d(own.at("conv_out"), x, config.block_out_channels[0]!)
}
