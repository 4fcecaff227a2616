/**
 * The public components of a pack and the names and shapes of their tensors: the inputs and outputs of
 * `iamg graph run`, and the parts of the pipeline.
 *
 *   text_encoder        input_ids [B,77]                                → last_hidden_state [B,77,d], pooled [B,d]
 *   image_encoder       pixel_values [B,3,s,s]                          → image_embeds [B,p]
 *   clip_text           input_ids [B,77]                                → text_embeds [B,p]
 *   image_proj          image_embeds [B,p]                              → image_tokens [B,n,d]
 *   interest_attention  text [B,77,d], text_neighbours [B,K,77,d],
 *                       image_neighbours [B,K,n,d]                      → interest [B,77,d]
 *   unet                sample [B,c,h,w], timestep [B], text [B,77,d], image [B,n,d], interest [B,77,d],
 *                       lambda1 [B], lambda2 [B], image_scale [B]       → noise [B,c,h,w]
 *   … with structure    the same, structure [B,3,8h,8w] in 0…1, structure_scale [B]; of a pack that reads several
 *                       kinds of hints, its first one                   → noise [B,c,h,w]
 *   … for inpainting    sample is [B,2c+1,h,w]: latents, mask (1 = draw), latents of the masked picture
 *                                                                       → noise [B,c,h,w]
 *   … reading guidance  guidance_embedding [B,k] too (`guidanceEmbedding`), of a latent consistency model
 *                                                                       → noise [B,c,h,w]
 *   vae_encoder         pixels [B,3,8h,8w] in −1…1                      → mean, logvar [B,c,h,w]
 *   vae_decoder         latents [B,c,h,w], / scaling_factor             → pixels [B,3,8h,8w]
 *   vae_tiny            latents [B,c,h,w] as the U-Net knows them     → pixels [B,3,8h,8w]
 *   foreground          pixels [B,3,S,S]                                → mask [B,1,S,S] in 0…1
 *
 * c counts the channels of latents, 4 in Stable Diffusion: the VAE's config says.
 */
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"
import type { StructureKind } from "../contract/setting-values.ts"
import type { DType, FloatTensor, Shape, Tensor } from "../contract/tensor.ts"
import { Graph, type Value } from "../graph/index.ts"
import type { Runtime } from "../runtime/runtime.ts"
import { type ConditionValues, layerContext } from "./cross-attention.ts"
import { runForeground } from "./foreground.ts"
import { imageEncoder } from "./image-encoder.ts"
import { imageProjection } from "./image-projection.ts"
import { interestAttention } from "./interest-attention.ts"
import { Networks } from "./networks.ts"
import type { Pack } from "./pack.ts"
import { prepareHint, readHint } from "./structure.ts"
import { clipText, textEncoder } from "./text-encoder.ts"
import { tokenLimit } from "./tokenizer.ts"
import { unet } from "./unet.ts"
import { crossAttentionLayers, hintUnshuffle, sampleChannels } from "./unet-config.ts"
import { pixelsPerLatent, vaeDecoder, vaeEncoder } from "./vae.ts"
import { vaeTinyDecoder } from "./vae-tiny.ts"

export const componentNames = [
  "text_encoder",
  "image_encoder",
  "clip_text",
  "image_proj",
  "interest_attention",
  "unet",
  "vae_encoder",
  "vae_decoder",
  "vae_tiny",
  "foreground",
] as const
export type ComponentName = (typeof componentNames)[number]
export type GraphComponentName = Exclude<ComponentName, "foreground">

/**
 * A size: fixed by the pack, or named and free: the same name means the same size in every input, and a multiple of a name,
 * as in "8h", that many times the size that an earlier input gave it.
 */
type Size = number | string

interface Input {
  dtype: DType
  shape: readonly Size[]
  /** The last two sizes must be multiples of this. */
  multipleOf?: number
  /** Whether it can be left out; then all such inputs are. */
  optional?: true
}

/** A component of an opened pack: its inputs, and how its graph is written once sizes are known. */
export interface Component {
  inputs: Readonly<Record<string, Input>>
  write(inputs: Readonly<Record<string, Value>>): Record<string, Value>
}

const float = (...shape: Size[]): Input => ({ dtype: "float32", shape })
const ids: Input = { dtype: "int64", shape: ["B", tokenLimit] }

const open: Record<GraphComponentName, (networks: Networks) => Promise<Component>> = {
  async text_encoder(networks) {
    const { config, weights } = await networks.textEncoder()
    return { inputs: { input_ids: ids }, write: ({ input_ids }) => textEncoder(weights, input_ids!, config) }
  },

  async clip_text(networks) {
    const { config, weights } = await networks.clipText()
    return { inputs: { input_ids: ids }, write: ({ input_ids }) => clipText(weights, input_ids!, config) }
  },

  async image_encoder(networks) {
    const { config, weights } = await networks.imageEncoder()
    return {
      inputs: { pixel_values: float("B", 3, config.image_size, config.image_size) },
      write: ({ pixel_values }) => imageEncoder(weights, pixel_values!, config),
    }
  },

  async image_proj(networks) {
    const { projection, tokens, width, embedding } = await networks.ipAdapter()
    return {
      inputs: { image_embeds: float("B", embedding) },
      write: ({ image_embeds }) => imageProjection(projection, image_embeds!, tokens, width),
    }
  },

  async interest_attention(networks) {
    const { weights, width } = await networks.interest()
    const { tokens } = await networks.ipAdapter()
    return {
      inputs: {
        text: float("B", tokenLimit, width),
        text_neighbours: float("B", "K", tokenLimit, width),
        image_neighbours: float("B", "K", tokens, width),
      },
      write: ({ text, text_neighbours, image_neighbours }) =>
        interestAttention(weights, text!, text_neighbours!, image_neighbours!),
    }
  },

  async unet(networks) {
    const { config, weights } = await networks.unet()
    const layers = new Map(crossAttentionLayers(config).map(layer => [layer.path, layer]))
    const told = await conditionInputs(networks)
    return {
      inputs: {
        sample: {
          ...float("B", sampleChannels(config), "h", "w"),
          multipleOf: 2 ** (config.block_out_channels.length - 1),
        },
        timestep: { dtype: "int64", shape: ["B"] },
        ...(config.time_cond_proj_dim && { guidance_embedding: float("B", config.time_cond_proj_dim) }),
        ...told.inputs,
      },
      write: inputs => {
        const { sample, timestep } = inputs as { sample: Value; timestep: Value }
        const conditions = told.conditions(inputs)
        const context = (path: string) => layerContext(weights, told.layers, layers.get(path)!, conditions)
        const { structure, structure_scale: scale, text, guidance_embedding: guidance } = inputs
        const read = { sample, timestep, guidance, context }
        if (!structure) return { noise: unet(weights, read, config) }
        const prepared = prepareHint(told.reader!, { structure, scale: scale!, text: text! })
        const hint = readHint(told.reader!, prepared, { sample, timestep })
        return { noise: unet(weights, { ...read, ...hint }, config) }
      },
    }
  },

  async vae_encoder(networks) {
    const { config, weights } = await networks.vae()
    return {
      inputs: { pixels: { ...float("B", 3, "H", "W"), multipleOf: pixelsPerLatent(config) } },
      write: ({ pixels }) => vaeEncoder(weights, pixels!, config),
    }
  },

  async vae_decoder(networks) {
    const { config, weights } = await networks.vae()
    return {
      inputs: { latents: float("B", config.latent_channels, "h", "w") },
      write: ({ latents }) => vaeDecoder(weights, latents!, config),
    }
  },

  async vae_tiny(networks) {
    const { weights, latentChannels } = await networks.vaeTiny()
    return {
      inputs: { latents: float("B", latentChannels, "h", "w") },
      write: ({ latents }) => vaeTinyDecoder(weights, latents!),
    }
  },
}

/**
 * The conditions that the U-Net of this pack reads: text, image and interest where the pack has an IP-Adapter, and structure,
 * read by `reader`, where the pack reads that `kind` of it. `conditions` takes these inputs; without interest, that branch is
 * left out.
 */
export async function conditionInputs(
  networks: Networks,
  kind: StructureKind | undefined = networks.pack.structureKinds[0],
) {
  const { config } = await networks.unet()
  const width = config.cross_attention_dim
  const adapter = networks.pack.has("ip_adapter") ? await networks.ipAdapter() : undefined
  const inputs: Record<string, Input> = { text: float("B", tokenLimit, width), lambda1: float("B") }
  if (adapter) {
    inputs.image = float("B", adapter.tokens, width)
    inputs.interest = float("B", tokenLimit, width)
    inputs.lambda2 = float("B")
    inputs.image_scale = float("B")
  }
  const reader = kind && (await networks.hintReader(kind))
  if (reader) {
    inputs.structure = { ...float("B", 3, `${hintUnshuffle}h`, `${hintUnshuffle}w`), optional: true }
    inputs.structure_scale = { ...float("B"), optional: true }
  }
  const conditions = (values: Readonly<Record<string, Value>>): ConditionValues => ({
    text: values.text!,
    lambda1: values.lambda1!,
    ...(adapter && {
      adapter: {
        image: values.image!,
        imageScale: values.image_scale!,
        ...(values.interest && { interest: { states: values.interest, lambda2: values.lambda2! } }),
      },
    }),
  })
  return { inputs, conditions, reader, layers: adapter?.layers }
}

/** Opens a component of the pack. Throws pack.*, weights.* and model.* errors when its files don't fit together. */
export const openComponent = (networks: Networks, name: GraphComponentName): Promise<Component> =>
  open[name](networks)

/** The graph of a component for tensors of these shapes. Throws model.bad_input. */
export function componentGraph(
  name: string,
  component: Component,
  shapes: Readonly<Record<string, Shape>>,
): Graph {
  const graph = new Graph(name)
  const inputs = Object.fromEntries(
    Object.entries(component.inputs)
      .filter(([input]) => input in shapes)
      .map(([input, { dtype }]) => [input, graph.input(input, dtype, shapes[input]!)]),
  )
  for (const [output, value] of Object.entries(component.write(inputs))) graph.output(output, value)
  return graph
}

/** Runs a component on tensors under its public names. */
export async function run(
  runtime: Runtime,
  networks: Networks,
  name: GraphComponentName,
  component: Component,
  tensors: Readonly<Record<string, Tensor>>,
): Promise<Record<string, FloatTensor>> {
  checkTensors(name, component, tensors)
  const shapes = Object.fromEntries(Object.entries(tensors).map(([input, { shape }]) => [input, shape]))
  const key = graphKey(networks, name, shapes)
  const model = await runtime.load(key, () => componentGraph(name, component, shapes))
  return (await model.run(tensors)) as Record<string, FloatTensor>
}

/** Graphs with weights that an adapter replaces. All others serve any adapter, loaded once. */
const readingAdapter: ReadonlySet<string> = new Set(["unet", "unet_context", "interest_attention"])

/** Graphs to which LoRAs add something. */
const readingLoras = /^(unet|prompt_encoder)/

/** Graphs with the same key are the same: component, sizes, weights. */
export function graphKey(
  networks: Networks,
  name: string,
  shapes: Readonly<Record<string, Shape>>,
  structureKind?: StructureKind,
): string {
  const { pack } = networks
  const adapter = readingAdapter.has(name) ? networks.adapter : null
  const sizes = Object.entries(shapes).map(([input, shape]) => `${input} [${shape}]`)
  const loras = readingLoras.test(name) ? networks.loras : []
  const hashes = [pack, ...(adapter ? [adapter] : []), ...loras].map(({ hash }) => hash.slice(0, 16))
  const kind = structureKind ? [structureKind] : []
  return `${name} of ${pack.name} (${[...kind, ...sizes.sort(), ...hashes].join(", ")})`
}

/** Throws model.bad_input unless exactly the component's inputs are there, with types and shapes that agree. */
function checkTensors(name: string, { inputs }: Component, tensors: Readonly<Record<string, Tensor>>): void {
  const refuse = (input: string, problem: Note): never => {
    throw new StudioError("model.bad_input", { component: name, input, problem })
  }
  for (const extra of Object.keys(tensors).filter(input => !(input in inputs))) {
    refuse(extra, note("model.no_such_input", { inputs: Object.keys(inputs) }))
  }
  const sizes = new Map<string, number>()
  const given = Object.entries(inputs).filter(([input, { optional }]) => !optional || input in tensors)
  const whole = given.some(([, { optional }]) => optional) ? Object.entries(inputs) : given
  for (const [input, { dtype, shape, multipleOf = 1 }] of whole) {
    const wanted = `${dtype} [${shape.join(",")}]`
    const tensor = tensors[input]
    if (!tensor) throw refuse(input, note("model.missing_input", { wanted }))
    const found = `${tensor.dtype} [${tensor.shape.join(",")}]`
    if (tensor.dtype !== dtype || tensor.shape.length !== shape.length)
      refuse(input, note("model.wrong_input", { found, wanted }))
    for (const [axis, size] of shape.entries()) {
      const length = tensor.shape[axis]!
      const expected = typeof size === "number" ? size : (sizeOf(size, sizes) ?? length)
      if (typeof size === "string") sizes.set(size, expected)
      if (length !== expected || length < 1)
        refuse(input, note("model.wrong_size", { found, wanted, size: String(size), expected }))
      if (axis >= shape.length - 2 && length % multipleOf !== 0) {
        refuse(input, note("model.no_multiple_size", { found, of: multipleOf }))
      }
    }
  }
}

/** The size that earlier inputs gave the name, or its multiple; undefined where it is new. */
function sizeOf(name: string, sizes: ReadonlyMap<string, number>): number | undefined {
  const [, factor, base] = /^(\d+)(\w+)$/.exec(name) ?? []
  return base ? Number(factor) * sizes.get(base)! : sizes.get(name)
}

/**
 * Runs one component of a pack: what `iamg graph run` does.
 *
 * @example await runComponent(pack, "image_proj", { image_embeds }, runtime) // { image_tokens }
 */
export async function runComponent(
  pack: Pack,
  name: ComponentName,
  tensors: Readonly<Record<string, Tensor>>,
  runtime: Runtime,
): Promise<Record<string, FloatTensor>> {
  if (name === "foreground") {
    const { pixels } = tensors
    if (pixels?.dtype !== "float32") {
      const problem = note("model.missing_input", { wanted: "float32 [B,3,S,S]" })
      throw new StudioError("model.bad_input", { component: name, input: "pixels", problem })
    }
    const model = await runtime.loadFile(await pack.weightsFile("foreground"))
    return { mask: await runForeground(model, pixels as FloatTensor) }
  }
  const networks = new Networks(pack, runtime.cacheDir, null, [], runtime.precision)
  return run(runtime, networks, name, await openComponent(networks, name), tensors)
}
