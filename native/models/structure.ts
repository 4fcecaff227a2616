/**
 * Structure: a hint, a picture in 0…1, shows where things are. A ControlNet reads it beside the U-Net; or the U-Net reads it
 * in channels after the latents', pixel-unshuffled so that each latent sees its own square.
 */

import type { RawImage } from "../base/raw-image.ts"
import { type FloatTensor, floatTensor } from "../contract/tensor.ts"
import type { Value } from "../graph/index.ts"
import * as ops from "../graph/index.ts"
import type { Weights } from "../weights/checkpoint.ts"
import { canny } from "./canny.ts"
import { controlNet, hintEmbedding } from "./controlnet.ts"
import type { ControlNetConfig } from "./controlnet-config.ts"
import { contextFrom, namedContext, textContext } from "./cross-attention.ts"
import { normalisedPixels } from "./image.ts"
import type { UnetInputs } from "./unet.ts"
import { encoderAttention, hintUnshuffle } from "./unet-config.ts"

/** What reads a hint. */
export type HintReader = { by: "channels" } | { by: "controlnet"; config: ControlNetConfig; weights: Weights }

/** A hint [B,3,8h,8w], how strongly it counts [B], and the text [B,77,d]. */
interface HintValues {
  structure: Value
  scale: Value
  text: Value
}

type Named = Readonly<Record<string, Value>>

/** What doesn't change between the steps of a drawing, by name. */
export function prepareHint(
  reader: HintReader,
  { structure, scale, text }: HintValues,
): Record<string, Value> {
  if (reader.by === "channels") return { hint: unshuffledHint(structure, scale) }
  const { config, weights } = reader
  const context = encoderAttention(config).flatMap(({ path, channels }) =>
    namedContext(ownPath(path), textContext(weights.at(path), text, channels)),
  )
  return {
    hint: hintEmbedding(weights, structure, config),
    hint_scale: ops.reshape(scale, [-1, 1, 1, 1]),
    ...Object.fromEntries(context),
  }
}

/** What the U-Net is given at a step, of what was prepared. */
export function readHint(
  reader: HintReader,
  prepared: Named,
  { sample, timestep, attention }: Pick<UnetInputs, "sample" | "timestep" | "attention">,
): Pick<UnetInputs, "hint" | "residuals"> {
  const hint = prepared.hint!
  if (reader.by === "channels") return { hint }
  const { config, weights } = reader
  const context = (path: string) => contextFrom(ownPath(path), prepared)
  // It knows nothing of what a U-Net for inpainting reads behind the latents.
  const latents = sample.shape[1]! > config.in_channels ? ops.slice(sample, 1, 0, config.in_channels) : sample
  const inputs = { sample: latents, timestep, attention, context, hint, scale: prepared.hint_scale! }
  return { residuals: controlNet(weights, inputs, config) }
}

const ownPath = (path: string) => `controlnet.${path}`

/** The edges of a picture as a hint, [1, 3, h, w]: 1 on an edge, else 0. */
export function edgesHint(image: RawImage, [low, high]: readonly [number, number] = [100, 200]): FloatTensor {
  const edges = canny(image, low, high)
  const hint = floatTensor([1, 3, image.height, image.width])
  for (let channel = 0; channel < 3; channel++) hint.data.set(edges, channel * edges.length)
  return hint
}

/** A picture as a hint, [1, 3, h, w] in 0…1. */
export const pictureHint = (image: RawImage): FloatTensor => normalisedPixels(image, [0, 0, 0], [1, 1, 1])

/** A picture as a hint of one colour, its luma (Rec. 601): networks that learnt from edges know no colours. */
export function greyHint(image: RawImage): FloatTensor {
  const { shape, data } = pictureHint(image)
  const area = image.width * image.height
  const [red, green, blue] = [0, area, 2 * area]
  const luma = (at: number) => 0.299 * data[red + at]! + 0.587 * data[green + at]! + 0.114 * data[blue + at]!
  return floatTensor(
    shape,
    data.map((_, i) => luma(i % area)),
  )
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
