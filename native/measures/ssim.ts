/** Structural similarity (Wang 2004) of two pictures. */
import { setImmediate } from "node:timers/promises"
import { ssim } from "ssim.js"
import type { RawImage } from "../models/image.ts"

/** Side of the Gaussian window. */
const window = 11

/** Rows of windows at a time: about 10 ms of a slow core at 256 pixels' width. */
const bandRows = 48

/**
 * Mean SSIM on luminance, 11×11 Gaussian of σ 1.5, K1 0.01, K2 0.03, −1 … 1. Both pictures have one size, at least 11
 * pixels a side. It is worked out in bands, so that the process answers others in between.
 */
export async function structuralSimilarity(first: RawImage, second: RawImage): Promise<number> {
  let sum = 0
  for await (const { count, mssim } of bandsOf(first, second)) sum += mssim * count
  return sum / (first.height - window + 1)
}

/**
 * The same mean over the windows whose centre lies in a region, 1, and over the others, 0; null where there are none.
 *
 * @param region a value for each pixel, row by row
 */
export async function similarityByRegion(
  first: RawImage,
  second: RawImage,
  region: Uint8Array,
): Promise<{ inside: number | null; outside: number | null }> {
  const sums = [0, 0]
  const counts = [0, 0]
  const middle = (window - 1) / 2
  for await (const { top, map } of bandsOf(first, second)) {
    for (const [at, value] of map.data.entries()) {
      const y = top + Math.floor(at / map.width) + middle
      const x = (at % map.width) + middle
      const side = region[y * first.width + x]! ? 1 : 0
      sums[side]! += value
      counts[side]!++
    }
  }
  const meanOf = (side: 0 | 1) => (counts[side] === 0 ? null : sums[side]! / counts[side]!)
  return { inside: meanOf(1), outside: meanOf(0) }
}

async function* bandsOf(first: RawImage, second: RawImage) {
  const rows = first.height - window + 1
  for (let top = 0; top < rows; top += bandRows) {
    const count = Math.min(bandRows, rows - top)
    // Windows lie wholly inside the picture, so those of a band need its own rows and ten more.
    const band = [first, second].map(image => withAlpha(image, top, count + window - 1)) as [Rgba, Rgba]
    const found = ssim(...band, { ssim: "fast", downsample: false, rgb2grayVersion: "original" })
    yield { top, count, mssim: found.mssim, map: found.ssim_map }
    await setImmediate()
  }
}

type Rgba = ReturnType<typeof withAlpha>

function withAlpha({ width, data }: RawImage, top: number, height: number) {
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255)
  for (let pixel = 0; pixel < width * height; pixel++) {
    const at = (top * width + pixel) * 3
    rgba.set(data.subarray(at, at + 3), pixel * 4)
  }
  return { width, height, data: rgba }
}
