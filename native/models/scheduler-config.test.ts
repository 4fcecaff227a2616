/** What diffusers' scheduler classes save (build/fixtures/scheduler_configs.py). */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { note } from "../contract/codes/index.ts"
import { createScheduler } from "../diffusion/scheduler.ts"
import { readConfig } from "./config.ts"
import { fixture } from "./fixtures.ts"
import { schedulerConfigSchema } from "./scheduler-config.ts"

const dir = mkdtempSync(join(tmpdir(), "iamg-"))
afterAll(() => rmSync(dir, { recursive: true }))

interface Saved {
  text: string
  /** Latents after seven steps of diffusers' solvers. */
  ends: Partial<Record<"ddim" | "dpmpp-2m", number[]>>
}
const saved: Record<string, Saved> = JSON.parse(readFileSync(fixture("scheduler-configs.json"), "utf8"))
const { start }: { start: number[] } = JSON.parse(
  readFileSync(new URL("../diffusion/fixtures/schedulers.json", import.meta.url), "utf8"),
)

const read = (text: string) => {
  const file = join(dir, "scheduler_config.json")
  writeFileSync(file, text)
  return readConfig(file, schedulerConfigSchema)
}

const otherKinds = Object.keys(saved).filter(name =>
  /^(Flow|EDM|LTX|Helios|MiniMax|Piflow|SCM|KarrasVe|ScoreSde|CMStoch|ConsistencyDec|DDPMWuer|BlockRef|Entropy|DiscreteDDIM)/.test(
    name,
  ),
)
const shifted = ["CogVideoXDDIMScheduler", "CogVideoXDPMScheduler"]
const readable = Object.keys(saved).filter(name => ![...otherKinds, ...shifted].includes(name))

test("there are more than twenty classes for Stable Diffusion and as many for others", () => {
  expect(readable.length).toBeGreaterThanOrEqual(20)
  expect(otherKinds.length).toBeGreaterThanOrEqual(18)
})

test.each(readable)("of %s our solvers end where diffusers' do that are made of it", async name => {
  const { text, ends } = saved[name]!
  const config = await read(text)
  for (const solver of ["ddim", "dpmpp-2m"] as const) {
    const scheduler = createScheduler(solver, config, 7)
    let sample: Float32Array = Float32Array.from(start)
    for (const [index, timestep] of scheduler.timesteps.entries()) {
      const output = sample.map(x => 0.9 * Math.tanh(x) + 0.05 * Math.sin(timestep))
      sample = scheduler.step(output, index, sample).sample
    }
    for (const [i, value] of ends[solver]!.entries())
      expect(Math.abs(sample[i]! - value)).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)))
  }
})

test.each(otherKinds)("%s is refused by its name: its models have another noise schedule", async name => {
  await expect(read(saved[name]!.text)).rejects.toMatchObject({
    code: "model.unsupported_config",
    details: { value: expect.stringMatching(/Scheduler|flow_prediction|trigflow/) },
  })
})

test.each(shifted)("%s is refused by its shifted schedule", async name => {
  await expect(read(saved[name]!.text)).rejects.toMatchObject({
    details: { key: "snr_shift_scale", value: "3" },
  })
  await read(saved[name]!.text.replace('"snr_shift_scale": 3.0', '"snr_shift_scale": 1.0'))
})

test("a class that nobody knows is read by its numbers", async () => {
  expect((await read('{"_class_name": "OurOwnScheduler", "beta_start": 0.001}')).beta_start).toBe(0.001)
})

test("infinite numbers are read as Python writes them, and named where they matter", async () => {
  expect(await read('{"lambda_min_clipped": -Infinity, "sigma_min": NaN, "a": "-Infinity"}')).toBeDefined()
  await expect(read('{"note": "\\"NaN", "beta_start": -Infinity}')).rejects.toMatchObject({
    code: "model.unsupported_config",
    details: { key: "beta_start", value: "-Infinity" },
  })
  await expect(read('{"beta_start": Infinit}')).rejects.toMatchObject({ code: "pack.bad_json" })
})

test("flow sigmas are another kind of model's", async () => {
  await expect(
    read('{"_class_name": "DPMSolverMultistepScheduler", "use_flow_sigmas": true}'),
  ).rejects.toMatchObject({
    details: { key: "use_flow_sigmas", problem: note("value.not_one_of", { choices: ["false"] }) },
  })
})
