/**
 * Gaussian noise from a counter-based generator: the same seed gives the same noise on every device and system, and
 * element n can be drawn without drawing those before it. Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers:
 * as easy as 1, 2, 3") turned into normal numbers by Box and Muller's transform.
 */
import { elementCount, type FloatTensor, floatTensor, type Shape } from "../contract/tensor.ts"

type Four = readonly [number, number, number, number]

/** One block of Philox4x32-10: four 32-bit words from a 128-bit counter and a 64-bit key. */
export function philox4x32(counter: Four, key: readonly [number, number]): Four {
  let [c0, c1, c2, c3] = counter
  let [k0, k1] = key
  for (let round = 0; round < 10; round++) {
    const [high0, low0] = multiply(0xd2511f53, c0)
    const [high1, low1] = multiply(0xcd9e8d57, c2)
    ;[c0, c1, c2, c3] = [(high1 ^ c1 ^ k0) >>> 0, low1, (high0 ^ c3 ^ k1) >>> 0, low0]
    k0 = (k0 + 0x9e3779b9) >>> 0
    k1 = (k1 + 0xbb67ae85) >>> 0
  }
  return [c0, c1, c2, c3]
}

/** High and low 32 bits of a product of two 32-bit numbers. */
function multiply(a: number, b: number): [high: number, low: number] {
  const low = Math.imul(a, b) >>> 0
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16)
  const carried = (middle % 0x10000) + aLow * bHigh
  const high = aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carried / 0x10000)
  return [high >>> 0, low]
}

/** One of many independent noises of a seed. */
export interface NoisePlace {
  stream: number
  index: number
}

/**
 * Standard normal noise of `shape` for a 32-bit seed. Block n of four elements comes from counter n.
 *
 * @example gaussianNoise(settings.seed + n, [1, c, height / 8, width / 8])
 */
export function gaussianNoise(
  seed: number,
  shape: Shape,
  { stream, index }: NoisePlace = { stream: 0, index: 0 },
): FloatTensor {
  const count = elementCount(shape)
  const data = new Float32Array(count)
  for (let block = 0; block * 4 < count; block++) {
    const [a, b, c, d] = philox4x32([block, index >>> 0, 0, 0], [seed >>> 0, stream])
    data.set([...boxMuller(a, b), ...boxMuller(c, d)].slice(0, count - block * 4), block * 4)
  }
  return floatTensor(shape, data)
}

/** Two 32-bit words to two independent normal numbers. */
function boxMuller(first: number, second: number): [number, number] {
  const radius = Math.sqrt(-2 * Math.log((first + 1) / 0x1_0000_0000)) // (0, 1]: never the logarithm of 0
  const angle = (2 * Math.PI * second) / 0x1_0000_0000
  return [radius * Math.cos(angle), radius * Math.sin(angle)]
}
