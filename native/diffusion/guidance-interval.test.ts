/** Guidance between two noise levels, against a plain loop: both rows there, the conditional row alone elsewhere. */
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import type { SchedulerName } from "../contract/setting-values.ts"
import { floatTensor } from "../contract/tensor.ts"
import { relativeError } from "../models/fixtures.ts"
import type { Pipeline } from "../models/pipeline.ts"
import { openTiny, tenSteps as settings } from "./fixtures.ts"
import { gaussianNoise } from "./noise.ts"
import { type ConditionalRow, type SampleSettings, sample } from "./sample.ts"
import { createScheduler } from "./scheduler.ts"

let pipeline: Pipeline
let close: () => Promise<void>
let conditions: Required<Pick<ConditionalRow, "text" | "image" | "interest">>
beforeAll(async () => {
  ;({ pipeline, close } = await openTiny())
  const { text, image } = await pipeline.unconditional()
  const like = (shape: readonly number[], seed: number) => gaussianNoise(seed, [...shape])
  conditions = { text: like(text.shape, 1), image: like(image!.shape, 2), interest: like(text.shape, 3) }
})
afterAll(() => close())

const shape = [1, 4, 8, 8]
const ones = (count: number, value: number) => floatTensor([count], new Float32Array(count).fill(value))

/** Written without anything that samples: rows one by one, each in a batch of its own. */
async function plainLoop(scheduler: SchedulerName, isGuided: (timestep: number) => boolean) {
  const { text, image } = await pipeline.unconditional()
  const rowOf = (row: typeof conditions) =>
    pipeline.denoiser(
      {
        ...row,
        lambda1: ones(1, settings.lambda1),
        lambda2: ones(1, settings.lambda2),
        image_scale: ones(1, settings.imageScale),
      },
      8,
      8,
    )
  const conditional = await rowOf(conditions)
  const unconditional = await rowOf({ text, image: image!, interest: floatTensor(text.shape) })
  const solver = createScheduler(scheduler, pipeline.pack.scheduler, settings.steps)
  let latents = gaussianNoise(settings.seed, shape).data as Float32Array
  let rows = 0
  for (const [index, timestep] of solver.timesteps.entries()) {
    const row = floatTensor(shape, latents)
    const { data: towards } = await conditional(row, timestep)
    let output = towards
    rows++
    if (isGuided(timestep)) {
      const { data: away } = await unconditional(row, timestep)
      output = away.map((value, i) => value + settings.guidance * (towards[i]! - value))
      rows++
    }
    latents = solver.step(output, index, latents).sample
  }
  const scaled = latents.map(value => value / pipeline.scalingFactor)
  return { latents: floatTensor(shape, scaled), rows }
}

/** How many rows the network was run for. */
async function drawn(change: Partial<SampleSettings>) {
  let rows = 0
  const open = pipeline.denoiser.bind(pipeline)
  const spy = vi.spyOn(pipeline, "denoiser").mockImplementation(async (...args) => {
    const denoise = await open(...args)
    return (sample, timestep) => {
      rows += sample.shape[0]!
      return denoise(sample, timestep)
    }
  })
  const latents = await sample(pipeline, conditions, { ...settings, ...change })
  spy.mockRestore()
  return { latents, rows }
}

test.each([
  ["ddim", 0.2, 0.8],
  ["ddim", 0.5, 1],
  ["dpmpp-2m", 0, 0.6],
] as const)(
  "%s guided from %d to %d draws as a plain loop does, without rows to spare",
  async (scheduler, guidanceLow, guidanceHigh) => {
    const found = await drawn({ scheduler, guidanceLow, guidanceHigh })
    const expected = await plainLoop(scheduler, t => t / 1000 >= guidanceLow && t / 1000 <= guidanceHigh)
    expect(found.rows).toBe(expected.rows)
    expect(found.rows).toBeGreaterThan(settings.steps)
    expect(found.rows).toBeLessThan(2 * settings.steps)
    expect(relativeError(found.latents, expected.latents)).toBeLessThan(1e-3)
  },
)

test("from 0 to 1 it is everywhere, to the last bit; outside of all steps nothing is run twice", async () => {
  const plain = await drawn({})
  const everywhere = await drawn({ guidanceLow: 0, guidanceHigh: 1 })
  expect(everywhere.latents.data).toEqual(plain.latents.data)
  expect(everywhere.rows).toBe(2 * settings.steps)
  const nowhere = await drawn({ guidanceLow: 0.999, guidanceHigh: 1 })
  expect(nowhere.rows).toBe(settings.steps)
  const one = await plainLoop("ddim", () => false)
  expect(relativeError(nowhere.latents, one.latents)).toBeLessThan(1e-3)
})
