/** How bright a picture is, and how much its brightness varies: a picture that failed is often of one tone. */
import type { RawImage } from "../base/raw-image.ts"

/** Of the luminance (Rec. 601) of all pixels, 0 … 255. */
export function brightness({ data }: RawImage): { mean: number; deviation: number } {
  let sum = 0
  let squares = 0
  for (let at = 0; at < data.length; at += 3) {
    const luminance = 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!
    sum += luminance
    squares += luminance ** 2
  }
  const mean = sum / (data.length / 3)
  return { mean, deviation: Math.sqrt(Math.max(0, squares / (data.length / 3) - mean ** 2)) }
}
