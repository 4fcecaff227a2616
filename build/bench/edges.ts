/** How well two sets of edges lie on each other. */

/** A picture of which each pixel is in a set, 1, or not, 0, row by row. */
export interface Pixels {
  width: number
  height: number
  data: Uint8Array
}

/** The pixels that lie within `reach` rows and columns of one in the set. */
export function widened({ width, height, data }: Pixels, reach: number): Pixels {
  const found = new Uint8Array(data.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!data[y * width + x]) continue
      for (let row = Math.max(0, y - reach); row <= Math.min(height - 1, y + reach); row++) {
        found.fill(1, row * width + Math.max(0, x - reach), row * width + Math.min(width, x + reach + 1))
      }
    }
  }
  return { width, height, data: found }
}

/** The pixels that are in both sets. */
export const within = (pixels: Pixels, region: Pixels): Pixels => ({
  ...pixels,
  data: pixels.data.map((value, i) => value & region.data[i]!),
})

/**
 * Harmonic mean of precision (found edges near a wanted one) and recall (wanted edges near a found one); near is within
 * `reach` rows and columns. 0 where either has no edges.
 */
export function edgeScore(found: Pixels, wanted: Pixels, reach: number): number {
  const precision = shareNear(found, widened(wanted, reach))
  const recall = shareNear(wanted, widened(found, reach))
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
}

function shareNear(pixels: Pixels, region: Pixels): number {
  const count = (values: Uint8Array) => values.reduce((sum, value) => sum + value, 0)
  const all = count(pixels.data)
  return all === 0 ? 0 : count(within(pixels, region).data) / all
}
