/** Classifier-free guidance of two rows, with the rescaling that keeps strong guidance from burning a picture out. */
import type { FloatTensor } from "../contract/tensor.ts"

export interface GuidanceSettings {
  /** g of eq. 15. */
  guidance: number
  /** φ, 0 … 1: 0, the default, leaves the guided prediction as it is, 1 gives it the spread of the conditional one. */
  guidanceRescale?: number
}

/**
 * ε = ε_u + g·(ε_c − ε_u) of rows [unconditional, conditional] (eq. 15; Ho & Salimans 2022), then
 * φ·ε·σ(ε_c)/σ(ε) + (1 − φ)·ε, where σ is the standard deviation over the whole row (Lin et al. 2024, “Common Diffusion
 * Noise Schedules and Sample Steps are Flawed”, §3.4).
 *
 * @param rows [2,c,h,w]
 * @returns c·h·w values
 */
export function guide(
  { data }: FloatTensor,
  { guidance, guidanceRescale = 0 }: GuidanceSettings,
): Float32Array {
  const size = data.length / 2
  const conditional = data.subarray(size)
  const guided = data.subarray(0, size).map((unconditional, i) => {
    return unconditional + guidance * (conditional[i]! - unconditional)
  })
  if (guidanceRescale === 0) return guided
  const ratio = standardDeviation(conditional) / standardDeviation(guided)
  const factor = guidanceRescale * ratio + (1 - guidanceRescale)
  return guided.map(value => value * factor)
}

function standardDeviation(values: Float32Array): number {
  let sum = 0
  for (const value of values) sum += value
  const mean = sum / values.length
  let squares = 0
  for (const value of values) squares += (value - mean) ** 2
  return Math.sqrt(squares / values.length)
}
