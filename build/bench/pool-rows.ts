/** Rows of a pool as a catalog's embeddings lie. */
import { gaussianNoise } from "../../native/diffusion/noise.ts"
import type { PoolRow } from "../../native/pool/pool.ts"

const clusters = 500

/** Vectors around random centres, as embeddings of a catalog lie: each item is a centre and a piece of one long noise. */
export function clustered(width: number, seed: number): (item: number) => Float32Array {
  const centres = gaussianNoise(seed, [clusters, width]).data
  const noise = gaussianNoise(seed + 10, [1 << 20]).data
  return item => {
    const centre = (item % clusters) * width
    const piece = (item * 7919) % (noise.length - width)
    return Float32Array.from({ length: width }, (_, i) => centres[centre + i]! + 0.7 * noise[piece + i]!)
  }
}

/** `count` rows from the item of number `start` on. */
export const poolRows = (
  start: number,
  count: number,
  text: (item: number) => Float32Array,
  image: (item: number) => Float32Array,
): PoolRow[] =>
  Array.from({ length: count }, (_, i) => {
    const id = `item-${start + i}`
    return {
      id,
      scenario: "bench",
      text: text(start + i),
      image: image(start + i),
      textHash: id,
      imageHash: id,
    }
  })
