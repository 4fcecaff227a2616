/** The noise schedule of a scheduler_config.json: how much signal is left after each training timestep. */
import type { PredictionType, SchedulerConfig } from "../models/scheduler-config.ts"

/** ᾱ_t = Π (1 − β_s), s ≤ t, for every training timestep (Ho et al. 2020). */
export function alphasCumprod(config: SchedulerConfig): Float64Array {
  const alphas = new Float64Array(config.num_train_timesteps)
  let product = 1
  for (const [t, beta] of betas(config).entries()) alphas[t] = product *= 1 - beta
  return config.rescale_betas_zero_snr ? withZeroTerminalSnr(alphas) : alphas
}

/**
 * The schedule stretched until nothing of the picture is left at the last timestep (Lin et al. 2024, "Common Diffusion Noise
 * Schedules and Sample Steps are Flawed", algorithm 1): √ᾱ is shifted to end at 0 and scaled to start where it did.
 */
function withZeroTerminalSnr(alphas: Float64Array): Float64Array {
  const first = Math.sqrt(alphas[0]!)
  const last = Math.sqrt(alphas.at(-1)!)
  return alphas.map(alpha => (((Math.sqrt(alpha) - last) * first) / (first - last)) ** 2)
}

/** The same for solvers that count in ln(α / σ), where 0 has no place: diffusers' 2⁻²⁴ stands for it. */
export const positiveAlphasCumprod = (config: SchedulerConfig): Float64Array =>
  alphasCumprod(config).map(alpha => (alpha === 0 ? 2 ** -24 : alpha))

function betas(config: SchedulerConfig): number[] {
  const { num_train_timesteps: count, beta_start: start, beta_end: end } = config
  if (config.trained_betas) return config.trained_betas
  switch (config.beta_schedule) {
    case "linear":
      return linspace(start, end, count)
    case "scaled_linear":
      return linspace(Math.sqrt(start), Math.sqrt(end), count).map(root => root ** 2)
    case "sigmoid":
      return linspace(-6, 6, count).map(x => start + (end - start) / (1 + Math.exp(-x)))
    case "squaredcos_cap_v2":
      return betasOf(count, t => Math.cos((((t + 0.008) / 1.008) * Math.PI) / 2) ** 2)
    case "exp":
      return betasOf(count, t => Math.exp(-12 * t))
    case "laplace":
      return betasOf(count, laplace)
  }
}

/** The β after which `alphaBar(t)` of the signal is left, for t from 0 to 1. */
const betasOf = (count: number, alphaBar: (t: number) => number): number[] =>
  Array.from({ length: count }, (_, i) =>
    Math.min(1 - alphaBar((i + 1) / count) / alphaBar(i / count), 0.999),
  )

/** Noise levels that follow Laplace's distribution (Hang et al. 2024, "Improved Noise Schedule for Diffusion Training"), as diffusers has it. */
function laplace(t: number): number {
  const side = t > 0.5 ? -1 : 1
  const ratio = Math.exp(-0.5 * side * Math.log(1 - 2 * Math.abs(0.5 - t) + 1e-6))
  return Math.sqrt(ratio / (1 + ratio))
}

/** `count` numbers from `start` to `end`, both included. */
export const linspace = (start: number, end: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => (count === 1 ? start : start + (i * (end - start)) / (count - 1)))

/** Rounds halves to the even neighbour, as NumPy does. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  if (value - floor !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}

/** √ᾱ·x₀ + √(1 − ᾱ)·ε: an original with noise over it (Ho et al. 2020, eq. 4). */
export function mixed(original: Float32Array, noise: Float32Array, alphaBar: number): Float32Array {
  const [alpha, sigma] = [Math.sqrt(alphaBar), Math.sqrt(1 - alphaBar)]
  return original.map((x, i) => alpha * x + sigma * noise[i]!)
}

/** What the network is to predict of x = α·x₀ + σ·ε: the inverse of {@link predictOriginal}. */
export function predictionTarget(
  type: PredictionType,
  original: number,
  noise: number,
  alpha: number,
  sigma: number,
): number {
  switch (type) {
    case "epsilon":
      return noise
    case "v_prediction":
      return alpha * noise - sigma * original
    case "sample":
      return original
  }
}

/**
 * x̂₀ from the network's prediction, for x = α·x₀ + σ·ε with α² + σ² = 1: the network gives ε, v = α·ε − σ·x₀
 * (Salimans and Ho 2022) or x₀ itself.
 */
export function predictOriginal(
  type: PredictionType,
  output: Float32Array,
  sample: Float32Array,
  alpha: number,
  sigma: number,
): Float32Array {
  switch (type) {
    case "epsilon":
      return sample.map((x, i) => (x - sigma * output[i]!) / alpha)
    case "v_prediction":
      return sample.map((x, i) => alpha * x - sigma * output[i]!)
    case "sample":
      return output.slice()
  }
}
