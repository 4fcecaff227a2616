/** DDIM with η = 0 (Song et al. 2021, eq. 12): deterministic, one network evaluation a step. */
import type { SchedulerConfig } from "../models/scheduler-config.ts"
import { alphasCumprod, linspace, mixed, predictOriginal, roundHalfEven } from "./noise-schedule.ts"
import type { Scheduler } from "./scheduler.ts"

/** The predicted original is never clipped: latents have no fixed range. */
export function createDdim(config: SchedulerConfig, steps: number): Scheduler {
  const alphas = alphasCumprod(config)
  const timesteps = ddimTimesteps(config, steps)
  const stride = Math.floor(config.num_train_timesteps / steps)
  const finalAlpha = config.set_alpha_to_one ? 1 : alphas[0]!

  return {
    timesteps,
    initNoiseSigma: 1,
    noised: (original, noise, index) => mixed(original, noise, alphas[timesteps[index]!]!),
    step(output, index, sample) {
      const timestep = timesteps[index]!
      const previous = timestep - stride
      const alphaNow = alphas[timestep]!
      const alphaNext = previous >= 0 ? alphas[previous]! : finalAlpha
      const alpha = Math.sqrt(alphaNow)
      const sigma = Math.sqrt(1 - alphaNow)
      const original = predictOriginal(config.prediction_type, output, sample, alpha, sigma)
      const signal = Math.sqrt(alphaNext)
      const direction = Math.sqrt(1 - alphaNext) / sigma // times σ·ε, the part of the sample that isn't α·x̂₀
      return {
        sample: sample.map((x, i) => signal * original[i]! + direction * (x - alpha * original[i]!)),
        predictedOriginal: original,
      }
    },
  }
}

function ddimTimesteps(config: SchedulerConfig, steps: number): number[] {
  const { num_train_timesteps: trained, steps_offset: offset, timestep_spacing: spacing = "leading" } = config
  const first = (count: number, at: (i: number) => number) => Array.from({ length: count }, (_, i) => at(i))
  switch (spacing) {
    case "leading": {
      const stride = Math.floor(trained / steps)
      return first(steps, i => (steps - 1 - i) * stride + offset)
    }
    case "linspace":
      return linspace(0, trained - 1, steps)
        .map(roundHalfEven)
        .reverse()
    case "trailing":
      return first(steps, i => roundHalfEven(trained - (i * trained) / steps) - 1)
  }
}
