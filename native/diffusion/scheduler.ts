/** What the sampling loop asks of a solver, and the solvers by name. */
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import type { SchedulerName } from "../contract/setting-values.ts"
import type { SchedulerConfig } from "../models/scheduler-config.ts"
import { createDdim } from "./ddim.ts"
import { createDpmpp2m, createDpmpp2mKarras } from "./dpmpp-2m.ts"
import { createLcm, lcmSteps } from "./lcm.ts"

/**
 * A solver over a fixed number of steps. Steps are taken in order, each once, from any of them on; make a new one for each
 * image.
 */
export interface Scheduler {
  /** The training timestep that the network reads at each step, noisiest first. */
  readonly timesteps: readonly number[]
  /** Standard deviation of the noise that sampling starts from. */
  readonly initNoiseSigma: number
  /** A picture's latents with as much of `noise` as is left where step `index` starts: √ᾱ·x₀ + √(1 − ᾱ)·ε. */
  noised(original: Float32Array, noise: Float32Array, index: number): Float32Array
  /**
   * Takes step `index`: from `sample` (the latents at `timesteps[index]`) and the network's `output` for it to the
   * next latents, and what the finished latents would be if the network were right (x̂₀).
   */
  step(output: Float32Array, index: number, sample: Float32Array): SchedulerStep
}

export interface SchedulerStep {
  readonly sample: Float32Array
  readonly predictedOriginal: Float32Array
}

export interface SchedulerOptions {
  /** Hundredths of a picture that are there already: `lcm` puts all its steps into the rest. */
  start?: number
  /** Standard normal noise for what follows step `index`, as many values as the latents; `lcm` alone asks for it. */
  freshNoise: (index: number) => Float32Array
}

const solvers: Record<
  SchedulerName,
  (config: SchedulerConfig, steps: number, options: SchedulerOptions) => Scheduler
> = {
  ddim: createDdim,
  "dpmpp-2m": createDpmpp2m,
  "dpmpp-2m-karras": createDpmpp2mKarras,
  lcm: createLcm,
}

const noNoise: SchedulerOptions = {
  freshNoise: () => {
    throw new Error("this solver needs fresh noise")
  },
}

/**
 * How many steps are taken with these settings. From a picture of which `start` hundredths are there already, the last
 * ⌊steps · (100 − start) / 100⌋, at least 1: diffusers' image-to-image at strength 1 − start / 100. `lcm` takes all of them.
 */
export const stepsTaken = ({
  scheduler,
  steps,
  start,
}: {
  scheduler: SchedulerName
  steps: number
  start: number
}): number =>
  scheduler === "lcm" ? lcmSteps(steps, start) : Math.max(1, Math.floor((steps * (100 - start)) / 100))

/**
 * The solver `name` with a pack's noise schedule. Throws settings.invalid for more steps than the model has timesteps.
 *
 * @example createScheduler("ddim", pack.scheduler, 50).timesteps // 981 … 1 with Stable Diffusion 1.5
 */
export function createScheduler(
  name: SchedulerName,
  config: SchedulerConfig,
  asked: number,
  options: SchedulerOptions = noNoise,
): Scheduler {
  const scheduler = solvers[name](config, asked, options)
  const steps = name === "lcm" ? lcmSteps(asked, options.start ?? 0) : asked
  const visited = scheduler.timesteps.filter(t => t >= 0 && t < config.num_train_timesteps)
  // Small noise levels of Karras lie closer together than timesteps do.
  const most = name === "dpmpp-2m-karras" ? config.num_train_timesteps : new Set(visited).size
  if (most < steps || visited.length < steps) {
    const problem = note("model.too_many_steps", { steps, timesteps: config.num_train_timesteps })
    throw new StudioError("settings.invalid", { problems: [problem] })
  }
  return scheduler
}
