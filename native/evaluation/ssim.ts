/** Structural similarity (Wang 2004) of two pictures. */
import { ssim } from "ssim.js"
import { centreCrop, type RawImage, resizeImage } from "../models/image.ts"

/**
 * Mean SSIM on luminance, 11×11 Gaussian of σ 1.5, K1 0.01, K2 0.03, −1 … 1. Both pictures have one size, at least 11
 * pixels a side.
 */
export function structuralSimilarity(first: RawImage, second: RawImage): number {
  const { mssim } = ssim(withAlpha(first), withAlpha(second), {
    ssim: "fast",
    downsample: false,
    rgb2grayVersion: "original",
  })
  return mssim
}

/** The original as a generated image is compared with it: its shortest side to size, then the middle. */
export async function sameCrop(original: RawImage, width: number, height: number): Promise<RawImage> {
  const scale = Math.max(width / original.width, height / original.height)
  const scaled = (side: number, least: number) => Math.max(least, Math.round(side * scale))
  const resized = await resizeImage(original, scaled(original.width, width), scaled(original.height, height))
  return centreCrop(resized, width, height)
}

function withAlpha({ width, height, data }: RawImage) {
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255)
  for (let pixel = 0; pixel < width * height; pixel++) {
    rgba.set(data.subarray(pixel * 3, pixel * 3 + 3), pixel * 4)
  }
  return { width, height, data: rgba }
}
