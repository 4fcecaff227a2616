/** The guided loop against ten steps of diffusers (build/fixtures/networks.py), and its promises. */
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type FloatTensor, floatTensor } from "../contract/tensor.ts"
import { runComponent } from "../models/components.ts"
import {
  type Case,
  edges,
  fixture,
  packWithControlNets,
  readCases,
  relativeError,
  tinyUnder,
  tinyWith,
} from "../models/fixtures.ts"
import { guidanceEmbedding } from "../models/guidance-embedding.ts"
import { openPipeline, type Pipeline } from "../models/pipeline.ts"
import type { Runtime } from "../runtime/runtime.ts"
import { conditionsOf, latentsError, openTiny, tenSteps as settings } from "./fixtures.ts"
import { gaussianNoise } from "./noise.ts"
import { sample } from "./sample.ts"

let cacheDir: string
let runtime: Runtime
let pipeline: Pipeline
let close: () => Promise<void>
let cases: Record<string, Case>

beforeAll(async () => {
  ;({ cacheDir, runtime, pipeline, close } = await openTiny())
  cases = await readCases(fileURLToPath(new URL("./fixtures/trajectories.safetensors", import.meta.url)))
})
afterAll(() => close())

test.each([Number.NaN, Number.POSITIVE_INFINITY])(
  "a U-Net that gives %d stops at that step, named, instead of drawing black",
  async value => {
    const file = "unet/diffusion_pytorch_model.safetensors"
    const pack = await tinyWith(join(cacheDir, `poisoned-${value}`), file, "conv_out.bias", value)
    const poisoned = await openPipeline(pack, runtime)
    await expect(sample(poisoned, conditionsOf(cases.ddim!), settings)).rejects.toMatchObject({
      code: "model.not_finite_step",
      details: { network: "unet", step: 1, steps: 10 },
    })
  },
)

test.each(["ddim", "dpmpp-2m"] as const)(
  "ten guided steps of %s end where diffusers' do",
  async scheduler => {
    const given = cases[scheduler]!
    const noise = given.in.latents as FloatTensor
    const found = await sample(pipeline, conditionsOf(given), { ...settings, scheduler }, { noise })
    expect(latentsError(found, given)).toBeLessThan(1e-3)
  },
)

test("without noise given, the seed's noise is the start, and the seed alone decides", async () => {
  const conditions = conditionsOf(cases.ddim!)
  const drawn = await sample(pipeline, conditions, settings)
  const again = await sample(pipeline, conditions, settings)
  const given = await sample(pipeline, conditions, settings, { noise: gaussianNoise(5, [1, 4, 8, 8]) })
  expect(again.data).toEqual(drawn.data)
  expect(given.data).toEqual(drawn.data)
  const other = await sample(pipeline, conditions, { ...settings, seed: 6 })
  expect(relativeError(other, drawn)).toBeGreaterThan(0.1)
})

test("guidance is rescaled at each step, and 0 leaves the latents as they are to the last bit", async () => {
  const conditions = conditionsOf(cases.ddim!)
  const drawn = await sample(pipeline, conditions, settings)
  const without = await sample(pipeline, conditions, { ...settings, guidanceRescale: 0 })
  const rescaled = await sample(pipeline, conditions, { ...settings, guidanceRescale: 0.7 })
  expect(without.data).toEqual(drawn.data)
  expect(relativeError(rescaled, drawn)).toBeGreaterThan(0.01)
})

test("a condition that is left out is the unconditional one", async () => {
  const { text } = conditionsOf(cases.ddim!)
  const { image } = await pipeline.unconditional()
  const interest = floatTensor(text.shape)
  const explicit = await sample(pipeline, { text, image: image!, interest }, settings)
  expect((await sample(pipeline, { text }, settings)).data).toEqual(explicit.data)
})

test("from an original, only the last steps are taken and reported, and the noise is added to the original", async () => {
  const conditions = conditionsOf(cases.ddim!)
  const drawn = async (latents: FloatTensor, lastSteps: number) => {
    const reports: [number, number][] = []
    const result = await sample(pipeline, conditions, settings, {
      original: { latents, start: 100 - 10 * lastSteps },
      onStep: ({ step, steps }) => {
        reports.push([step, steps])
      },
    })
    return { result, reports }
  }
  const [one, other] = [gaussianNoise(1, [1, 4, 8, 8]), gaussianNoise(2, [1, 4, 8, 8])]
  const { result, reports } = await drawn(one, 3)
  expect(reports).toEqual([
    [1, 3],
    [2, 3],
    [3, 3],
  ])
  expect(relativeError((await drawn(one, 3)).result, result)).toBe(0)
  expect(relativeError((await drawn(other, 3)).result, result)).toBeGreaterThan(0.1)
  expect(relativeError((await drawn(one, 4)).result, result)).toBeGreaterThan(1e-3)
})

test("sampling shows the hint to both rows, and leaves it out at 0", async () => {
  const pack = await tinyUnder(join(cacheDir, "structured"), "tiny-structure", edges)
  const structured = await openPipeline(pack, runtime)
  const { text } = conditionsOf(cases.ddim!)
  const structure = gaussianNoise(3, [1, 3, 64, 64])
  const drawn = (scale: number) => sample(structured, { text, structure }, { ...settings, structure: scale })
  const plain = await sample(structured, { text }, settings)
  expect((await drawn(0)).data).toEqual(plain.data)
  expect(relativeError(await drawn(0.5), plain)).toBeGreaterThan(0.001)
  expect(relativeError(await drawn(1), await drawn(0.5))).toBeGreaterThan(0.001)
})

test("structure that guidance strengthens is shown to the conditional row alone", async () => {
  const openWith = async (guided: boolean) =>
    openPipeline(
      await tinyUnder(join(cacheDir, `guided-${guided}`), "tiny-structure", { ...edges, guided }),
      runtime,
    )
  const [own, both] = [await openWith(true), await openWith(false)]
  const { text } = conditionsOf(cases.ddim!)
  const structure = gaussianNoise(3, [1, 3, 64, 64])
  const drawn = (from: Pipeline, guidance: number, shown = {}) =>
    sample(from, { text, ...shown }, { ...settings, guidance })
  // Guidance 0 is the unconditional row, guidance 1 the conditional one.
  expect(relativeError(await drawn(own, 0, { structure }), await drawn(own, 0))).toBeLessThan(1e-5)
  expect(relativeError(await drawn(own, 1, { structure }), await drawn(both, 1, { structure }))).toBeLessThan(
    1e-5,
  )
  expect(relativeError(await drawn(both, 0, { structure }), await drawn(both, 0))).toBeGreaterThan(0.001)
})

describe.each([
  ["a ControlNet", "tiny-controlnet/expected.safetensors", packWithControlNets],
  [
    "input channels of the U-Net",
    "tiny-structure/trajectories.safetensors",
    (folder: string) => tinyUnder(folder, "tiny-structure", edges),
  ],
])("with structure through %s", (name, file, packIn) => {
  test.each(["ddim", "dpmpp-2m"] as const)(
    "ten guided steps of %s end where diffusers' do, with image prompt and interest",
    async scheduler => {
      const given = (await readCases(fixture(file)))[scheduler]!
      const like = await openPipeline(await packIn(join(cacheDir, `${name}-${scheduler}`)), runtime)
      const conditions = { ...conditionsOf(given), structure: given.in.structure as FloatTensor }
      const noise = given.in.latents as FloatTensor
      const asked = { ...settings, scheduler, structure: 0.7 }
      const drawn = async (told: Parameters<typeof sample>[1]) => {
        const latents = await sample(like, told, asked, { noise })
        const scaled = latents.data.map(x => x * like.scalingFactor)
        return relativeError(floatTensor(latents.shape, scaled), given.out.latents!)
      }
      expect(await drawn(conditions)).toBeLessThan(1e-3)
      expect(await drawn(conditionsOf(given))).toBeGreaterThan(0.01)
    },
  )
})

describe("while it runs", () => {
  test("every step reports the predicted image; the last report is the result", async () => {
    const reports: [number, number, FloatTensor][] = []
    const drawn = await sample(
      pipeline,
      conditionsOf(cases.ddim!),
      { ...settings, scheduler: "dpmpp-2m" },
      {
        onStep: ({ step, steps, predictedOriginal }) => {
          reports.push([step, steps, predictedOriginal])
        },
      },
    )
    expect(reports.map(([step, steps]) => [step, steps])).toEqual(
      Array.from({ length: 10 }, (_, i) => [i + 1, 10]),
    )
    // DPM-Solver++ ends at σ = 0, where the sample is the predicted original.
    expect(relativeError(reports.at(-1)![2], drawn)).toBeLessThan(1e-5)
  })

  test("it can be cancelled between two steps", async () => {
    const controller = new AbortController()
    const steps: number[] = []
    const drawing = sample(pipeline, conditionsOf(cases.ddim!), settings, {
      signal: controller.signal,
      onStep: ({ step }) => {
        steps.push(step)
        if (step === 3) controller.abort()
      },
    })
    await expect(drawing).rejects.toMatchObject({ code: "job.cancelled" })
    expect(steps).toEqual([1, 2, 3])
  })
})

describe("latent consistency models", () => {
  let lcm: Record<string, Case>
  beforeAll(async () => {
    lcm = await readCases(fileURLToPath(new URL("./fixtures/lcm.safetensors", import.meta.url)))
  })

  const few = { ...settings, scheduler: "lcm", steps: 4 } as const
  const freshOf = (given: Case) => {
    const { data, shape } = given.in.fresh as FloatTensor
    const size = data.length / shape[0]!
    return (index: number) => data.slice(index * size, (index + 1) * size)
  }
  const drawn = (from: Pipeline, given: Case, guidance: number) =>
    sample(
      from,
      conditionsOf(given),
      { ...few, guidance },
      { noise: given.in.latents as FloatTensor, freshNoise: freshOf(given) },
    )

  test.each([
    ["one row", 1],
    ["two rows", 1.8],
  ] as const)("four steps with %s end where diffusers' do", async (name, guidance) => {
    expect(latentsError(await drawn(pipeline, lcm[name]!, guidance), lcm[name]!)).toBeLessThan(1e-3)
  })

  test("a U-Net that reads guidance equals diffusers' in one pass, with guidance embedded as there", async () => {
    const pack = await tinyUnder(join(cacheDir, "lcm-pass"), "tiny-lcm")
    const { unet } = await readCases(fixture("tiny-lcm/expected.safetensors"))
    const { noise } = await runComponent(pack, "unet", unet!.in, runtime)
    expect(relativeError(noise!, unet!.out.noise!)).toBeLessThan(2e-4)
    const embedded = guidanceEmbedding(7.5, 7, 1)
    expect(relativeError(embedded, unet!.in.guidance_embedding as FloatTensor)).toBeLessThan(1e-3)
  })

  test("a U-Net that reads guidance ends where diffusers' does, in one row", async () => {
    const reading = await openPipeline(await tinyUnder(join(cacheDir, "lcm"), "tiny-lcm"), runtime)
    expect(latentsError(await drawn(reading, lcm.read!, 7.5), lcm.read!)).toBeLessThan(1e-3)
    expect(latentsError(await drawn(reading, lcm.read!, 3), lcm.read!)).toBeGreaterThan(0.01)
  })

  test("the noise after each step comes from the seed", async () => {
    const [one, same, other] = [5, 5, 6].map(seed =>
      sample(
        pipeline,
        conditionsOf(lcm["one row"]!),
        { ...few, seed },
        { noise: gaussianNoise(1, [1, 4, 8, 8]) },
      ),
    )
    expect((await one!).data).toEqual((await same!).data)
    expect((await one!).data).not.toEqual((await other!).data)
  })

  test("from an original all steps remain", async () => {
    const reports: number[] = []
    await sample(pipeline, conditionsOf(lcm["one row"]!), few, {
      original: { latents: gaussianNoise(1, [1, 4, 8, 8]), start: 60 },
      onStep: ({ steps }) => {
        reports.push(steps)
      },
    })
    expect(reports).toEqual([4, 4, 4, 4])
  })
})

/** build/fixtures/words_to_avoid.py */
describe("words to avoid", () => {
  let negative: Record<string, Case>
  beforeAll(async () => {
    negative = await readCases(
      fileURLToPath(new URL("./fixtures/words-to-avoid.safetensors", import.meta.url)),
    )
  })

  // Without image and interest, as diffusers has no IP-Adapter here.
  const plain = { ...settings, lambda1: 1, lambda2: 0, imageScale: 0 }
  const statesOf = async (text: string) => (await pipeline.encodeText([text])).states
  const drawn = async (scheduler: "ddim" | "dpmpp-2m", avoid?: FloatTensor) =>
    sample(
      pipeline,
      { text: await statesOf("a red and golden movie poster about old ships"), ...(avoid && { avoid }) },
      { ...plain, scheduler },
      { noise: negative[scheduler]!.in.latents as FloatTensor },
    )

  test.each(["ddim", "dpmpp-2m"] as const)(
    "ten steps of %s with them end where diffusers' do with that negative prompt",
    async scheduler => {
      const found = await drawn(scheduler, await statesOf("blurry, watermark, extra fingers"))
      expect(latentsError(found, negative[scheduler]!)).toBeLessThan(1e-3)
      expect(relativeError(await drawn(scheduler), found)).toBeGreaterThan(0.01)
    },
  )

  test("the empty text in their place changes nothing, to the last bit", async () => {
    expect((await drawn("ddim", await statesOf(""))).data).toEqual((await drawn("ddim")).data)
  })
})
