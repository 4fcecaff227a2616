/**
 * Real-ESRGAN's small network (SRVGGNetCompact, of `realesr-general-x4v3` and the like): convolutions at the picture's size, whose
 * last one makes all pixels of the enlarged picture, added to the picture with its pixels repeated.
 */
import type { Value } from "../../graph/index.ts"
import * as ops from "../../graph/index.ts"
import type { Weights } from "../../weights/checkpoint.ts"
import { conv2d, parameter } from "../layers.ts"

export interface CompactConfig {
  /** Convolutions between the first and the last. */
  convolutions: number
  features: number
  scale: number
}

/** pixels [B, 3, h, w] in 0…1 → [B, 3, s·h, s·w]. */
export function compactNet(weights: Weights, pixels: Value, config: CompactConfig): Value {
  const { convolutions, features, scale } = config
  const body = weights.at("body")
  let x = pixels
  // Convolutions have the even numbers, the slopes of their activations the odd ones.
  for (let layer = 0; layer <= convolutions; layer++) {
    const y = conv2d(body.at(2 * layer), x, features)
    x = ops.prelu(y, parameter(body.at(2 * layer + 1), y, "weight", [features]))
  }
  x = conv2d(body.at(2 * convolutions + 2), x, 3 * scale ** 2)
  return ops.add(ops.pixelShuffle(x, scale), ops.upsampleNearest(pixels, scale))
}
