/** Drawing with a mask against diffusers' StableDiffusionInpaintPipeline (build/fixtures/inpainting.py). */
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest"
import type { SchedulerName } from "../contract/setting-values.ts"
import { type FloatTensor, floatTensor } from "../contract/tensor.ts"
import { openComponent, run } from "../models/components.ts"
import { type Case, fixture, readCases, relativeError, tinyUnder } from "../models/fixtures.ts"
import { Networks } from "../models/networks.ts"
import { openPipeline, type Pipeline } from "../models/pipeline.ts"
import type { Runtime } from "../runtime/runtime.ts"
import { openTiny } from "./fixtures.ts"
import { sample } from "./sample.ts"

let runtime: Runtime
let four: Pipeline
let nine: Pipeline
let close: () => Promise<void>
let cases: Record<string, Case>

beforeAll(async () => {
  const tiny = await openTiny()
  ;({ runtime, pipeline: four, close } = tiny)
  nine = await openPipeline(await tinyUnder(join(tiny.cacheDir, "nine"), "tiny-inpaint"), runtime)
  cases = await readCases(fileURLToPath(new URL("./fixtures/inpainting.safetensors", import.meta.url)))
})
afterAll(() => close())

/** What is protected of 16 × 16 pixels, two of which make a latent along each side. */
function cellsOf(keep: FloatTensor): Uint8Array {
  const cells = new Uint8Array(64)
  for (const [at, value] of keep.data.entries())
    if (value > 0.5) cells[Math.floor(at / 32) * 8 + Math.floor((at % 16) / 2)] = 1
  return cells
}

async function latentsOf(pipeline: Pipeline, pixels: FloatTensor): Promise<FloatTensor> {
  const { mean } = await pipeline.vaeEncode(pixels)
  return floatTensor(
    mean.shape,
    mean.data.map(x => x * pipeline.scalingFactor),
  )
}

async function drawn(pipeline: Pipeline, given: Case, scheduler: SchedulerName, strength: number) {
  const { text, none, noise, picture, keep } = given.in as Record<string, FloatTensor>
  const unconditional = await pipeline.unconditional()
  const spy = vi.spyOn(pipeline, "unconditional").mockResolvedValue({ ...unconditional, text: none! })
  onTestFinished(() => spy.mockRestore())
  const latents = await latentsOf(pipeline, picture!)
  const cells = cellsOf(keep!)
  const isNine = await pipeline.isInpainting()
  const masked = picture!.data.map((x, at) => x * keep!.data[at % 256]!)
  const rest = await latentsOf(pipeline, floatTensor(picture!.shape, masked))
  const inpainting = floatTensor(
    [1, 5, 8, 8],
    Float32Array.from([...Float32Array.from(cells, x => 1 - x), ...rest.data]),
  )
  // Without image and interest, as diffusers has no IP-Adapter here.
  const settings = { lambda1: 1, lambda2: 0, imageScale: 0, scheduler, steps: 10, guidance: 7.5, seed: 0 }
  const result = await sample(
    pipeline,
    { text: text! },
    { ...settings, width: 16, height: 16 },
    {
      noise,
      original: strength < 1 ? { latents, start: 100 - 100 * strength } : undefined,
      ...(isNine ? { inpainting } : { kept: { latents, cells } }),
    },
  )
  return { result: result.data.map(x => x * pipeline.scalingFactor), latents, cells }
}

const runs = (["4", "9"] as const).flatMap(channels =>
  (["ddim", "dpmpp-2m", "dpmpp-2m-karras"] as const).flatMap(scheduler =>
    ([1, 0.6] as const).map(strength => ({ channels, scheduler, strength })),
  ),
)

test.each(runs)(
  "a U-Net of $channels channels ends where diffusers' does: $scheduler, strength $strength",
  async run => {
    const { channels, scheduler, strength } = run
    const given = cases[`${channels} ${scheduler} ${strength.toFixed(1)}`]!
    const { result } = await drawn(channels === "4" ? four : nine, given, scheduler, strength)
    expect(relativeError(floatTensor([1, 4, 8, 8], result), given.out.latents!)).toBeLessThan(1e-3)
  },
)

test("what a U-Net of 4 channels keeps is the original at the end, to the last bit, and the rest isn't", async () => {
  const { result, latents, cells } = await drawn(four, cases["4 ddim 1.0"]!, "ddim", 1)
  const same = [...result.keys()].filter(at => Math.abs(result[at]! - latents.data[at]!) < 1e-6)
  expect(same).toEqual([...result.keys()].filter(at => cells[at % 64]))
})

test("the U-Net of 9 channels equals diffusers', and the public component takes its 9 channels", async () => {
  const given = (await readCases(fixture("tiny-inpaint/expected.safetensors"))).unet!
  const networks = new Networks(nine.pack, null)
  const component = await openComponent(networks, "unet")
  const { noise } = await run(runtime, networks, "unet", component, given.in)
  expect(relativeError(noise!, given.out.noise!)).toBeLessThan(2e-4)
})
