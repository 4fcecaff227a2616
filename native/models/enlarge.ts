/**
 * Enlarging a picture as Pillow does, to the last bit. Sharp's own enlarging places every pixel half an output pixel too
 * far right and down (its shrinking is exact).
 */
import type { RawImage } from "../base/raw-image.ts"

export type Kernel = "nearest" | "linear" | "cubic" | "lanczos3"

/** Weights are whole multiples of 2^−22, as Pillow's are. */
const precision = 22

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x))

/** How far each kernel reaches, in pixels of the small picture, and what a pixel at a distance weighs. */
const kernels: Readonly<
  Record<Exclude<Kernel, "nearest">, { reach: number; weigh: (distance: number) => number }>
> = {
  linear: { reach: 1, weigh: x => Math.max(0, 1 - Math.abs(x)) },
  // Keys 1981, with a = −1/2.
  cubic: {
    reach: 2,
    weigh: signed => {
      const x = Math.abs(signed)
      if (x < 1) return (1.5 * x - 2.5) * x * x + 1
      return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0
    },
  },
  lanczos3: { reach: 3, weigh: x => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) },
}

/** The pixels that one pixel of the result is made of: from `first`, with these weights. */
interface Taps {
  readonly first: number
  readonly weights: Int32Array
}

/** The picture at another size, no side of which may be shorter. */
export function enlarge(image: RawImage, width: number, height: number, kernel: Kernel): RawImage {
  if (width < image.width || height < image.height)
    throw new RangeError(`${image.width}×${image.height} can't be enlarged to ${width}×${height}`)
  const wide = width > image.width ? along("row", image, taps(image.width, width, kernel)) : image
  return height > image.height ? along("column", wide, taps(image.height, height, kernel)) : wide
}

function taps(from: number, to: number, kernel: Kernel): Taps[] {
  return Array.from({ length: to }, (_, index) => {
    const centre = ((index + 0.5) * from) / to
    if (kernel === "nearest") return { first: Math.floor(centre), weights: Int32Array.of(1 << precision) }
    const { reach, weigh } = kernels[kernel]
    const first = Math.max(0, Math.floor(centre - reach + 0.5))
    const end = Math.min(from, Math.floor(centre + reach + 0.5))
    const weights = Array.from({ length: end - first }, (_, i) => weigh(first + i - centre + 0.5))
    const sum = weights.reduce((total, weight) => total + weight, 0)
    return { first, weights: Int32Array.from(weights, weight => Math.round((weight / sum) * 2 ** precision)) }
  })
}

/** One pass, along rows or along columns: each pixel of the result is a weighted sum of pixels in its line. */
function along(line: "row" | "column", image: RawImage, allTaps: readonly Taps[]): RawImage {
  const width = line === "row" ? allTaps.length : image.width
  const height = line === "column" ? allTaps.length : image.height
  const [between, toNext] = line === "row" ? [3, image.width * 3] : [image.width * 3, 3]
  const [madeBetween, madeToNext] = line === "row" ? [3, width * 3] : [width * 3, 3]
  const lines = line === "row" ? height : width
  const data = new Uint8Array(width * height * 3)
  for (const [index, { first, weights }] of allTaps.entries()) {
    for (let at = 0; at < lines; at++) {
      for (let channel = 0; channel < 3; channel++) {
        const start = at * toNext + first * between + channel
        let sum = 1 << (precision - 1)
        for (let i = 0; i < weights.length; i++) sum += weights[i]! * image.data[start + i * between]!
        data[at * madeToNext + index * madeBetween + channel] = Math.min(255, Math.max(0, sum >> precision))
      }
    }
  }
  return { width, height, channels: 3, data }
}
