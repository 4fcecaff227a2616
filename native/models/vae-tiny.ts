/**
 * AutoencoderTiny (TAESD): a decoder so small that looking at a picture while it is drawn costs next to nothing. Only previews are
 * decoded with it. Its sizes show in its tensors.
 */
import { z } from "zod"
import type { Value } from "../graph/index.ts"
import * as ops from "../graph/index.ts"
import type { Weights } from "../weights/checkpoint.ts"
import { conv2d } from "./layers.ts"

/** config.json, where there is one: what of it isn't as in every published one is refused. */
export const vaeTinyConfigSchema = z.object({
  act_fn: z.literal("relu").default("relu"),
  upsample_fn: z.literal("nearest").default("nearest"),
  upsampling_scaling_factor: z.literal(2).default(2),
  out_channels: z.literal(3).default(3),
  scaling_factor: z.literal(1).default(1),
  shift_factor: z.literal(0).default(0),
})

/** More than any has. */
const mostLayers = 200

/** latents [B, c, h, w] as the U-Net knows them (times the VAE's scaling factor) → pixels [B, 3, s·h, s·w], about −1…1. */
export function vaeTinyDecoder(weights: Weights, latents: Value): { pixels: Value } {
  const layers = weights.at("decoder.layers")
  const channels = layers.shapeOf("0.weight")[0]!
  // Latents far out would give colours that are none.
  let x = ops.scale(ops.tanh(ops.scale(latents, 1 / 3)), 3)
  x = ops.relu(conv2d(layers.at(0), x, channels))
  for (let layer = 2; layer < mostLayers; layer++) {
    if (layers.has(`${layer}.conv.0.weight`)) x = block(layers.at(`${layer}.conv`), x)
    else if (layers.has(`${layer}.weight`)) {
      const pixels = conv2d(layers.at(layer), x, 3)
      const one = x.graph.constant({ dtype: "float32", shape: [1], data: Float32Array.of(1) })
      return { pixels: ops.sub(ops.scale(pixels, 2), one) }
    } else {
      // An enlargement has no weights; the convolution behind it has no bias.
      x = conv2d(layers.at(++layer), ops.upsampleNearest(x, 2), channels, { bias: false })
    }
  }
  throw new RangeError(`there are more than ${mostLayers} layers`)
}

function block(weights: Weights, x: Value): Value {
  const channels = x.shape[1]!
  let y = ops.relu(conv2d(weights.at(0), x, channels))
  y = ops.relu(conv2d(weights.at(2), y, channels))
  return ops.relu(ops.add(conv2d(weights.at(4), y, channels), x))
}
