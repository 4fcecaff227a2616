/** What U-Net and ControlNet are built from: the embedding of the timestep, the way down, and the middle. */

import type { Value } from "../graph/index.ts"
import * as ops from "../graph/index.ts"
import type { Weights } from "../weights/checkpoint.ts"
import type { LayerContext } from "./cross-attention.ts"
import { conv2d, linear } from "./layers.ts"
import { resnet } from "./resnet.ts"
import { transformer } from "./transformer.ts"
import type { BlockPlan, EncoderConfig, EncoderPlan } from "./unet-config.ts"

export interface AttentionInputs {
  /** What the cross-attention layer at `path` reads. */
  context: (path: string) => LayerContext
  /** `unfusedAttention` only where something is compared with it. */
  attention?: typeof ops.attention | undefined
}

export interface TimeInputs {
  /** Training timesteps, [B] int64. */
  timestep: Value
  /** Embedding of guidance, [B, k], of a U-Net that reads it. */
  guidance?: Value | undefined
}

/** The two kinds of layer that a block is made of, with what all of them share. */
export class UnetLayers {
  readonly #weights: Weights
  readonly #config: EncoderConfig
  readonly #time: Value
  readonly #inputs: AttentionInputs

  constructor(weights: Weights, config: EncoderConfig, time: TimeInputs, inputs: AttentionInputs) {
    this.#weights = weights
    this.#config = config
    this.#time = timeEmbedding(weights, time, config)
    this.#inputs = inputs
  }

  /** The way down from the first layer's output: what it ends with, and the skips in their order, `x` the first. */
  down({ down }: EncoderPlan, x: Value): { x: Value; skips: Value[] } {
    const skips = [x]
    for (const [level, stage] of down.entries()) {
      for (let i = 0; i < stage.layers; i++) {
        x = this.attend(stage, i, this.resnet(stage, i, x))
        skips.push(x)
      }
      if (level < down.length - 1) {
        const place = this.#weights.at(`${stage.path}.downsamplers.0.conv`)
        x = conv2d(place, x, stage.channels, { stride: 2 })
        skips.push(x)
      }
    }
    return { x, skips }
  }

  middle({ middle }: EncoderPlan, x: Value): Value {
    return this.resnet(middle, 1, this.attend(middle, 0, this.resnet(middle, 0, x)))
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
function timeEmbedding(weights: Weights, { timestep, guidance }: TimeInputs, config: EncoderConfig): Value {
  const { graph } = timestep
  const channels = config.block_out_channels[0]!
  const half = channels / 2
  const frequencies = Float32Array.from({ length: half }, (_, i) =>
    Math.exp((-Math.log(10_000) * i) / (half - config.freq_shift)),
  )
  const row = graph.constant({ dtype: "float32", shape: [1, half], data: frequencies })
  const angles = ops.mul(ops.reshape(ops.cast(timestep, "float32"), [-1, 1]), row)
  const waves = [ops.sin(angles), ops.cos(angles)] as const
  let features = ops.concat(config.flip_sin_to_cos ? [waves[1], waves[0]] : [...waves], 1)
  const embedding = weights.at("time_embedding")
  if (guidance) {
    features = ops.add(features, linear(embedding.at("cond_proj"), guidance, channels, { bias: false }))
  }
  const hidden = ops.silu(linear(embedding.at("linear_1"), features, 4 * channels))
  return ops.silu(linear(embedding.at("linear_2"), hidden, 4 * channels))
}
