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
    case "squaredcos_cap_v2": {
      const alphaBar = (t: number) => Math.cos((((t / count + 0.008) / 1.008) * Math.PI) / 2) ** 2
      return Array.from({ length: count }, (_, t) => Math.min(1 - alphaBar(t + 1) / alphaBar(t), 0.999))
    }
  }
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
