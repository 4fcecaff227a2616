/**
 * The denoiser (UNet2DConditionModel; Rombach et al. 2022), with decoupled cross-attention (eq. 13) in every
 * cross-attention layer: down through the levels, through the middle, and up again, each level joined with the outputs of the way down.
 */

import type { Value } from "../graph/index.ts"
import * as ops from "../graph/index.ts"
import type { Weights } from "../weights/checkpoint.ts"
import type { LayerContext } from "./cross-attention.ts"
import { conv2d, groupNorm, linear, parameter } from "./layers.ts"
import { resnet } from "./resnet.ts"
import { transformer } from "./transformer.ts"
import { type BlockPlan, planUnet, type UnetConfig } from "./unet-config.ts"

export interface UnetInputs {
  /** Latents, [B, c, h, w]; h and w divide by 2 once a level. */
  sample: Value
  /** Structure, [B, 64, h, w] (`unshuffledHint`), for a U-Net that reads it; without, its channels read zeros. */
  hint?: Value | undefined
  /** Training timesteps, [B] int64. */
  timestep: Value
  /** What the cross-attention layer at `path` reads. */
  context: (path: string) => LayerContext
  /** `unfusedAttention` only where something is compared with it. */
  attention?: typeof ops.attention
}

/** Predicts the noise (or v, or the sample: the scheduler's config says which), [B, c, h, w]. */
export function unet(
  weights: Weights,
  { sample, hint, timestep, ...inputs }: UnetInputs,
  config: UnetConfig,
): Value {
  const plan = planUnet(config)
  const block = new UnetLayers(weights, config, timeEmbedding(weights, timestep, config), inputs)

  let x = firstLayer(weights.at("conv_in"), sample, hint, config)
  const skips = [x]
  for (const [level, stage] of plan.down.entries()) {
    for (let i = 0; i < stage.layers; i++) {
      x = block.attend(stage, i, block.resnet(stage, i, x))
      skips.push(x)
    }
    if (level < plan.down.length - 1) {
      x = conv2d(weights.at(`${stage.path}.downsamplers.0.conv`), x, stage.channels, { stride: 2 })
      skips.push(x)
    }
  }

  x = block.resnet(plan.middle, 0, x)
  x = block.attend(plan.middle, 0, x)
  x = block.resnet(plan.middle, 1, x)

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
  if (hint) return ops.conv2d(ops.concat([sample, hint], 1), kernel, bias, { padding: 1 })
  const read = latents < config.in_channels ? ops.slice(kernel, 1, 0, latents) : kernel
  return ops.conv2d(sample, read, bias, { padding: 1 })
}

/** The two kinds of layer that a block is made of, with what all of them share. */
class UnetLayers {
  readonly #weights: Weights
  readonly #config: UnetConfig
  readonly #time: Value
  readonly #inputs: Pick<UnetInputs, "context" | "attention">

  constructor(
    weights: Weights,
    config: UnetConfig,
    time: Value,
    inputs: Pick<UnetInputs, "context" | "attention">,
  ) {
    this.#weights = weights
    this.#config = config
    this.#time = time
    this.#inputs = inputs
  }

  resnet({ path, channels }: BlockPlan, index: number, x: Value): Value {
    const { norm_num_groups: groups, norm_eps: epsilon } = this.#config
    return resnet(this.#weights.at(`${path}.resnets.${index}`), x, channels, {
      groups,
      epsilon,
      time: this.#time,
    })
  }

  /** The transformer of a block that has them; `x` itself in one that hasn't. */
  attend({ path, attention }: BlockPlan, index: number, x: Value): Value {
    if (!attention) return x
    const place = `${path}.attentions.${index}`
    return transformer(this.#weights.at(place), x, {
      ...attention,
      groups: this.#config.norm_num_groups,
      linearProjection: this.#config.use_linear_projection,
      context: inner => this.#inputs.context(`${place}.${inner}`),
      attention: this.#inputs.attention ?? ops.attention,
    })
  }
}

/** Sinusoidal features of the timestep (Vaswani et al. 2017) through two layers, activated: [B] → [B, T]. */
function timeEmbedding(weights: Weights, timestep: Value, config: UnetConfig): Value {
  const { graph } = timestep
  const channels = config.block_out_channels[0]!
  const half = channels / 2
  const frequencies = Float32Array.from({ length: half }, (_, i) =>
    Math.exp((-Math.log(10_000) * i) / (half - config.freq_shift)),
  )
  const row = graph.constant({ dtype: "float32", shape: [1, half], data: frequencies })
  const angles = ops.mul(ops.reshape(ops.cast(timestep, "float32"), [-1, 1]), row)
  const waves = [ops.sin(angles), ops.cos(angles)] as const
  const features = ops.concat(config.flip_sin_to_cos ? [waves[1], waves[0]] : [...waves], 1)
  const embedding = weights.at("time_embedding")
  const hidden = ops.silu(linear(embedding.at("linear_1"), features, 4 * channels))
  return ops.silu(linear(embedding.at("linear_2"), hidden, 4 * channels))
}
