/** LoRAs against diffusers and peft (build/fixtures/lora.py), on the tiny pack. */
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { note } from "../../contract/codes/index.ts"
import { type FloatTensor, floatTensor, type Tensor } from "../../contract/tensor.ts"
import { conditionsOf, latentsError, openTiny, tenSteps } from "../../diffusion/fixtures.ts"
import { gaussianNoise } from "../../diffusion/noise.ts"
import { sample } from "../../diffusion/sample.ts"
import type { Runtime } from "../../runtime/runtime.ts"
import { openSafetensors, readRef } from "../../weights/safetensors.ts"
import { writeSafetensors } from "../../weights/write-safetensors.ts"
import { type Case, fixture, readCases, relativeError } from "../fixtures.ts"
import { Networks } from "../networks.ts"
import type { Pack } from "../pack.ts"
import { openPipeline, type Pipeline } from "../pipeline.ts"
import type { Lora, LoraStrength } from "./lora.ts"

const loraOf = (name: string, digit: string): Lora => ({
  name,
  hash: digit.repeat(64),
  file: fixture(`lora/${name}.safetensors`),
  isFewSteps: false,
})
const [style, few, mid] = [loraOf("style", "b"), loraOf("few", "a"), loraOf("mid", "c")]
const both: LoraStrength[] = [
  { hash: style!.hash, strength: 0.7 },
  { hash: few!.hash, strength: -0.4 },
]

let cacheDir: string
let runtime: Runtime
let pack: Pack
let plain: Pipeline
let close: () => Promise<void>
let cases: Record<string, Case>

beforeAll(async () => {
  ;({ cacheDir, runtime, pack, pipeline: plain, close } = await openTiny())
  cases = await readCases(fixture("lora/expected.safetensors"))
})
afterAll(() => close())

const withLoras = (...loras: Lora[]) => openPipeline(pack, runtime, { loras })

/** One pass of the U-Net; all rows of the case have one timestep a row, so each is run alone. */
async function pass(pipeline: Pipeline, given: Case, loras: readonly LoraStrength[]): Promise<FloatTensor> {
  const rows = given.in.timestep!.shape[0]!
  const data: number[] = []
  for (let row = 0; row < rows; row++) {
    const { sample: latents, timestep, ...conditions } = rowOf(given.in, row)
    const denoise = await pipeline.denoiser(conditions as never, 8, 8, { loras })
    data.push(...(await denoise(latents as FloatTensor, Number(timestep!.data[0]))).data)
  }
  return floatTensor(given.out.noise!.shape, Float32Array.from(data))
}

const rowOf = (tensors: Record<string, Tensor>, row: number): Record<string, Tensor> =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, { dtype, shape, data }]) => {
      const size = data.length / shape[0]!
      const own = data.slice(row * size, (row + 1) * size)
      return [name, { dtype, shape: [1, ...shape.slice(1)], data: own }]
    }),
  )

test("two LoRAs, one of peft's and one of kohya's in float16, equal diffusers' fused weights in one pass", async () => {
  const pipeline = await withLoras(style!, few!)
  expect(relativeError(await pass(pipeline, cases.unet!, both), cases.unet!.out.noise!)).toBeLessThan(2e-4)
  expect(relativeError(await pass(plain, cases.unet!, []), cases.unet!.out.noise!)).toBeGreaterThan(0.05)
})

test("the order in which LoRAs are named changes no bit", async () => {
  const [one, other] = [await withLoras(style!, few!), await withLoras(few!, style!)]
  const found = await pass(one, cases.unet!, both)
  expect((await pass(other, cases.unet!, both.toReversed())).data).toEqual(found.data)
})

test("the text encoder as the U-Net reads it equals the merged one; what retrieval reads stays as it was", async () => {
  const pipeline = await withLoras(style!, few!)
  const states = await pipeline.promptStates("", both)
  expect(relativeError(states!, cases.text!.out.last_hidden_state!)).toBeLessThan(2e-4)
  const [own, unchanged] = [await plain.encodeText(["a cat"]), await pipeline.encodeText(["a cat"])]
  expect(unchanged.pooled.data).toEqual(own.pooled.data)
  expect(unchanged.states.data).toEqual(own.states.data)
})

test("a convolution in three parts equals the merged one", async () => {
  const pipeline = await withLoras(mid!)
  const found = await pass(pipeline, cases.mid!, [{ hash: mid!.hash, strength: 0.3 }])
  expect(relativeError(found, cases.mid!.out.noise!)).toBeLessThan(2e-4)
  expect(await pipeline.promptStates("", [])).toBeNull()
})

test("ten guided steps end where diffusers' do, and another strength changes the picture without a new graph", async () => {
  const pipeline = await withLoras(style!, few!)
  const given = cases.trajectory!
  const drawn = (loras: LoraStrength[]) =>
    sample(pipeline, conditionsOf(given), { ...tenSteps, loras }, { noise: given.in.latents as FloatTensor })
  expect(latentsError(await drawn(both), given)).toBeLessThan(1e-3)
  const stronger = both.map(lora => ({ ...lora, strength: 2 * lora.strength }))
  expect(latentsError(await drawn(stronger), given)).toBeGreaterThan(0.05)
})

test("at strength 0 a pass equals that without LoRAs, but for the order of sums", async () => {
  const pipeline = await withLoras(style!, few!)
  const none = both.map(({ hash }) => ({ hash, strength: 0 }))
  expect(
    relativeError(await pass(pipeline, cases.unet!, none), await pass(plain, cases.unet!, [])),
  ).toBeLessThan(1e-5)
})

async function changed(name: string, change: (tensors: Record<string, Tensor>) => Record<string, Tensor>) {
  const tensors: Record<string, Tensor> = {}
  for (const ref of (await openSafetensors(few!.file)).tensors.values())
    tensors[ref.name] = await readRef(ref)
  const file = join(cacheDir, `${name}.safetensors`)
  const widened = Object.fromEntries(
    Object.keys(tensors)
      .filter(key => key.includes("mlp_fc2"))
      .map(key => [key, gaussianNoise(1, tensors[key]!.shape)]),
  )
  await writeSafetensors(file, change(widened))
  return file
}

const layer = "lora_te_text_model_encoder_layers_0_mlp_fc2"
const [down, up] = [`${layer}.lora_down.weight`, `${layer}.lora_up.weight`]

test.each([
  [
    "another layer",
    { "lora_te_text_model_encoder_layers_23_mlp_fc2.alpha": [1] },
    "lora_te_text_model_encoder_layers_23_mlp_fc2.alpha",
    note("lora.no_layer", { network: "text_encoder" }),
  ],
  [
    "another size",
    { [down]: [2, 47] },
    down,
    note("lora.wrong_shape", { found: [2, 47], expected: [2, 48] }),
  ],
  ["half a pair", { [up]: null }, down, note("lora.no_pair", { part: "up" })],
  [
    "another kind",
    { "lora_unet_conv_in.hada_w1_a": [2, 2] },
    "lora_unet_conv_in.hada_w1_a",
    note("lora.other_kind", { kind: "LoHa" }),
  ],
  ["a strange name", { "model.weight": [2] }, "model.weight", note("lora.unknown_name", {})],
] as [string, Record<string, number[] | null>, string, object][])(
  "%s is named key by key, with the reason",
  async (what, change, key, why) => {
    const file = await changed(what, tensors => {
      const more = Object.entries(change).map(([name, shape]) => [name, shape && gaussianNoise(2, shape)])
      const all = { ...tensors, ...Object.fromEntries(more) }
      return Object.fromEntries(Object.entries(all).filter(([, tensor]) => tensor !== null)) as Record<
        string,
        Tensor
      >
    })
    const misfits = await new Networks(pack, null).misfitsOf(file)
    expect(misfits).toContainEqual({ key, why })
    const lora = { ...few!, name: what, file }
    await expect(withLoras(lora)).rejects.toMatchObject({ code: "lora.misfit", details: { lora: what } })
  },
)

test("a file without a LoRA and one whose α is no number are refused", async () => {
  const networks = new Networks(pack, null)
  const refused = async (file: string) =>
    networks.misfitsOf(file).then(
      () => null,
      error => error.details.problem,
    )
  const none = await changed("none", () => ({ weight: gaussianNoise(1, [2, 2]) }))
  expect(await refused(none)).toEqual(note("lora.none_in_file", {}))
  const wild = await changed("wild", tensors => ({ ...tensors, [`${layer}.alpha`]: gaussianNoise(1, [2]) }))
  expect(await refused(wild)).toEqual(note("lora.bad_alpha", { key: `${layer}.alpha` }))
})
