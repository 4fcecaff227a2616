/**
 * What chance decides in a run. Every number is drawn by its place (seed, purpose, index) from a counter-based generator,
 * so there is no state to keep: a run that is resumed at step n draws the same numbers.
 */
import type { FloatTensor, Shape } from "../contract/tensor.ts"
import { gaussianNoise, philox4x32 } from "../diffusion/noise.ts"

/** One stream a purpose; 0 is what images are drawn from. */
const streams = { order: 1, timestep: 2, drop: 3, latent: 4, noise: 5, weights: 6, class: 7 } as const
export type Purpose = keyof typeof streams

/** A number in [0, 1). */
export const uniform = (seed: number, purpose: Purpose, index: number): number =>
  philox4x32([0, index >>> 0, 0, 0], [seed >>> 0, streams[purpose]])[0] / 2 ** 32

/** Standard normal numbers. */
export const normal = (seed: number, purpose: Purpose, index: number, shape: Shape): FloatTensor =>
  gaussianNoise(seed, shape, { stream: streams[purpose], index })

/** Uniform numbers in [−bound, bound). */
export function uniformWithin(seed: number, purpose: Purpose, index: number, bound: number, count: number) {
  const data = new Float32Array(count)
  for (let block = 0; block * 4 < count; block++) {
    const words = philox4x32([block, index >>> 0, 0, 0], [seed >>> 0, streams[purpose]])
    for (let i = 0; i < 4 && block * 4 + i < count; i++)
      data[block * 4 + i] = (words[i]! / 2 ** 31 - 1) * bound
  }
  return data
}

/**
 * Which of `count` samples the n-th draw takes: all of them once, in a random order, then all of them in another
 * (Fisher and Yates).
 */
export function createOrder(seed: number, count: number): (draw: number) => number {
  let round = -1
  let order: number[] = []
  return draw => {
    const wanted = Math.floor(draw / count)
    if (wanted !== round) {
      round = wanted
      order = Array.from({ length: count }, (_, i) => i)
      for (let last = count - 1; last > 0; last--) {
        const other = Math.floor(uniform(seed, "order", round * count + last) * (last + 1))
        ;[order[last], order[other]] = [order[other]!, order[last]!]
      }
    }
    return order[draw % count]!
  }
}
