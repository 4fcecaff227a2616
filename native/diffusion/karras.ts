/**
 * The noise levels of Karras et al. (2022, "Elucidating the Design Space of Diffusion-Based Generative Models", eq. 5):
 * many small ones, few large ones, which is where a solver of few steps errs most.
 */
import type { SchedulerConfig } from "../models/scheduler-config.ts"
import { linspace, positiveAlphasCumprod, roundHalfEven } from "./noise-schedule.ts"

/** ρ of the paper. */
const rho = 7

/** ᾱ at each step, noisiest first, and the training timestep nearest to it, which the network reads. */
export function karrasLevels(
  config: SchedulerConfig,
  steps: number,
): { timesteps: number[]; alphaBars: number[] } {
  /** σ / α at every training timestep: grows with it. */
  const sigmas = [...positiveAlphasCumprod(config)].map(alphaBar => Math.sqrt((1 - alphaBar) / alphaBar))
  const logs = sigmas.map(Math.log)
  const root = (sigma: number) => sigma ** (1 / rho)
  const chosen = linspace(root(sigmas.at(-1)!), root(sigmas[0]!), steps).map(value => value ** rho)
  return {
    timesteps: chosen.map(sigma => roundHalfEven(timestepOf(Math.log(sigma), logs))),
    alphaBars: chosen.map(sigma => 1 / (1 + sigma ** 2)),
  }
}

/** Where a noise level lies between two timesteps, in proportion to ln σ. */
function timestepOf(log: number, logs: readonly number[]): number {
  const above = logs.findIndex(other => other > log)
  const low = Math.max(0, Math.min(above === -1 ? logs.length - 2 : above - 1, logs.length - 2))
  const share = (log - logs[low]!) / (logs[low + 1]! - logs[low]!)
  return low + Math.min(1, Math.max(0, share))
}
