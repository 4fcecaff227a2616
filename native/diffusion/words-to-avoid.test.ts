/** Words to avoid against diffusers' negative prompt (build/fixtures/words_to_avoid.py). */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, expect, test } from "vitest"
import { type FloatTensor, floatTensor } from "../contract/tensor.ts"
import { type Case, fixture, readCases, relativeError } from "../models/fixtures.ts"
import { openPack } from "../models/pack.ts"
import { openPipeline, type Pipeline } from "../models/pipeline.ts"
import { createRuntime, type Runtime } from "../runtime/runtime.ts"
import { sample } from "./sample.ts"

const cacheDir = mkdtempSync(join(tmpdir(), "iamg-avoid-"))
let runtime: Runtime
let pipeline: Pipeline
let cases: Record<string, Case>

beforeAll(async () => {
  runtime = await createRuntime({ devices: ["cpu"], cacheDir })
  pipeline = await openPipeline(await openPack(fixture("tiny")), runtime)
  cases = await readCases(fileURLToPath(new URL("./fixtures/words-to-avoid.safetensors", import.meta.url)))
})
afterAll(async () => {
  await runtime.close()
  rmSync(cacheDir, { recursive: true })
})

const prompt = "a red and golden movie poster about old ships"
const avoided = "blurry, watermark, extra fingers"
// Without image and interest, as diffusers has no IP-Adapter here.
const settings = { lambda1: 1, lambda2: 0, imageScale: 0, steps: 10, guidance: 7.5, seed: 0 }

const statesOf = async (text: string) => (await pipeline.encodeText([text])).states

const drawn = async (scheduler: "ddim" | "dpmpp-2m", avoid?: FloatTensor) =>
  sample(
    pipeline,
    { text: await statesOf(prompt), ...(avoid && { avoid }) },
    { ...settings, scheduler, width: 16, height: 16 },
    { noise: cases[scheduler]!.in.latents as FloatTensor },
  )

test.each(["ddim", "dpmpp-2m"] as const)(
  "ten steps of %s with words to avoid end where diffusers' do with that negative prompt",
  async scheduler => {
    const expected = cases[scheduler]!.out.latents!
    const found = await drawn(scheduler, await statesOf(avoided))
    const scaled = floatTensor(
      found.shape,
      found.data.map(x => x * pipeline.scalingFactor),
    )
    expect(relativeError(scaled, expected)).toBeLessThan(1e-3)
    expect(relativeError(await drawn(scheduler), found)).toBeGreaterThan(0.01)
  },
)

test("the empty text as words to avoid changes nothing, to the last bit", async () => {
  expect((await drawn("ddim", await statesOf(""))).data).toEqual((await drawn("ddim")).data)
})
