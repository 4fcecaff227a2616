/** The solvers against diffusers' `from_config` (build/fixtures/schedulers.py). */
import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { note } from "../contract/codes/index.ts"
import type { SchedulerName } from "../contract/setting-values.ts"
import { schedulerConfigSchema } from "../models/scheduler-config.ts"
import { alphasCumprod } from "./noise-schedule.ts"
import { createScheduler, stepsTaken } from "./scheduler.ts"

interface Case {
  name: string
  config: Record<string, unknown>
  solver: SchedulerName
  steps: number
  timesteps: number[]
  final: number[]
}

interface FromOriginal extends Omit<Case, "timesteps"> {
  last: number
}

interface LcmCase extends Omit<Case, "solver"> {
  start: number
  originals: number[][]
}

const fixture: {
  start: number[]
  original: number[]
  cases: Case[]
  fromOriginals: FromOriginal[]
  freshNoise: number[][]
  lcm: LcmCase[]
} = JSON.parse(readFileSync(new URL("./fixtures/schedulers.json", import.meta.url), "utf8"))

const network = (sample: Float32Array, timestep: number) =>
  sample.map(x => 0.9 * Math.tanh(x) + 0.05 * Math.sin(timestep))

function expectClose(found: Float32Array, expected: readonly number[]) {
  for (const [i, value] of expected.entries()) {
    expect(Math.abs(found[i]! - value)).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)))
  }
}

test.each(fixture.cases)("$solver of $name over $steps steps equals diffusers", given => {
  const scheduler = createScheduler(given.solver, schedulerConfigSchema.parse(given.config), given.steps)
  expect(scheduler.timesteps).toEqual(given.timesteps)
  let sample: Float32Array = Float32Array.from(fixture.start)
  for (const [index, timestep] of scheduler.timesteps.entries()) {
    sample = scheduler.step(network(sample, timestep), index, sample).sample
  }
  expectClose(sample, given.final)
})

test.each(fixture.fromOriginals)(
  "the last $last of $steps steps of $solver, from an original of $name, equal diffusers' image-to-image",
  given => {
    const scheduler = createScheduler(given.solver, schedulerConfigSchema.parse(given.config), given.steps)
    const first = given.steps - given.last
    const [original, noise] = [fixture.original, fixture.start].map(values => Float32Array.from(values))
    let sample = scheduler.noised(original!, noise!, first)
    for (const [index, timestep] of scheduler.timesteps.entries()) {
      if (index >= first) sample = scheduler.step(network(sample, timestep), index, sample).sample
    }
    expectClose(sample, given.final)
  },
)

test("SD 1.5's schedule over 50 DDIM steps runs from 981 to 1", () => {
  const { config } = fixture.cases.find(given => given.name === "sd15")!
  const { timesteps } = createScheduler("ddim", schedulerConfigSchema.parse(config), 50)
  expect([timesteps[0], timesteps[1], timesteps.at(-1)]).toEqual([981, 961, 1])
})

test.each(["ddim", "dpmpp-2m", "dpmpp-2m-karras", "lcm"] as const)(
  "%s refuses more steps than the model was trained on",
  solver => {
    const config = schedulerConfigSchema.parse({ num_train_timesteps: 20 })
    if (solver !== "lcm") expect(createScheduler(solver, config, 10).timesteps).toHaveLength(10)
    expect(() => createScheduler(solver, config, 50)).toThrow(
      expect.objectContaining({
        code: "settings.invalid",
        details: { problems: [note("model.too_many_steps", { steps: 50, timesteps: 20 })] },
      }),
    )
  },
)

test.each(fixture.lcm)("$steps steps of lcm with $name, start $start, equal diffusers'", given => {
  const config = schedulerConfigSchema.parse(given.config)
  const { steps, start } = given
  const freshNoise = (index: number) => Float32Array.from(fixture.freshNoise[index]!)
  const scheduler = createScheduler("lcm", config, steps, { start, freshNoise })
  expect(scheduler.timesteps).toEqual(given.timesteps)
  expect(stepsTaken({ scheduler: "lcm", steps, start })).toBe(steps)
  let sample: Float32Array = Float32Array.from(fixture.start)
  if (start > 0) sample = scheduler.noised(Float32Array.from(fixture.original), sample, 0)
  for (const [index, timestep] of scheduler.timesteps.entries()) {
    const next = scheduler.step(network(sample, timestep), index, sample)
    expectClose(next.predictedOriginal, given.originals[index]!)
    sample = next.sample
  }
  expectClose(sample, given.final)
})

test("lcm takes as many steps as it has timesteps for, close to a finished picture", () => {
  expect([0, 90, 94, 95].map(start => stepsTaken({ scheduler: "lcm", steps: 4, start }))).toEqual([
    4, 4, 3, 2,
  ])
  const freshNoise = () => new Float32Array(1)
  const config = schedulerConfigSchema.parse({})
  expect(createScheduler("lcm", config, 4, { start: 95, freshNoise }).timesteps).toEqual([39, 19])
})

test("a stretched schedule ends with noise alone, and is refused for a model that predicts noise", () => {
  const config = { rescale_betas_zero_snr: true, prediction_type: "v_prediction" }
  expect(alphasCumprod(schedulerConfigSchema.parse(config)).at(-1)).toBe(0)
  const refused = schedulerConfigSchema.safeParse({ ...config, prediction_type: "epsilon" })
  expect(refused.error?.issues).toMatchObject([
    { path: ["rescale_betas_zero_snr"], params: { note: note("model.no_signal", {}) } },
  ])
})
