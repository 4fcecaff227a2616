/**
 * A pack's networks: config and weights of each, opened when first used and checked against each other at once, so that
 * a tensor that is missing, misshapen or left over is reported by name before anything is loaded.
 */
import { existsSync } from "node:fs"
import { dirname, join } from "node:path"
import { memoized } from "../base/memo.ts"
import { note } from "../contract/codes/index.ts"
import { reasonOf, StudioError } from "../contract/errors.ts"
import type { StructureKind } from "../contract/setting-values.ts"
import type { Precision } from "../contract/settings.ts"
import type { WeightRef } from "../graph/graph.ts"
import { Graph, type Value } from "../graph/index.ts"
import { Checkpoint, type KeyMap, type Weights } from "../weights/checkpoint.ts"
import { clipTextKeyMap, clipVisionKeyMap } from "../weights/keymaps/clip.ts"
import { controlNetKeyMap, type LdmComponent, ldmKeyMap } from "../weights/keymaps/ldm.ts"
import { holdsOnlyEma } from "../weights/keymaps/ldm-ema.ts"
import type { LoraNetwork } from "../weights/keymaps/lora.ts"
import { vaeKeyMap } from "../weights/keymaps/vae.ts"
import { vaeTinyKeyMap } from "../weights/keymaps/vae-tiny.ts"
import { narrow } from "../weights/narrow.ts"
import { openSafetensors } from "../weights/safetensors.ts"
import { widen } from "../weights/widen.ts"
import type { Adapter } from "./adapter.ts"
import { readConfig } from "./config.ts"
import { controlNet, hintEmbedding } from "./controlnet.ts"
import { type ControlNetConfig, checkControlNet, controlNetConfigSchema } from "./controlnet-config.ts"
import { layerContext, textContext } from "./cross-attention.ts"
import { type ImageEncoderConfig, imageEncoder, imageEncoderConfigSchema } from "./image-encoder.ts"
import { imageProjection } from "./image-projection.ts"
import { interestAttention } from "./interest-attention.ts"
import { type FittedLora, fitLora, type Targets, targetsOf } from "./lora/fit-lora.ts"
import { branchesOf, inOrder, type Lora, strengthName } from "./lora/lora.ts"
import { type Misfit, readLora } from "./lora/lora-file.ts"
import type { Manifest, PackFolder } from "./manifest.ts"
import { refuseOtherAdapters } from "./other-adapters.ts"
import type { Pack } from "./pack.ts"
import type { HintReader } from "./structure.ts"
import { clipText, type TextEncoderConfig, textEncoder, textEncoderConfigSchema } from "./text-encoder.ts"
import { unet } from "./unet.ts"
import {
  crossAttentionLayers,
  encoderAttention,
  hintChannels,
  hintUnshuffle,
  sampleChannels,
  type UnetConfig,
  unetConfigSchema,
} from "./unet-config.ts"
import { pixelsPerLatent, type VaeConfig, vaeConfigSchema, vaeDecoder, vaeEncoder } from "./vae.ts"
import { vaeTinyConfigSchema, vaeTinyDecoder } from "./vae-tiny.ts"

export interface Network<Config> {
  readonly config: Config
  readonly weights: Weights
}

/** IP-Adapter's weights, and the sizes that only they hold. */
export interface IpAdapter {
  /** image_proj.* */
  readonly projection: Weights
  /** ip_adapter.* */
  readonly layers: Weights
  /** n, image tokens a picture. */
  readonly tokens: number
  /** d, width of a token. */
  readonly width: number
  /** p, width of an image embedding. */
  readonly embedding: number
}

export class Networks {
  readonly pack: Pack
  readonly adapter: Adapter | null
  /** In the order of their hashes; the n-th has its strength in the graphs' input `strengthName(n)`. */
  readonly loras: readonly Lora[]
  /** The weights' file, or its copy in the precision that they are read in. */
  readonly #stored: (file: string) => Promise<string>
  readonly #opened = new Map<string, Promise<unknown>>()

  /**
   * `cacheDir` takes copies of weights that aren't stored in `precision`; `null` leaves the files as they are, for looking
   * at a pack without running it.
   */
  constructor(
    pack: Pack,
    cacheDir: string | null,
    adapter: Adapter | null = null,
    loras: readonly Lora[] = [],
    precision: Precision = "full",
  ) {
    this.loras = inOrder(loras)
    this.pack = pack
    this.#stored = async file => {
      if (cacheDir === null) return file
      return precision === "half" ? narrow(file, cacheDir) : widen(file, cacheDir)
    }
    this.adapter = adapter
  }

  /** Without any LoRA: what retrieval and the interest attention read. */
  textEncoder(): Promise<Network<TextEncoderConfig>> {
    return this.#once("text_encoder", async () => {
      const config = await this.#config("text_encoder", textEncoderConfigSchema)
      const checkpoint = await this.#checkpoint("text_encoder", clipTextKeyMap)
      check(checkpoint, weights => textEncoder(weights, trial("int64", [1, 77]), config), [
        /^text_projection\./,
      ])
      return { config, weights: checkpoint.scope("") }
    })
  }

  clipText(): Promise<Network<TextEncoderConfig>> {
    return this.#once("clip_text", async () => {
      const config = await this.#config("clip_text", textEncoderConfigSchema)
      const checkpoint = await this.#checkpoint("clip_text", clipTextKeyMap)
      check(checkpoint, weights => clipText(weights, trial("int64", [1, 77]), config))
      return { config, weights: checkpoint.scope("") }
    })
  }

  imageEncoder(): Promise<Network<ImageEncoderConfig>> {
    return this.#once("image_encoder", async () => {
      const config = await this.#config("image_encoder", imageEncoderConfigSchema)
      const checkpoint = await this.#checkpoint("image_encoder", clipVisionKeyMap)
      const { image_size: side } = config
      check(checkpoint, weights => imageEncoder(weights, trial("float32", [1, 3, side, side]), config))
      return { config, weights: checkpoint.scope("") }
    })
  }

  vae(): Promise<Network<VaeConfig>> {
    return this.#once("vae", async () => {
      const config = await this.#config("vae", vaeConfigSchema)
      const checkpoint = await this.#checkpoint("vae", vaeKeyMap)
      const side = pixelsPerLatent(config)
      check(checkpoint, weights => {
        vaeEncoder(weights, trial("float32", [1, 3, side, side]), config)
        vaeDecoder(weights, trial("float32", [1, config.latent_channels, 1, 1]), config)
      })
      return { config, weights: checkpoint.scope("") }
    })
  }

  /** What decodes previews. */
  vaeTiny(): Promise<{ weights: Weights; latentChannels: number }> {
    return this.#once("vae_tiny", async () => {
      const { config } = await this.vae()
      const checkpoint = await this.#checkpoint("vae_tiny", vaeTinyKeyMap)
      const configFile = this.pack.file("vae_tiny", "config.json")
      if (existsSync(configFile)) await readConfig(configFile, vaeTinyConfigSchema)
      check(checkpoint, weights => {
        const latents = trial("float32", [1, config.latent_channels, 1, 1])
        const { pixels } = vaeTinyDecoder(weights, latents)
        const [scale, wanted] = [pixels.shape[2]!, pixelsPerLatent(config)]
        if (scale !== wanted)
          throw new StudioError("pack.mismatch", { problem: note("pack.tiny_scale", { scale, wanted }) })
      })
      return { weights: checkpoint.scope(""), latentChannels: config.latent_channels }
    })
  }

  /** The text encoder as the U-Net reads it: with what LoRAs add; null where none adds anything. */
  promptEncoder(): Promise<Network<TextEncoderConfig> | null> {
    return this.#once("prompt_encoder", async () => {
      const { config, weights } = await this.textEncoder()
      const branches = branchesOf(await this.#fittedLoras(), "text_encoder")
      return branches.size === 0 ? null : { config, weights: weights.checkpoint.scope("", branches) }
    })
  }

  /** With what LoRAs add. @throws StudioError lora.misfit, naming each key that doesn't fit */
  unet(): Promise<Network<UnetConfig>> {
    return this.#once("unet_with_loras", async () => {
      const { config, weights } = await this.#plainUnet()
      if (this.loras.length === 0) return { config, weights }
      const branches = branchesOf(await this.#fittedLoras(), "unet")
      return { config, weights: weights.checkpoint.scope("", branches) }
    })
  }

  /** The keys of a LoRA's file that have no place in this pack. */
  async misfitsOf(file: string): Promise<Misfit[]> {
    return (await this.#fit(file, strengthName(0))).misfits
  }

  /** The layers of both networks that LoRAs can add to: shapes of their weights, by path. */
  async loraTargets(): Promise<Record<LoraNetwork, Targets>> {
    const [unet, text] = [await this.#plainUnet(), await this.textEncoder()]
    return {
      unet: targetsOf(unet.weights.checkpoint, "unet"),
      text_encoder: targetsOf(text.weights.checkpoint, "text_encoder"),
    }
  }

  /** Every matrix of the LoRAs that the pack draws with, under its name in its file: those of the U-Net first. */
  async loraWeights(): Promise<WeightRef[]> {
    const fitted = await this.#fittedLoras()
    return (["unet", "text_encoder"] as const)
      .flatMap(network => [...branchesOf(fitted, network).values()].flat())
      .flatMap(({ down, mid, up }) => (mid ? [down, mid, up] : [down, up]))
  }

  /** That all of a LoRA has a place in this pack. @throws StudioError lora.misfit, lora.unreadable, weights.unreadable */
  async checkLora(name: string, file: string): Promise<void> {
    this.#checkFit(name, await this.#fit(file, strengthName(0)))
  }

  #fittedLoras(): Promise<FittedLora[]> {
    return this.#once("loras", () =>
      Promise.all(
        this.loras.map(async ({ name, file }, index) => {
          const fitted = await this.#fit(await this.#stored(file), strengthName(index))
          return this.#checkFit(name, fitted)
        }),
      ),
    )
  }

  #checkFit(lora: string, fitted: FittedLora): FittedLora {
    const [first] = fitted.misfits
    if (!first) return fitted
    const keys = fitted.misfits.slice(0, 3).map(({ key }) => key)
    const [pack, count, { why }] = [this.pack.name, fitted.misfits.length, first]
    throw new StudioError("lora.misfit", { lora, pack, count, keys, why })
  }

  async #fit(file: string, strength: string): Promise<FittedLora> {
    return fitLora(await readLora(file), await this.loraTargets(), strength)
  }

  #plainUnet(): Promise<Network<UnetConfig>> {
    return this.#once("unet", async () => {
      const config = await this.#config("unet", unetConfigSchema)
      checkStructure(config, this.pack.manifest.structure)
      const checkpoint = await this.#checkpoint("unet", ref => [ref])
      const layers = new Map(crossAttentionLayers(config).map(layer => [layer.path, layer]))
      const side = 2 ** (config.block_out_channels.length - 1)
      check(checkpoint, weights => {
        const sample = trial("float32", [1, sampleChannels(config), side, side])
        const input = inputsOf(sample.graph)
        const text = input("text", "float32", [1, 1, config.cross_attention_dim])
        const conditions = { text, lambda1: input("lambda1", "float32", [1]) }
        const context = (path: string) => layerContext(weights, undefined, layers.get(path)!, conditions)
        const timestep = input("timestep", "int64", [1])
        const width = config.time_cond_proj_dim
        const guidance = width ? input("guidance_embedding", "float32", [1, width]) : undefined
        return unet(weights, { sample, timestep, guidance, context }, config)
      })
      return { config, weights: checkpoint.scope("") }
    })
  }

  /** What reads hints of a kind. Throws pack.no_component where nothing does. */
  async hintReader(kind: StructureKind): Promise<HintReader> {
    if (this.pack.manifest.structure?.kind === kind) return { by: "channels" }
    return { by: "controlnet", ...(await this.controlNet(kind)) }
  }

  /** Throws pack.no_component, pack.wrong_controlnet. */
  controlNet(kind: StructureKind): Promise<Network<ControlNetConfig>> {
    return this.#once(`controlnet/${kind}`, async () => {
      const weightsFiles = await this.pack.controlNetFiles(kind)
      const configFile = join(dirname(weightsFiles[0]!), "config.json")
      const config = await readConfig(configFile, controlNetConfigSchema)
      checkControlNet(configFile, config, (await this.unet()).config)
      const checkpoint = await this.#open(weightsFiles, controlNetKeyMap)
      const layers = new Map(encoderAttention(config).map(layer => [layer.path, layer.channels]))
      const side = 2 ** (config.block_out_channels.length - 1)
      check(checkpoint, weights => {
        const sample = trial("float32", [1, config.in_channels, side, side])
        const input = inputsOf(sample.graph)
        const text = input("text", "float32", [1, 1, config.cross_attention_dim])
        const pixels = hintUnshuffle * side
        const hint = hintEmbedding(weights, input("structure", "float32", [1, 3, pixels, pixels]), config)
        const context = (path: string) => textContext(weights.at(path), text, layers.get(path)!)
        const scale = input("scale", "float32", [1, 1, 1, 1])
        const timestep = input("timestep", "int64", [1])
        return controlNet(weights, { sample, hint, scale, timestep, context }, config)
      })
      return { config, weights: checkpoint.scope("") }
    })
  }

  ipAdapter(): Promise<IpAdapter> {
    return this.#once("ip_adapter", async () => {
      const { config } = await this.unet()
      const own = await this.#checkpoint("ip_adapter", ref => [ref])
      refuseOtherAdapters(own)
      const tuned = this.adapter?.weightsFile("ip_adapter")
      const layersFrom = tuned ? await this.#open([tuned]) : own
      const projection = own.scope("image_proj")
      const width = projection.shapeOf("norm.weight")[0]!
      const [outputs, embedding] = projection.shapeOf("proj.weight") as [number, number]
      if (width !== config.cross_attention_dim) {
        const problem = note("pack.token_width", { adapter: width, unet: config.cross_attention_dim })
        throw new StudioError("pack.mismatch", { problem })
      }
      for (const { channels, adapterIndex } of crossAttentionLayers(config)) {
        const layer = layersFrom.scope(`ip_adapter.${adapterIndex}`)
        for (const name of ["to_k_ip.weight", "to_v_ip.weight"]) layer.take(name, [channels, width])
      }
      imageProjection(projection, trial("float32", [1, embedding]), outputs / width, width)
      refuseLeftovers(layersFrom, tuned ? [/^image_proj\./] : [])
      if (tuned) refuseLeftovers(own, [/^ip_adapter\./])
      const layers = layersFrom.scope("ip_adapter")
      return { projection, layers, tokens: outputs / width, width, embedding }
    })
  }

  interest(): Promise<{ weights: Weights; width: number }> {
    return this.#once("interest", async () => {
      const { config } = await this.unet()
      const tuned = this.adapter?.weightsFile("interest")
      const checkpoint = tuned ? await this.#open([tuned]) : await this.#checkpoint("interest", ref => [ref])
      const width = config.cross_attention_dim
      check(checkpoint, weights => {
        const text = trial("float32", [1, 77, width])
        const neighbours = inputsOf(text.graph)("neighbours", "float32", [1, 1, 1, width])
        return interestAttention(weights, text, neighbours, neighbours)
      })
      return { weights: checkpoint.scope(""), width }
    })
  }

  /** Whether λ2 has an effect: interest attention and IP-Adapter are there, in the pack or the adapter. */
  get fusesInterest(): boolean {
    return (
      this.pack.has("ip_adapter") && (this.pack.has("interest") || !!this.adapter?.weightsFile("interest"))
    )
  }

  async #config<Schema extends Parameters<typeof readConfig>[1]>(component: PackFolder, schema: Schema) {
    await this.pack.weightsFiles(component) // reports a missing component before its config is looked for
    return readConfig(this.pack.file(component, "config.json"), schema)
  }

  /** The component's weights, in a folder of its own or in a single-file checkpoint. */
  async #checkpoint(component: PackFolder, keyMap: KeyMap): Promise<Checkpoint> {
    const files = await this.pack.weightsFiles(component)
    const singleFile = this.pack.manifest.components[component]?.endsWith(".safetensors")
    if (!singleFile) return this.#open(files, keyMap)
    const opened = await Promise.all(files.map(openSafetensors))
    const onlyEma = holdsOnlyEma(opened.flatMap(({ tensors }) => [...tensors.keys()]))
    return this.#open(files, ldmKeyMap(component as LdmComponent, onlyEma))
  }

  async #open(files: readonly string[], keyMap: KeyMap = ref => [ref]): Promise<Checkpoint> {
    const stored: string[] = []
    for (const file of files) stored.push(await this.#stored(file))
    return Checkpoint.open(stored, keyMap)
  }

  #once<T>(name: string, open: () => Promise<T>): Promise<T> {
    // A failure isn't kept: a pack that was repaired can be tried again.
    return memoized(this.#opened, name, open) as Promise<T>
  }
}

/** Throws pack.mismatch unless the U-Net reads a hint exactly where the pack says which one. */
function checkStructure(config: UnetConfig, structure: Manifest["structure"]): void {
  if (hintChannels(config) > 0 === (structure !== undefined)) return
  const problem = structure
    ? note("pack.structure_no_room", { channels: config.in_channels })
    : note("pack.structure_unnamed", { channels: hintChannels(config) })
  throw new StudioError("pack.mismatch", { problem })
}

const inputsOf =
  (graph: Graph) =>
  (name: string, dtype: Value["dtype"], shape: readonly number[]): Value =>
    graph.input(name, dtype, shape)

/** An input of a graph that is only built to see whether weights and config belong together. */
const trial = (dtype: Value["dtype"], shape: readonly number[]): Value =>
  new Graph("trial").input("trial", dtype, shape)

function check(
  checkpoint: Checkpoint,
  build: (weights: Weights) => unknown,
  ignored: readonly RegExp[] = [],
): void {
  try {
    build(checkpoint.scope(""))
  } catch (cause) {
    if (cause instanceof StudioError) throw cause
    const problem = note("pack.no_network", { files: checkpoint.files, reason: reasonOf(cause) })
    throw new StudioError("pack.mismatch", { problem }, { cause })
  }
  refuseLeftovers(checkpoint, ignored)
}

function refuseLeftovers(checkpoint: Checkpoint, ignored: readonly RegExp[] = []): void {
  const names = checkpoint.unused(ignored)
  if (names.length === 0) return
  const file = checkpoint.files.join(", ")
  throw new StudioError("pack.unused_tensors", { file, count: names.length, names: names.slice(0, 3) })
}
