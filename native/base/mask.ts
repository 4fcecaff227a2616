/** A mask in memory: what of a picture is kept. A pixel of 128 or more is kept; smaller values say how softly that ends. */
import type { RawImage } from "./raw-image.ts"

export interface Mask {
  width: number
  height: number
  /** One byte a pixel, row by row from the top. */
  data: Uint8Array
}

/** From this value on a pixel is kept. */
export const keptFrom = 128

/** A window on a picture that was scaled: where each pixel of the window lies in the picture. */
export interface MaskWindow {
  /** Of the whole picture, scaled. */
  scaledWidth: number
  scaledHeight: number
  /** The window's first pixel in the scaled picture; negative where the window begins before it. */
  left: number
  top: number
  width: number
  height: number
}

/** Whether each pixel of a window is kept, [height · width]: it is if it shows any part of a pixel that is. */
export function keptIn(mask: Mask, window: MaskWindow): Uint8Array {
  const sums = sumsOf(mask)
  const across = mask.width + 1
  const columns = rangesOf(window.width, window.left, window.scaledWidth, mask.width)
  const rows = rangesOf(window.height, window.top, window.scaledHeight, mask.height)
  const kept = new Uint8Array(window.width * window.height)
  for (const [y, [from, to]] of rows.entries()) {
    for (const [x, [first, end]] of columns.entries()) {
      const inside =
        sums[to * across + end]! -
        sums[to * across + first]! -
        sums[from * across + end]! +
        sums[from * across + first]!
      if (inside > 0) kept[y * window.width + x] = 1
    }
  }
  return kept
}

/** A mask is asked for many windows; it isn't changed once it is made. */
const knownSums = new WeakMap<Mask, Uint32Array>()

/** How many kept pixels lie above and left of each corner, [(height + 1) · (width + 1)]. */
function sumsOf(mask: Mask): Uint32Array {
  const known = knownSums.get(mask) ?? countedSums(mask)
  knownSums.set(mask, known)
  return known
}

function countedSums({ width, height, data }: Mask): Uint32Array {
  const across = width + 1
  const sums = new Uint32Array(across * (height + 1))
  for (let y = 0; y < height; y++) {
    let row = 0
    for (let x = 0; x < width; x++) {
      if (data[y * width + x]! >= keptFrom) row++
      sums[(y + 1) * across + x + 1] = sums[y * across + x + 1]! + row
    }
  }
  return sums
}

/** The pixels of a picture's line that each pixel of the window shows; an empty range outside of the picture. */
function rangesOf(length: number, offset: number, scaled: number, whole: number): [number, number][] {
  return Array.from({ length }, (_, at) => {
    const [from, to] = [at + offset, at + offset + 1]
    if (to <= 0 || from >= scaled) return [0, 0]
    // In whole numbers, so that a pixel which ends where another begins shows nothing of that one.
    const first = Math.floor((Math.max(0, from) * whole) / scaled)
    const end = Math.ceil((Math.min(scaled, to) * whole) / scaled)
    return [first, Math.max(first + 1, end)]
  })
}

/**
 * How much of the original shows in each pixel, 0 … 255: 255 where it is kept and nowhere else, and falling to nothing over
 * `reach` pixels around.
 *
 * @param kept [height · width], 1 where a pixel is kept
 */
export function featherOutwards(kept: Uint8Array, width: number, height: number, reach: number): Uint8Array {
  const beside = new Uint16Array(kept.length).fill(reach + 1)
  for (let y = 0; y < height; y++) {
    const row = y * width
    for (const step of [1, -1]) {
      let distance = reach + 1
      for (let i = 0, x = step > 0 ? 0 : width - 1; i < width; i++, x += step) {
        distance = kept[row + x] ? 0 : Math.min(distance + 1, reach + 1)
        if (distance < beside[row + x]!) beside[row + x] = distance
      }
    }
  }
  const alpha = new Uint8Array(kept.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      if (beside[at] === 0) {
        alpha[at] = 255
        continue
      }
      let nearest = (reach + 1) ** 2
      for (let dy = Math.max(-reach, -y); dy <= Math.min(reach, height - 1 - y); dy++) {
        const dx = beside[at + dy * width]!
        if (dx <= reach) nearest = Math.min(nearest, dx * dx + dy * dy)
      }
      alpha[at] = Math.min(254, Math.round(255 * (1 - Math.sqrt(nearest) / (reach + 1))))
    }
  }
  return alpha
}

/** A mask as a grey picture. */
export const greyOf = ({ width, height, data }: Mask): RawImage => ({
  width,
  height,
  channels: 3,
  data: Uint8Array.from({ length: data.length * 3 }, (_, at) => data[Math.floor(at / 3)]!),
})

/** What any of the masks keeps; they have one size. */
export function unionOf(masks: readonly Mask[]): Mask {
  const [first, ...others] = masks
  const data = first!.data.slice()
  for (const other of others)
    for (const [at, value] of other.data.entries()) data[at] = Math.max(data[at]!, value)
  return { ...first!, data }
}

/** Share of the picture that a mask keeps, 0 … 1. */
export const shareOf = ({ data }: Mask): number =>
  data.reduce((count, value) => count + (value >= keptFrom ? 1 : 0), 0) / data.length
