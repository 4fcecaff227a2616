/**
 * The denoiser (UNet2DConditionModel; Rombach et al. 2022), with decoupled cross-attention (eq. 13) in every
 * cross-attention layer: down through the levels, through the middle, and up again, each level joined with the outputs of the way down.
 */

import type { Value } from "../graph/index.ts"
import * as ops from "../graph/index.ts"
import type { Weights } from "../weights/checkpoint.ts"
import type { Residuals } from "./controlnet.ts"
import { conv2d, groupNorm, parameter, withLowRank } from "./layers.ts"
import { planUnet, type UnetConfig } from "./unet-config.ts"
import { type AttentionInputs, UnetLayers } from "./unet-layers.ts"

export interface UnetInputs extends AttentionInputs {
  /** Latents, [B, c, h, w], and for inpainting what belongs to that behind them; h and w divide by 2 once a level. */
  sample: Value
  /** Structure, [B, 64, h, w] (`unshuffledHint`), for a U-Net that reads it; without, its channels read zeros. */
  hint?: Value | undefined
  /** Structure, of a ControlNet. */
  residuals?: Residuals | undefined
  /** Training timesteps, [B] int64. */
  timestep: Value
  /** Of a latent consistency model: the embedding of guidance, [B, time_cond_proj_dim]. */
  guidance?: Value | undefined
}

/** Predicts the noise (or v, or the sample: the scheduler's config says which), [B, c, h, w]. */
export function unet(
  weights: Weights,
  { sample, hint, residuals, timestep, guidance, ...inputs }: UnetInputs,
  config: UnetConfig,
): Value {
  const plan = planUnet(config)
  const block = new UnetLayers(weights, config, { timestep, guidance }, inputs)

  const down = block.down(plan, firstLayer(weights.at("conv_in"), sample, hint, config))
  let x = block.middle(plan, down.x)
  let { skips } = down
  if (residuals) {
    x = ops.add(x, residuals.middle)
    skips = skips.map((skip, i) => ops.add(skip, residuals.skips[i]!))
  }

  for (const [level, stage] of plan.up.entries()) {
    for (let i = 0; i < stage.layers; i++) {
      x = block.attend(stage, i, block.resnet(stage, i, ops.concat([x, skips.pop()!], 1)))
    }
    if (level < plan.up.length - 1) {
      x = conv2d(weights.at(`${stage.path}.upsamplers.0.conv`), ops.upsampleNearest(x, 2), stage.channels)
    }
  }
  x = ops.silu(groupNorm(weights.at("conv_norm_out"), x, config.norm_num_groups, config.norm_eps))
  return conv2d(weights.at("conv_out"), x, config.out_channels)
}

/** Latents and hint → [B, C, h, w]. Without a hint, the kernel's part for it has nothing to read and is left out. */
function firstLayer(weights: Weights, sample: Value, hint: Value | undefined, config: UnetConfig): Value {
  const channels = config.block_out_channels[0]!
  const latents = sample.shape[1]!
  const kernel = parameter(weights, sample, "weight", [channels, config.in_channels, 3, 3])
  const bias = parameter(weights, sample, "bias", [channels])
  const x = hint ? ops.concat([sample, hint], 1) : sample
  const narrow = (kernel: Value) =>
    x.shape[1]! < config.in_channels ? ops.slice(kernel, 1, 0, latents) : kernel
  const y = ops.conv2d(x, narrow(kernel), bias, { padding: 1 })
  return withLowRank(weights, x, y, { padding: 1 }, narrow)
}
