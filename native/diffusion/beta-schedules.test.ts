/** Schedules that only some of diffusers' classes make (build/fixtures/beta_schedules.py). */
import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { schedulerConfigSchema } from "../models/scheduler-config.ts"
import { alphasCumprod } from "./noise-schedule.ts"
import { createScheduler } from "./scheduler.ts"

interface Case {
  config: { beta_schedule: string; num_train_timesteps?: number }
  /** Of every seventh timestep. */
  alphas: number[]
  ends: Record<"ddim" | "dpmpp-2m", { timesteps: number[]; final: number[] }>
}

const { start, cases }: { start: number[]; cases: Case[] } = JSON.parse(
  readFileSync(new URL("./fixtures/beta-schedules.json", import.meta.url), "utf8"),
)
const named = cases.map(given => ({
  ...given,
  schedule: given.config.beta_schedule,
  count: given.config.num_train_timesteps ?? 1000,
}))

test.each(named)(
  "$schedule over $count timesteps leaves as much signal as diffusers'",
  ({ config, alphas }) => {
    const found = alphasCumprod(schedulerConfigSchema.parse(config)).filter((_, t) => t % 7 === 0)
    expect(found).toHaveLength(alphas.length)
    // diffusers multiplies in float32.
    for (const [i, alpha] of alphas.entries()) expect(Math.abs(found[i]! / alpha - 1)).toBeLessThan(5e-5)
  },
)

test.each(named)(
  "with $schedule over $count timesteps solvers end where diffusers' do",
  ({ config, ends }) => {
    for (const solver of ["ddim", "dpmpp-2m"] as const) {
      const scheduler = createScheduler(solver, schedulerConfigSchema.parse(config), 7)
      expect(scheduler.timesteps).toEqual(ends[solver].timesteps)
      let sample: Float32Array = Float32Array.from(start)
      for (const [index, timestep] of scheduler.timesteps.entries()) {
        const output = sample.map(x => 0.9 * Math.tanh(x) + 0.05 * Math.sin(timestep))
        sample = scheduler.step(output, index, sample).sample
      }
      for (const [i, value] of ends[solver].final.entries())
        expect(Math.abs(sample[i]! - value)).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)))
    }
  },
)
