/**
 * Enlarges a picture with a network, tile by tile: tiles overlap, and where two meet, one fades into the other, away from the
 * edges where a tile lacks what lies beside it.
 */
import type { RawImage } from "../../base/raw-image.ts"
import { sharpOf } from "../../base/raw-image.ts"
import { StudioError } from "../../contract/errors.ts"
import type { FloatTensor } from "../../contract/tensor.ts"
import { checkFinite } from "../finite.ts"
import { normalisedPixels } from "../image.ts"
import type { Upscaler } from "./upscaler-file.ts"

export interface UpscaleOptions {
  /** How many times larger the picture becomes; the network's own scale when absent. */
  times?: number | undefined
  signal?: AbortSignal | undefined
  /** Waited for before each tile: to let other work go first, say. */
  beforeTile?: (() => Promise<void>) | undefined
  onTile?: ((done: number, total: number) => void) | undefined
  /** Longest side of a tile, in pixels of the picture. */
  tile?: number
}

/** At 64 channels and 4×, a tensor of such a tile takes 105 MB. */
const usualTile = 160
/** What a tile's outermost pixels are off by more than can be seen, and over how many pixels tiles fade into each other. */
const margin = 12
const fade = 8
const overlap = 2 * margin + fade

/** Longest side of an enlarged picture. */
export const largestSide = 8192

/** @throws StudioError upscaler.too_large, model.not_finite, job.cancelled */
export async function upscale(
  upscaler: Upscaler,
  image: RawImage,
  options: UpscaleOptions = {},
): Promise<RawImage> {
  const { times = upscaler.scale } = options
  const [width, height] = [image.width * times, image.height * times]
  if (Math.max(width, height) > largestSide)
    throw new StudioError("upscaler.too_large", { width, height, most: largestSide })
  let enlarged = image
  while (enlarged.width < width) enlarged = await once(upscaler, enlarged, options)
  if (enlarged.width === width) return enlarged
  const data = await sharpOf(enlarged).resize(width, height, { fit: "fill" }).raw().toBuffer()
  return { width, height, channels: 3, data: new Uint8Array(data) }
}

/** The picture at the network's own scale. */
async function once(
  upscaler: Upscaler,
  image: RawImage,
  { tile = usualTile, signal, beforeTile, onTile }: UpscaleOptions,
): Promise<RawImage> {
  const { scale, multipleOf, fixedSide } = upscaler
  const whole = padded(image, multipleOf, fixedSide)
  const sideOf = (length: number) => fixedSide ?? Math.min(length, tile - (tile % multipleOf))
  const [across, down] = [spans(whole.width, sideOf(whole.width)), spans(whole.height, sideOf(whole.height))]
  const width = image.width * scale
  const made = new Uint8Array(width * image.height * scale * 3)
  /** Sums of the rows that are not finished, from `start` of the enlarged picture on. */
  let sums = new Float32Array(0)
  let done = 0
  for (const [index, { start, length, weights: rowWeights }] of down.entries()) {
    const band = new Float32Array(length * scale * width * 3)
    band.set(sums)
    for (const { start: left, length: wide, weights } of across) {
      await beforeTile?.()
      if (signal?.aborted) throw new StudioError("job.cancelled", { what: "drawing" })
      const pixels = normalisedPixels(cut(whole, left, start, wide, length), [0, 0, 0], [1, 1, 1])
      const enlarged = await upscaler.run(pixels)
      checkFinite("upscaler", { enlarged })
      addTile(band, width, enlarged, left * scale, weights(scale), rowWeights(scale))
      onTile?.(++done, across.length * down.length)
    }
    // Rows above the next tiles are finished.
    const next = down[index + 1]?.start ?? whole.height
    const [first, finished] = [start * scale * width * 3, (next - start) * scale * width * 3]
    for (let at = 0; at < finished && first + at < made.length; at++)
      made[first + at] = Math.min(255, Math.max(0, Math.round(band[at]! * 255)))
    sums = band.subarray(finished)
  }
  return { width, height: image.height * scale, channels: 3, data: made }
}

interface Span {
  start: number
  length: number
  /** What each enlarged pixel of the span counts: the weights of all spans at one pixel add up to 1. */
  weights(scale: number): Float32Array
}

/** Spans of one length that cover `whole` and overlap. */
export function spans(whole: number, length: number): Span[] {
  const count = whole <= length ? 1 : Math.ceil((whole - overlap) / (length - overlap))
  const starts = Array.from({ length: count }, (_, i) =>
    Math.round((i * (whole - length)) / Math.max(1, count - 1)),
  )
  return starts.map((start, i) => ({
    start,
    length,
    weights: scale => {
      const before = i === 0 ? undefined : starts[i - 1]! + length - start
      const after = starts[i + 1] === undefined ? undefined : start + length - starts[i + 1]!
      return Float32Array.from({ length: length * scale }, (_, at) => {
        const place = (at + 0.5) / scale
        const rising = before === undefined ? 1 : fadedAt(place, before)
        const falling = after === undefined ? 1 : 1 - fadedAt(place - (length - after), after)
        return Math.min(rising, falling)
      })
    },
  }))
}

/** From 0 to 1 over the middle of an overlap. */
const fadedAt = (place: number, width: number): number => {
  const over = Math.min(fade, width)
  return Math.min(1, Math.max(0, (place - (width - over) / 2) / over))
}

function addTile(
  band: Float32Array,
  width: number,
  { shape, data }: FloatTensor,
  left: number,
  columns: Float32Array,
  rows: Float32Array,
): void {
  const [, , high, wide] = shape as [number, number, number, number]
  const area = high * wide
  const shown = Math.min(wide, width - left)
  for (let y = 0; y < high; y++) {
    const row = rows[y]!
    if (row === 0) continue
    for (let x = 0; x < shown; x++) {
      const weight = row * columns[x]!
      if (weight === 0) continue
      const at = (y * width + left + x) * 3
      for (let channel = 0; channel < 3; channel++)
        band[at + channel] = band[at + channel]! + weight * data[channel * area + y * wide + x]!
    }
  }
}

/** The picture with its last row and column repeated, up to sides that the network reads. */
function padded(image: RawImage, multipleOf: number, fixedSide: number | null): RawImage {
  const sideOf = (length: number) =>
    fixedSide === null ? Math.ceil(length / multipleOf) * multipleOf : Math.max(length, fixedSide)
  const [width, height] = [sideOf(image.width), sideOf(image.height)]
  return width === image.width && height === image.height ? image : cut(image, 0, 0, width, height)
}

/** A part of the picture; beyond its edges, its outermost pixels again. */
function cut(image: RawImage, left: number, top: number, width: number, height: number): RawImage {
  const data = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    const row = Math.min(top + y, image.height - 1) * image.width
    for (let x = 0; x < width; x++) {
      const from = (row + Math.min(left + x, image.width - 1)) * 3
      data.set(image.data.subarray(from, from + 3), (y * width + x) * 3)
    }
  }
  return { width, height, channels: 3, data }
}
