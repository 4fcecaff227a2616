/** The pipeline over the tiny pack: its behaviour beyond its components. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type FloatTensor, floatTensor, type Tensor } from "../contract/tensor.ts"
import { Graph } from "../graph/graph.ts"
import * as ops from "../graph/index.ts"
import { createRuntime, type Runtime } from "../runtime/runtime.ts"
import { openSafetensors, readRef } from "../weights/safetensors.ts"
import { writeSafetensors } from "../weights/write-safetensors.ts"
import { openAdapter } from "./adapter.ts"
import { runComponent } from "./components.ts"
import type { ConditionTensors } from "./denoiser.ts"
import { type Case, fixture, readCases, relativeError, tinyWith } from "./fixtures.ts"
import type { RawImage } from "./image.ts"
import { openPack, type Pack } from "./pack.ts"
import { openPipeline, type Pipeline } from "./pipeline.ts"

const dir = mkdtempSync(join(tmpdir(), "iamg-"))
let runtime: Runtime
let pack: Pack
let pipeline: Pipeline
let cases: Record<string, Case>

beforeAll(async () => {
  runtime = await createRuntime({ devices: ["cpu"], cacheDir: dir })
  pack = await openPack(fixture("tiny"))
  pipeline = await openPipeline(pack, runtime)
  cases = await readCases(fixture("tiny/expected.safetensors"))
})
afterAll(async () => {
  await runtime.close()
  rmSync(dir, { recursive: true })
})

test("it knows the widths of the vectors that it makes", () => {
  expect(pipeline.widths).toEqual({ textWidth: 24, imageWidth: 20, clipWidth: 20 })
  expect(pipeline).toMatchObject({ pixelsPerLatent: 2, latentChannels: 4, fusesInterest: true })
})

test.each([
  ["vae/diffusion_pytorch_model.safetensors", "decoder.conv_out.bias", "vae_decoder"],
  ["vae/diffusion_pytorch_model.safetensors", "quant_conv.bias", "vae_encoder"],
  ["text_encoder/model.safetensors", "text_model.final_layer_norm.bias", "text_encoder"],
  ["image_encoder/model.safetensors", "visual_projection.weight", "image_encoder"],
])("numbers that aren't finite are an error that names the network: %s %s", async (file, tensor, network) => {
  const copy = await tinyWith(mkdtempSync(join(dir, "poisoned-")), file, tensor, Number.NaN)
  const poisoned = await openPipeline(copy, runtime)
  const drawing = async () => {
    await poisoned.encodeText(["a poster"])
    await poisoned.encodeImage(floatTensor([1, 3, 32, 32]))
    await poisoned.vaeEncode(floatTensor([1, 3, 16, 16]))
    await poisoned.vaeDecode(floatTensor([1, 4, 8, 8]))
  }
  await expect(drawing()).rejects.toMatchObject({ code: "model.not_finite", details: { network } })
})

test("a text's states are the same to the last bit, alone or among others", async () => {
  const texts = ["a red movie poster", "the night"]
  const together = await pipeline.encodeText(texts)
  const alone = await pipeline.encodeText(texts.slice(1))
  expect(together.states.shape).toEqual([2, 77, 24])
  expect(together.states.data.slice(77 * 24)).toEqual(alone.states.data)
  expect(together.pooled.data.slice(24)).toEqual(alone.pooled.data)
  expect((await pipeline.clipText(texts)).shape).toEqual([2, 20])
})

test("unconditional is the empty text, image_proj of a zero embedding and no interest", async () => {
  const { text, image, interest } = await pipeline.unconditional()
  const { ids } = pipeline.tokenizer.encode("")
  const input_ids: Tensor = { dtype: "int64", shape: [1, 77], data: BigInt64Array.from(ids, BigInt) }
  const encoded = await runComponent(pack, "text_encoder", { input_ids }, runtime)
  expect(text.data).toEqual(encoded.last_hidden_state!.data)
  const projected = await runComponent(pack, "image_proj", { image_embeds: floatTensor([1, 20]) }, runtime)
  expect(image!.data).toEqual(projected.image_tokens!.data)
  expect(interest!.data.every(x => x === 0)).toBe(true)
})

test("the denoiser's two graphs equal the U-Net in one, at every timestep", async () => {
  const { sample, timestep: _, ...conditions } = cases.unet!.in as Record<string, FloatTensor>
  const denoise = await pipeline.denoiser(conditions as unknown as ConditionTensors, 8, 8)
  for (const t of [981, 1]) {
    const timestep: Tensor = { dtype: "int64", shape: [3], data: new BigInt64Array(3).fill(BigInt(t)) }
    const whole = await runComponent(pack, "unet", { sample: sample!, timestep, ...conditions }, runtime)
    expect(relativeError(await denoise(sample!, t), whole.noise!)).toBeLessThan(1e-5)
  }
})

test("leaving interest out is λ2 = 0, without the cost of its branch", async () => {
  const { sample, timestep: _, ...conditions } = cases.unet!.in as Record<string, FloatTensor>
  const { interest: __, lambda2: ___, ...without } = conditions
  const found = await (await pipeline.denoiser(without as unknown as ConditionTensors, 8, 8))(sample!, 500)
  const none = { ...conditions, lambda2: floatTensor([3]) } as unknown as ConditionTensors
  const expected = await (await pipeline.denoiser(none, 8, 8))(sample!, 500)
  expect(relativeError(found, expected)).toBeLessThan(1e-5)
})

describe("the foreground network", () => {
  /** A saliency network of one idea: dark is foreground. Its ports have names of their own, as downloads do. */
  async function packWithForeground(): Promise<Pack> {
    const graph = new Graph("saliency")
    const x = graph.input("input_image", "float32", [1, 3, 16, 16])
    const one = graph.constant({ dtype: "float32", shape: [], data: Float32Array.of(0.5) })
    graph.output("d1", ops.sigmoid(ops.scale(ops.sub(one, ops.reduceMean(x, [1])), 60)))
    const copy = join(dir, "with-foreground")
    cpSync(fixture("tiny"), copy, { recursive: true })
    rmSync(join(copy, "pack.json"))
    mkdirSync(join(copy, "foreground"))
    writeFileSync(join(copy, "foreground", "saliency.onnx"), ops.serialise(graph, "/"))
    const opened = await openPack(copy)
    const manifest = { ...opened.manifest, foreground: { size: 16, mean: [0, 0, 0], std: [1, 1, 1] } }
    return { ...opened, manifest: manifest as Pack["manifest"] }
  }

  test("keeps the subject and puts white behind it", async () => {
    const withForeground = await openPipeline(await packWithForeground(), runtime)
    const image: RawImage = { width: 48, height: 32, channels: 3, data: new Uint8Array(48 * 32 * 3) }
    for (let i = 0; i < 48 * 32; i++) image.data.fill(i % 48 < 24 ? 10 : 200, i * 3, i * 3 + 3)
    const cut = await withForeground.foreground(image)
    const at = (x: number) => cut.data[(16 * 48 + x) * 3]!
    expect([cut.width, cut.height]).toEqual([48, 32])
    expect([at(0), at(12), at(36), at(47)]).toEqual([10, 10, 255, 255])
  })

  test("is refused by name where the pack has none", async () => {
    const image: RawImage = { width: 1, height: 1, channels: 3, data: new Uint8Array(3) }
    await expect(pipeline.foreground(image)).rejects.toMatchObject({
      code: "pack.no_component",
      details: { pack: "tiny", component: "foreground" },
    })
  })
})

describe("an adapter", () => {
  /** The pack's own adapter with to_v_ip doubled. */
  async function doubled(): Promise<string> {
    const folder = join(dir, "adapter")
    const own = await openSafetensors(fixture("tiny/ip_adapter/model.safetensors"))
    const tensors: Record<string, Tensor> = {}
    for (const ref of own.tensors.values()) {
      if (!ref.name.startsWith("ip_adapter.")) continue
      const { shape, data } = (await readRef(ref)) as FloatTensor
      tensors[ref.name] = floatTensor(shape, ref.name.includes("to_v_ip") ? data.map(x => 2 * x) : data)
    }
    await writeSafetensors(join(folder, "ip_adapter.safetensors"), tensors)
    const manifest = {
      format: 1,
      name: "doubled",
      createdAt: new Date().toISOString(),
      pack: { name: pack.name, hash: pack.hash, licence: pack.manifest.licence },
      weights: { ip_adapter: "0".repeat(64) },
    }
    writeFileSync(join(folder, "training.json"), JSON.stringify(manifest))
    return folder
  }

  test("stands in for the pack's own layers: values twice as large are s and λ2 twice as large", async () => {
    const adapter = await openAdapter(await doubled())
    expect(adapter).toMatchObject({ name: "doubled", manifest: { pack: { hash: pack.hash } } })
    const tuned = await openPipeline(pack, runtime, { adapter })
    const { sample, timestep: _, ...conditions } = cases.unet!.in as Record<string, FloatTensor>
    const twice = (x: FloatTensor) =>
      floatTensor(
        x.shape,
        x.data.map(value => 2 * value),
      )
    const stronger = {
      ...conditions,
      image_scale: twice(conditions.image_scale!),
      lambda2: twice(conditions.lambda2!),
    }
    const found = await (await tuned.denoiser(conditions as unknown as ConditionTensors, 8, 8))(sample!, 500)
    const expected = await (await pipeline.denoiser(stronger as never, 8, 8))(sample!, 500)
    expect(relativeError(found, expected)).toBeLessThan(1e-5)
    const plain = await (await pipeline.denoiser(conditions as unknown as ConditionTensors, 8, 8))(
      sample!,
      500,
    )
    expect(relativeError(found, plain)).toBeGreaterThan(0.01)
  })
})

test("a pack without a CLIP pair says so when it is asked for one", async () => {
  const copy = join(dir, "tiny-sd2")
  cpSync(fixture("tiny-sd2"), copy, { recursive: true })
  // The text encoder's own cases end texts in the middle of the vocabulary.
  const config = join(copy, "text_encoder", "config.json")
  writeFileSync(config, readFileSync(config, "utf8").replace('"eos_token_id": 100', '"eos_token_id": 536'))
  const bare = await openPipeline(await openPack(copy), runtime)
  expect(bare.widths).toEqual({ textWidth: 24, imageWidth: 0 })
  await expect(bare.clipText(["poster"])).rejects.toMatchObject({
    code: "pack.no_component",
    details: { component: "clip_text" },
  })
  await expect(bare.preprocess(fixture("waves.png"), "crop")).rejects.toMatchObject({
    details: { component: "image_encoder" },
  })
})
