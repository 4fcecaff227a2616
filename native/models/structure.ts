/**
 * Structure as input channels of the U-Net: a hint, a picture in 0…1, shows where things are. The U-Net reads it in channels
 * after the latents', pixel-unshuffled so that each latent sees its own square.
 */

import type { RawImage } from "../base/raw-image.ts"
import { type FloatTensor, floatTensor } from "../contract/tensor.ts"
import type { Value } from "../graph/index.ts"
import * as ops from "../graph/index.ts"
import { canny } from "./canny.ts"
import { hintUnshuffle } from "./unet-config.ts"

/** Canny's thresholds, ControlNet's own and those that the starter learnt with. */
const thresholds = [100, 200] as const

/** The edges of a picture as a hint, [1, 3, h, w]: 1 on an edge, else 0. */
export function edgesHint(image: RawImage): FloatTensor {
  const edges = canny(image, ...thresholds)
  const hint = floatTensor([1, 3, image.height, image.width])
  for (let channel = 0; channel < 3; channel++) hint.data.set(edges, channel * edges.length)
  return hint
}

/**
 * A hint [B, 3, 8h, 8w] as the U-Net reads it, [B, 64, h, w] times `scale` [B]: channel 8·i + j is pixel (i, j) of each
 * latent's square, as PyTorch's pixel_unshuffle orders them. Edges are grey, so the first channel says it all.
 */
export function unshuffledHint(hint: Value, scale: Value): Value {
  const [batch, , height, width] = hint.shape as [number, number, number, number]
  const side = hintUnshuffle
  const [rows, columns] = [height / side, width / side]
  const squares = ops.reshape(ops.slice(hint, 1, 0, 1), [batch, rows, side, columns, side])
  const channels = ops.reshape(ops.transpose(squares, [0, 2, 4, 1, 3]), [batch, side * side, rows, columns])
  return ops.mul(channels, ops.reshape(scale, [batch, 1, 1, 1]))
}
