/**
 * The sampler of latent consistency models (Luo et al. 2023, "Latent Consistency Models", algorithm 3): each step predicts
 * the finished latents and, but for the last, puts fresh noise over them. Good pictures in 2 to 8 steps of a model that was
 * distilled for it. Equals diffusers' LCMScheduler.
 */
import type { SchedulerConfig } from "../models/scheduler-config.ts"
import { alphasCumprod, mixed, predictOriginal } from "./noise-schedule.ts"
import type { Scheduler, SchedulerOptions } from "./scheduler.ts"

/** Steps of the solver that such models are distilled from: the most that can be taken. */
const originalSteps = 50
/** σ_data of the boundary condition, and what timesteps are multiplied by there. */
const sigmaData = 0.5
const timestepScaling = 10

/** How many of its timesteps lie below a picture of which `start` hundredths are there already. */
const reachable = (start: number): number => Math.max(1, Math.floor((originalSteps * (100 - start)) / 100))

/** How many steps are taken: all, as far as there are timesteps for them. */
export const lcmSteps = (steps: number, start: number): number =>
  start === 0 ? steps : Math.min(steps, reachable(start))

export function createLcm(
  config: SchedulerConfig,
  steps: number,
  { start = 0, freshNoise }: SchedulerOptions,
): Scheduler {
  const alphas = alphasCumprod(config)
  const timesteps = lcmTimesteps(config, lcmSteps(steps, start), start)

  return {
    timesteps,
    initNoiseSigma: 1,
    noised: (original, noise, index) => mixed(original, noise, alphas[timesteps[index]!]!),
    step(output, index, sample) {
      const timestep = timesteps[index]!
      const alpha = Math.sqrt(alphas[timestep]!)
      const sigma = Math.sqrt(1 - alphas[timestep]!)
      const predicted = predictOriginal(config.prediction_type, output, sample, alpha, sigma)
      const scaled = timestep * timestepScaling
      const skip = sigmaData ** 2 / (scaled ** 2 + sigmaData ** 2)
      const out = scaled / Math.sqrt(scaled ** 2 + sigmaData ** 2)
      const original = predicted.map((x, i) => out * x + skip * sample[i]!)
      const next = timesteps[index + 1]
      if (next === undefined) return { sample: original.slice(), predictedOriginal: original }
      return { sample: mixed(original, freshNoise(index), alphas[next]!), predictedOriginal: original }
    },
  }
}

/** Evenly spaced among those that the model was distilled at, noisiest first. */
function lcmTimesteps({ num_train_timesteps: trained }: SchedulerConfig, steps: number, start: number) {
  const stride = Math.floor(trained / originalSteps)
  const count = reachable(start)
  return Array.from({ length: steps }, (_, i) => (count - Math.floor(i * (count / steps))) * stride - 1)
}
