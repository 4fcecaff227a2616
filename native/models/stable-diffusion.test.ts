/**
 * Stable Diffusion 1.5 and 2.1, every name and shape, from a diffusers folder and from a single-file checkpoint. The
 * files are hollow (no weights); the names come from build/fixtures/sd15_names.py.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import type { WeightRef } from "../graph/graph.ts"
import { controlNetKeyMap, type LdmComponent, ldmKeyMap } from "../weights/keymaps/ldm.ts"
import { controlNetConfigSchema } from "./controlnet-config.ts"
import {
  fixture,
  type HollowFiles,
  hollowPack,
  type StableDiffusionNames,
  stableDiffusionNames,
  writeHollow,
} from "./fixtures.ts"
import { Networks } from "./networks.ts"
import { openPack } from "./pack.ts"
import { controlNetConfigOf, singleFileConfigs } from "./single-file-configs.ts"
import { crossAttentionLayers, isInpainting } from "./unet-config.ts"

const dir = mkdtempSync(join(tmpdir(), "iamg-"))
afterAll(() => rmSync(dir, { recursive: true }))

const known = stableDiffusionNames()
const components = ["unet", "vae", "text_encoder"] as const

const ref = (name: string, shape: readonly number[]): WeightRef => {
  const length = 4 * shape.reduce((product, size) => product * size, 1)
  return { name, shape, dtype: "float32", file: "/checkpoint.safetensors", offset: 0, length }
}

describe.each(["sd15", "sd21"] as const)("%s single file", model => {
  const { ldm, diffusers, pairs } = known[model]

  test.each(components)(
    "%s: every tensor lands where diffusers' converter puts it, and none is missing",
    name => {
      const mapped = Object.entries(ldm).flatMap(([stored, shape]) =>
        ldmKeyMap(name as LdmComponent)(ref(stored, shape)).map(found => ({ stored, found })),
      )
      const shapes = Object.fromEntries(mapped.map(({ found }) => [found.name, found.shape]))
      expect(shapes).toEqual(diffusers[name])
      expect(mapped).toHaveLength(Object.keys(shapes).length)
      for (const { stored, found } of mapped) {
        if (pairs[name]) expect(found.name).toBe(pairs[name][stored])
      }
    },
  )

  test("every tensor is used by exactly one component or named as ignored", () => {
    const uses = Object.entries(ldm).map(([name, shape]) => ({
      name,
      by: components.filter(component => ldmKeyMap(component)(ref(name, shape)).length > 0),
    }))
    expect(uses.filter(({ by }) => by.length > 1)).toEqual([])
    const unused = uses.filter(({ by }) => by.length === 0).map(({ name }) => name)
    const patterns =
      /^(model_ema\.|betas|alphas_|sqrt_|log_|posterior_|cond_stage_model\..*(position_ids|text_projection|logit_scale)|cond_stage_model\.model\.transformer\.resblocks\.23\.)/
    expect(unused.filter(name => !patterns.test(name))).toEqual([])
    expect(unused.length).toBeGreaterThan(10)
  })

  test("an unknown tensor is left over in every component", () => {
    const stray = ref("model.diffusion_model.control.weight", [3])
    expect(ldmKeyMap("unet")(stray).map(({ name }) => name)).toEqual(["control.weight"])
    expect(ldmKeyMap("vae")(ref("lora_unet.weight", [3]))).toHaveLength(1)
  })
})

describe.each([
  ["sd15", "canny"],
  ["sd21", "depth"],
] as const)("a ControlNet of %s as its authors publish it", (model, name) => {
  const { controlNet, ldm, diffusers } = known[model]
  const bare = mapNames(controlNet.ldm, stored => stored.replace(/^control_model\./, ""))

  test("every tensor lands where diffusers' converter puts it, and none is missing", () => {
    const mapped = Object.entries(controlNet.ldm).map(([stored, shape]) => {
      const [found, ...more] = controlNetKeyMap(ref(stored, shape))
      expect([found!.name, more]).toEqual([controlNet.pairs[stored], []])
      return [found!.name, found!.shape] as const
    })
    expect(Object.fromEntries(mapped)).toEqual(controlNet.diffusers)
    for (const [stored, shape] of Object.entries(controlNet.diffusers))
      expect(controlNetKeyMap(ref(stored, shape)).map(({ name }) => name)).toEqual([stored])
  })

  test.each([
    ["alone", controlNet.ldm],
    ["without its prefix", bare],
    ["beside the model that it was trained with", { ...ldm, ...controlNet.ldm }],
  ])("stored %s, it needs no config, and every tensor is used", async (how, shapes) => {
    const place = `${model}-controlnet-${how}`
    const file = join("controlnet", "edges", `control_${name}.safetensors`)
    const networks = await makePack(place, known[model], {
      "unet/diffusion_pytorch_model.safetensors": diffusers.unet!,
      [file]: shapes,
    })
    const config = await controlNetConfigOf(join(dir, place, file))
    writeFileSync(join(dir, place, "controlnet", "edges", "config.json"), JSON.stringify(config))
    expect(controlNetConfigSchema.parse(controlNet.config)).toMatchObject(
      controlNetConfigSchema.parse(config),
    )
    await networks.controlNet("edges")
  })

  test("of other names or of another family it has no config", async () => {
    const stored = join(dir, `${model}-plain.safetensors`)
    await writeHollow(stored, controlNet.diffusers)
    expect(await controlNetConfigOf(stored)).toBeUndefined()
    const wide = join(dir, `${model}-wide.safetensors`)
    await writeHollow(
      wide,
      mapShapes(bare, size => (size === controlNet.config.cross_attention_dim ? 2048 : size)),
    )
    await expect(controlNetConfigOf(wide)).rejects.toMatchObject({
      code: "model.unsupported_config",
      details: { file: wide, problem: { code: "model.other_family" } },
    })
  })
})

test("a single file that fills in parts of a picture says so by its input channels", async () => {
  const { ldm } = known.sd15
  const first = "model.diffusion_model.input_blocks.0.0.weight"
  const file = "checkpoint.safetensors"
  const components = { unet: file, vae: file, text_encoder: file }
  const open = async (name: string, channels: number) => {
    const shapes = { ...ldm, [first]: [320, channels, 3, 3] }
    const hollow = join(dir, `${name}.safetensors`)
    await writeHollow(hollow, shapes)
    const { scheduler: _, ...configs } = await singleFileConfigs(hollow, "epsilon")
    return (await makePack(name, { ...known.sd15, configs }, { [file]: shapes }, components)).unet()
  }
  const { config } = await open("inpainting", 9)
  expect([config.in_channels, config.out_channels, isInpainting(config)]).toEqual([9, 4, true])
  await expect(open("depth", 5)).rejects.toMatchObject({
    code: "model.unsupported_config",
    details: { key: "in_channels" },
  })
})

test("OpenCLIP's joint projection is cut into queries, keys and values, in this order", () => {
  const name = "cond_stage_model.model.transformer.resblocks.5.attn.in_proj_weight"
  const parts = ldmKeyMap("text_encoder")(ref(name, [3072, 1024]))
  const third = 4 * 1024 * 1024
  expect(parts.map(({ name, offset }) => [name, offset])).toEqual([
    ["text_model.encoder.layers.5.self_attn.q_proj.weight", 0],
    ["text_model.encoder.layers.5.self_attn.k_proj.weight", third],
    ["text_model.encoder.layers.5.self_attn.v_proj.weight", 2 * third],
  ])
})

const makePack = (
  name: string,
  names: Pick<StableDiffusionNames, "configs">,
  files: HollowFiles,
  components = {},
) => hollowPack(join(dir, name), names, files, components)

const openAll = (networks: Networks) =>
  Promise.all([networks.unet(), networks.vae(), networks.textEncoder(), networks.ipAdapter()])

/** IP-Adapter's own file for SD 1.5: 16 layers, N = 1, 3 … 31. */
function ipAdapterShapes(width: number, layers: readonly number[]): Record<string, number[]> {
  return {
    "image_proj.proj.weight": [4 * width, 1024],
    "image_proj.proj.bias": [4 * width],
    "image_proj.norm.weight": [width],
    "image_proj.norm.bias": [width],
    ...Object.fromEntries(
      layers.flatMap((channels, i) =>
        ["k", "v"].map(part => [`ip_adapter.${2 * i + 1}.to_${part}_ip.weight`, [channels, width]]),
      ),
    ),
  }
}

/** Cross-attention widths in IP-Adapter's order: down blocks, up blocks, mid block. */
const ipLayers = [320, 320, 640, 640, 1280, 1280, 1280, 1280, 1280, 640, 640, 640, 320, 320, 320, 1280]

describe.each([
  ["sd15", 768],
  ["sd21", 1024],
] as const)("%s opens with every tensor used", (model, width) => {
  const names = known[model]
  const ipAdapter = { "ip_adapter/ip-adapter.safetensors": ipAdapterShapes(width, ipLayers) }

  test("from a diffusers folder", async () => {
    const networks = await makePack(`${model}-folder`, names, {
      ...ipAdapter,
      "unet/diffusion_pytorch_model.safetensors": names.diffusers.unet!,
      "vae/diffusion_pytorch_model.safetensors": names.diffusers.vae!,
      "text_encoder/model.safetensors": names.diffusers.text_encoder!,
    })
    const [unet, , text, adapter] = await openAll(networks)
    expect(crossAttentionLayers(unet.config).map(({ adapterIndex }) => adapterIndex)).toEqual(
      Array.from({ length: 16 }, (_, i) => 2 * i + 1),
    )
    expect(text.config.hidden_size).toBe(width)
    expect(adapter).toMatchObject({ tokens: 4, width, embedding: 1024 })
  })

  test("from a single file", async () => {
    const file = "checkpoint.safetensors"
    const components = { unet: file, vae: file, text_encoder: file }
    const hollow = join(dir, `${model}.safetensors`)
    await writeHollow(hollow, names.ldm)
    const { scheduler, ...configs } = await singleFileConfigs(hollow, "epsilon")
    const files = { ...ipAdapter, [file]: names.ldm }
    await openAll(await makePack(`${model}-file`, { ...names, configs }, files, components))
    expect(scheduler.prediction_type).toBe("epsilon")
  })

  test.each([
    ["a tensor v_pred", { v_pred: [0] }, {}, { prediction_type: "v_prediction" }],
    [
      "the tensors v_pred and ztsnr",
      { v_pred: [0], ztsnr: [0] },
      {},
      { prediction_type: "v_prediction", rescale_betas_zero_snr: true, timestep_spacing: "trailing" },
    ],
    ["its metadata: v", {}, { "modelspec.prediction_type": "v" }, { prediction_type: "v_prediction" }],
    ["its metadata: ε", {}, { "modelspec.prediction_type": "epsilon" }, { prediction_type: "epsilon" }],
  ])("from a merged single file that says its prediction by %s", async (how, markers, metadata, said) => {
    const file = "merged.safetensors"
    const place = `${model} ${how}`
    // Moving averages, the trainer's remains and half of the names twice are usual in such files.
    const remains = {
      "model_ema.decay": [1],
      "model_ema.diffusion_modelinput_blocks00weight": [320, 4, 3, 3],
      "embedding_manager.embedder.transformer.text_model.embeddings.position_ids": [1, 77],
    }
    const shapes = { ...names.ldm, ...remains, ...markers }
    const hollow = join(dir, `${place}.safetensors`)
    await writeHollow(hollow, shapes, metadata)
    const { scheduler, ...configs } = await singleFileConfigs(hollow, undefined)
    expect(scheduler).toMatchObject(said)
    const components = { unet: file, vae: file, text_encoder: file }
    await openAll(await makePack(place, { ...names, configs }, { ...ipAdapter, [file]: shapes }, components))
    const asked = said.prediction_type === "epsilon" ? "v_prediction" : "epsilon"
    expect((await singleFileConfigs(hollow, asked)).scheduler.prediction_type).toBe(asked)
  })
})

describe("other ways the same weights are stored", () => {
  const { sd15 } = known
  const base = {
    "unet/diffusion_pytorch_model.fp16.safetensors": sd15.diffusers.unet!,
    "text_encoder/model.fp16.safetensors": mapNames(sd15.diffusers.text_encoder!, name =>
      name.replace(/^text_model\./, ""),
    ),
  }

  test("old VAE attention names, 1×1-convolution attention, CLIP without its prefix, .fp16 file names", async () => {
    const oldNames: Record<string, string> = {
      to_q: "query",
      to_k: "key",
      to_v: "value",
      "to_out.0": "proj_attn",
    }
    const vae = Object.fromEntries(
      Object.entries(sd15.diffusers.vae!).map(([name, shape]) => {
        const layer = /attentions\.0\.(to_q|to_k|to_v|to_out\.0)\./.exec(name)?.[1]
        if (!layer) return [name, shape]
        return [name.replace(layer, oldNames[layer]!), shape.length === 2 ? [...shape, 1, 1] : shape]
      }),
    )
    const networks = await makePack("old", sd15, { ...base, "vae/diffusion_pytorch_model.safetensors": vae })
    await Promise.all([networks.vae(), networks.textEncoder(), networks.unet()])
  })

  test.each([
    ["a missing tensor", { "mid_block.resnets.1.conv2.bias": undefined }, "pack.missing_tensor"],
    ["a wrong shape", { "conv_in.weight": [320, 9, 3, 3] }, "pack.wrong_shape"],
    ["a tensor too many", { "control.weight": [3] }, "pack.unused_tensors"],
  ] as const)("%s is told by name", async (label, change, code) => {
    const unet = { ...sd15.diffusers.unet!, ...change } as Record<string, readonly number[] | undefined>
    const shapes = Object.fromEntries(
      Object.entries(unet).flatMap(([key, shape]) => (shape ? [[key, shape]] : [])),
    )
    const networks = await makePack(label, sd15, {
      ...base,
      "unet/diffusion_pytorch_model.safetensors": shapes,
    })
    const error = await networks.unet().catch((thrown: Error & { code: string }) => thrown)
    expect(error).toMatchObject({ code })
    expect((error as Error).message).toContain(Object.keys(change)[0])
  })

  test.each([
    ["IP-Adapter Plus", { "image_proj.latents": [1, 16, 768] }],
    ["IP-Adapter Full", { "image_proj.proj.0.weight": [1024, 1024] }],
    ["IP-Adapter FaceID", { "ip_adapter.1.to_q_lora.down.weight": [128, 320] }],
  ])("%s is refused by its kind", async (kind, tensors) => {
    const networks = await makePack(kind, sd15, {
      ...base,
      "ip_adapter/other.safetensors": { ...ipAdapterShapes(768, ipLayers), ...tensors },
    })
    await expect(networks.ipAdapter()).rejects.toMatchObject({
      code: "pack.unknown_adapter",
      details: { kind },
    })
  })
})

describe("a config that can't be honoured is refused by file, key and value", () => {
  test.each([
    ["down_block_types", ["CrossAttnDownBlock2D", "DownBlock2D", "AttnDownBlock2D", "DownBlock2D"]],
    ["class_embed_type", "projection"],
    ["in_channels", 8],
    ["out_channels", 8],
    ["block_out_channels", [321, 640, 1280, 1280]],
    ["freq_shift", 160],
    ["addition_embed_type", "text_time"],
    ["act_fn", "gelu"],
  ])("%s: %j", async (key, value) => {
    const names = {
      ...known.sd15,
      configs: { ...known.sd15.configs, unet: { ...known.sd15.configs.unet, [key]: value } },
    }
    const file = "unet/diffusion_pytorch_model.safetensors"
    const networks = await makePack(`config-${key}`, names, {
      [file]: known.sd15.diffusers.unet!,
      "vae/model.safetensors": {},
      "text_encoder/model.safetensors": {},
    })
    await expect(networks.unet()).rejects.toMatchObject({
      code: "model.unsupported_config",
      details: { file: join(dir, `config-${key}`, "unet", "config.json"), key: expect.stringContaining(key) },
    })
  })
})

test("the tiny pack's checkpoints hold nothing that isn't used", async () => {
  const networks = new Networks(await openPack(fixture("tiny")), dir)
  await expect(openAll(networks)).resolves.toHaveLength(4)
})

function mapShapes(shapes: Record<string, readonly number[]>, resize: (size: number) => number) {
  return Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, shape.map(resize)]))
}

function mapNames(shapes: Record<string, readonly number[]>, rename: (name: string) => string) {
  return Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [rename(name), shape]))
}
