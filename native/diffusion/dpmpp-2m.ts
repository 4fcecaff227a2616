/**
 * DPM-Solver++ 2M (Lu et al. 2022, "DPM-Solver++", algorithm 2; midpoint): second order from the last two
 * predictions, one network evaluation a step. Good pictures in 12 to 25 steps; with the noise levels of Karras et al.
 * (2022, "Elucidating the Design Space", eq. 5) in 8 to 12.
 */
import type { SchedulerConfig } from "../models/scheduler-config.ts"
import { karrasLevels } from "./karras.ts"
import { linspace, mixed, positiveAlphasCumprod, predictOriginal, roundHalfEven } from "./noise-schedule.ts"
import type { Scheduler } from "./scheduler.ts"

/** Under this many steps the last one is of first order, which keeps it stable. */
const fewSteps = 15

/** At the timesteps that the config's spacing names. */
export function createDpmpp2m(config: SchedulerConfig, steps: number): Scheduler {
  const alphas = positiveAlphasCumprod(config)
  const timesteps = dpmTimesteps(config, steps)
  return solver(
    config,
    timesteps,
    timesteps.map(t => alphas[t]!),
  )
}

/** At the noise levels of Karras et al., whatever spacing the config names. */
export function createDpmpp2mKarras(config: SchedulerConfig, steps: number): Scheduler {
  const { timesteps, alphaBars } = karrasLevels(config, steps)
  return solver(config, timesteps, alphaBars)
}

/** @param alphaBars ᾱ where each step starts */
function solver(config: SchedulerConfig, timesteps: number[], alphaBars: readonly number[]): Scheduler {
  const lastAlpha = config.final_sigmas_type === "zero" ? 1 : positiveAlphasCumprod(config)[0]!
  /** Signal α, noise σ and λ = ln(α / σ) at each step's start, and where the last step ends. */
  const levels = [...alphaBars, lastAlpha].map(alphaBar => {
    const alpha = Math.sqrt(alphaBar)
    const sigma = Math.sqrt(1 - alphaBar)
    return { alpha, sigma, lambda: Math.log(alpha) - Math.log(sigma) }
  })
  let previousOriginal: Float32Array | undefined

  return {
    timesteps,
    initNoiseSigma: 1,
    noised: (original, noise, index) => mixed(original, noise, alphaBars[index]!),
    step(output, index, sample) {
      const now = levels[index]!
      const next = levels[index + 1]!
      const original = predictOriginal(config.prediction_type, output, sample, now.alpha, now.sigma)
      const last = index === timesteps.length - 1
      const before = previousOriginal
      const firstOrder =
        before === undefined ||
        (last &&
          (config.euler_at_final ||
            config.final_sigmas_type === "zero" ||
            (config.lower_order_final && timesteps.length < fewSteps)))

      const h = next.lambda - now.lambda
      let estimate = original // x̂₀ at the middle of the step
      if (!firstOrder) {
        const ratio = (now.lambda - levels[index - 1]!.lambda) / h
        estimate = original.map((x, i) => x + (x - before[i]!) / (2 * ratio))
      }
      previousOriginal = original
      const keep = next.sigma / now.sigma
      const move = -next.alpha * Math.expm1(-h)
      return { sample: sample.map((x, i) => keep * x + move * estimate[i]!), predictedOriginal: original }
    },
  }
}

function dpmTimesteps(config: SchedulerConfig, steps: number): number[] {
  const {
    num_train_timesteps: trained,
    steps_offset: offset,
    timestep_spacing: spacing = "linspace",
  } = config
  const first = (count: number, at: (i: number) => number) => Array.from({ length: count }, (_, i) => at(i))
  switch (spacing) {
    case "leading": {
      const stride = Math.floor(trained / (steps + 1))
      return first(steps, i => (steps - i) * stride + offset)
    }
    case "linspace":
      return linspace(0, trained - 1, steps + 1)
        .map(roundHalfEven)
        .reverse()
        .slice(0, steps)
    case "trailing":
      return first(steps, i => roundHalfEven(trained - (i * trained) / steps) - 1)
  }
}
