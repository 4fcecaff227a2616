/** Pictures in memory, and their way into and out of tensors. Decoding and resizing are sharp's. */
import sharp, { type OutputInfo } from "sharp"
import { z } from "zod"
import { longestSide, maxPixels, type RawImage, sharpOf } from "../base/raw-image.ts"
import { reasonOf, StudioError } from "../contract/errors.ts"
import { type FloatTensor, floatTensor } from "../contract/tensor.ts"
import { enlarge, type Kernel } from "./enlarge.ts"

export type { RawImage } from "../base/raw-image.ts"

/** Reads a picture upright, as sRGB, transparent parts over white. Throws image.unreadable. */
export async function readImage(file: string | Uint8Array, background = "white"): Promise<RawImage> {
  try {
    const picture = sharp(file, { limitInputPixels: maxPixels, failOn: "error" })
    const { width, height } = await picture.metadata()
    if (Math.max(width, height) > longestSide)
      throw new Error(`${width}×${height} pixels; at most ${longestSide} a side are read`)
    const { data, info } = await picture
      .rotate()
      .toColourspace("srgb")
      .flatten({ background })
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true })
    return rgb(data, info)
  } catch (error) {
    const image = typeof file === "string" ? file : "(in memory)"
    throw new StudioError("image.unreadable", { image, reason: reasonOf(error) }, { cause: error })
  }
}

/** Greyscale widened to three channels. */
function rgb(data: Uint8Array, { width, height, channels }: OutputInfo): RawImage {
  if (channels === 3) return { width, height, channels, data }
  const wide = new Uint8Array(width * height * 3)
  for (let i = 0; i < width * height; i++) wide.fill(data[i * channels]!, i * 3, i * 3 + 3)
  return { width, height, channels: 3, data: wide }
}

export interface ResizeOptions {
  kernel?: Kernel
}

/** The whole picture at another size; its proportions follow the size. */
export async function resizeImage(
  image: RawImage,
  width: number,
  height: number,
  { kernel = "cubic" }: ResizeOptions = {},
): Promise<RawImage> {
  const small = await shrink(image, Math.min(width, image.width), Math.min(height, image.height), kernel)
  return enlarge(small, width, height, kernel)
}

async function shrink(image: RawImage, width: number, height: number, kernel: Kernel): Promise<RawImage> {
  if (image.width === width && image.height === height) return image
  const { data, info } = await sharpOf(image)
    .resize(width, height, { fit: "fill", kernel })
    .raw()
    .toBuffer({ resolveWithObject: true })
  return rgb(data, info)
}

/** The middle of a picture. */
export async function centreCrop(image: RawImage, width: number, height: number): Promise<RawImage> {
  if (image.width === width && image.height === height) return image
  const left = Math.floor((image.width - width) / 2)
  const top = Math.floor((image.height - height) / 2)
  const { data, info } = await sharpOf(image)
    .extract({ left, top, width, height })
    .raw()
    .toBuffer({ resolveWithObject: true })
  return rgb(data, info)
}

/** Scales the shortest side to `size` and cuts the middle out of the longer one: nothing is stretched. */
export async function coverImage(image: RawImage, width: number, height: number): Promise<RawImage> {
  const factor = Math.max(width / image.width, height / image.height)
  const scaled = (length: number, least: number) => Math.max(least, Math.round(length * factor))
  const shown = await resizeImage(image, scaled(image.width, width), scaled(image.height, height))
  return centreCrop(shown, width, height)
}

/** The whole picture in the middle of white. */
export async function wholeImage(image: RawImage, width: number, height: number): Promise<RawImage> {
  if (image.width === width && image.height === height) return image
  const scale = Math.max(1, Math.min(width / image.width, height / image.height))
  const shown = await resizeImage(image, Math.round(image.width * scale), Math.round(image.height * scale))
  const { data, info } = await sharpOf(shown)
    .resize(width, height, { fit: "contain", background: "white" })
    .raw()
    .toBuffer({ resolveWithObject: true })
  return rgb(data, info)
}

/** [1, 3, height, width] of (value / 255 − mean) / std. */
export function normalisedPixels(
  { width, height, data }: RawImage,
  mean: readonly number[],
  std: readonly number[],
  factor = 1 / 255,
): FloatTensor {
  const area = width * height
  const pixels = floatTensor([1, 3, height, width])
  for (let channel = 0; channel < 3; channel++) {
    const plane = pixels.data.subarray(channel * area, (channel + 1) * area)
    for (let i = 0; i < area; i++)
      plane[i] = (data[i * 3 + channel]! * factor - mean[channel]!) / std[channel]!
  }
  return pixels
}

const half = [0.5, 0.5, 0.5]

/** What the VAE reads: [1, 3, height, width] in −1…1. */
export const pixelsFromImage = (image: RawImage): FloatTensor => normalisedPixels(image, half, half)

/** What the VAE gives, [1, 3, height, width] about −1…1, as a picture. */
export function imageFromPixels({ shape, data: pixels }: FloatTensor): RawImage {
  const [, , height, width] = shape as [number, number, number, number]
  const area = width * height
  const data = new Uint8Array(area * 3)
  for (let i = 0; i < area; i++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = pixels[channel * area + i]! * 127.5 + 127.5
      data[i * 3 + channel] = Math.min(255, Math.max(0, Math.round(value)))
    }
  }
  return { width, height, channels: 3, data }
}

const side = z.int().min(1).max(4096)
const mean3 = z.array(z.number()).length(3)
const square = z.union([side, z.object({ height: side, width: side }).transform(({ height }) => height)])

/** preprocessor_config.json of CLIPImageProcessor; defaults are those of transformers. */
export const preprocessorSchema = z.object({
  size: z
    .union([square, z.object({ shortest_edge: side }).transform(size => size.shortest_edge)])
    .default(224),
  crop_size: square.default(224),
  /** Pillow's number for the filter. */
  resample: z
    .literal([0, 1, 2, 3])
    .default(3)
    .transform(filter => (["nearest", "lanczos3", "linear", "cubic"] as const)[filter]),
  do_resize: z.literal(true).default(true),
  do_rescale: z.literal(true).default(true),
  do_normalize: z.literal(true).default(true),
  rescale_factor: z
    .number()
    .positive()
    .default(1 / 255),
  image_mean: mean3.default([0.48145466, 0.4578275, 0.40821073]),
  image_std: mean3.default([0.26862954, 0.26130258, 0.27577711]),
})
export type Preprocessor = z.output<typeof preprocessorSchema>

/**
 * A picture as CLIP reads it, [1, 3, s, s]. `keep-whole` squeezes the whole picture into the square, so that nothing of
 * a poster is lost; `crop` is CLIP's own way: the shortest side to size, then the middle.
 */
export async function preprocess(
  image: RawImage,
  preprocessor: Preprocessor,
  resize: "keep-whole" | "crop",
): Promise<FloatTensor> {
  const { size, crop_size: crop, resample: kernel } = preprocessor
  let shown: RawImage
  if (resize === "keep-whole") {
    shown = await resizeImage(image, crop, crop, { kernel })
  } else {
    const shortest = Math.min(image.width, image.height)
    const scaled = (length: number) => Math.max(crop, Math.floor((length * size) / shortest))
    shown = await resizeImage(image, scaled(image.width), scaled(image.height), { kernel })
    shown = await centreCrop(shown, crop, crop)
  }
  return normalisedPixels(shown, preprocessor.image_mean, preprocessor.image_std, preprocessor.rescale_factor)
}
