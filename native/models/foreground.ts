/** Cutting the subject out of a picture: a saliency network (IS-Net shaped: picture in, mask out), then white behind it. */
import type { FloatTensor } from "../contract/tensor.ts"
import type { LoadedModel } from "../runtime/runtime.ts"
import { checkFinite } from "./finite.ts"
import { normalisedPixels, type RawImage, resizeImage } from "./image.ts"
import type { Manifest } from "./manifest.ts"

export type ForegroundInput = NonNullable<Manifest["foreground"]>

/** What IS-Net was trained with, for packs that don't say. */
export const isNetInput: ForegroundInput = { size: 1024, mean: [0.5, 0.5, 0.5], std: [1, 1, 1] }

/** Runs the network on pixels [1, 3, S, S] → mask [1, 1, S, S] in 0…1, whatever its ports are called. */
export async function runForeground(model: LoadedModel, pixels: FloatTensor): Promise<FloatTensor> {
  const results = await model.run({ [model.inputs[0]!.name]: pixels })
  return results[model.outputs[0]!.name] as FloatTensor
}

/** Where the picture's subject is: mask [1, 1, S, S] in 0…1. */
export async function foregroundMask(
  model: LoadedModel,
  image: RawImage,
  { size, mean, std }: ForegroundInput,
): Promise<FloatTensor> {
  const small = await resizeImage(image, size, size, { kernel: "linear" })
  const mask = await runForeground(model, normalisedPixels(small, mean, std))
  checkFinite("foreground", { mask })
  return mask
}

/** How much of each pixel belongs to the picture's subject, a grey picture. */
export async function foregroundOpacity(
  model: LoadedModel,
  image: RawImage,
  input: ForegroundInput,
): Promise<RawImage> {
  const mask = await foregroundMask(model, image, input)
  const grey = greyImage(mask, input.size)
  return resizeImage(grey, image.width, image.height, { kernel: "linear" })
}

function greyImage({ data: mask }: FloatTensor, size: number): RawImage {
  const data = new Uint8Array(size * size * 3)
  for (let i = 0; i < size * size; i++) {
    data.fill(Math.round(255 * Math.min(1, Math.max(0, mask[i]!))), i * 3, i * 3 + 3)
  }
  return { width: size, height: size, channels: 3, data }
}

/** `image` over white with the opacity of `alpha`, a picture of the same size. */
export function overWhite(image: RawImage, alpha: RawImage): RawImage {
  const data = image.data.map((value, i) => 255 - Math.round(((255 - value) * alpha.data[i]!) / 255))
  return { ...image, data }
}
