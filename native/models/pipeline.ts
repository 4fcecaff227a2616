/**
 * A pack ready to use: every network behind a function from tensors (or texts, or pictures) to tensors. Graphs are
 * built and loaded when first needed, by size.
 *
 * Texts and pictures are encoded one at a time: an item's states then never depend, not even in the last bit, on what
 * it was encoded together with, and one session serves any number of them.
 */
import { existsSync } from "node:fs"
import { LRUCache } from "lru-cache"
import { memoized } from "../base/memo.ts"
import { concatRows, rowsOf } from "../base/tensor-rows.ts"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import { type FloatTensor, floatTensor, type Tensor } from "../contract/tensor.ts"
import type { Runtime } from "../runtime/runtime.ts"
import type { Adapter } from "./adapter.ts"
import {
  type Component,
  componentGraph,
  type GraphComponentName,
  graphKey,
  openComponent,
  run,
} from "./components.ts"
import { readConfig } from "./config.ts"
import { type ConditionTensors, type Denoise, type DenoiserOptions, openDenoiser } from "./denoiser.ts"
import { checkFinite } from "./finite.ts"
import { foregroundOpacity, isNetInput, overWhite } from "./foreground.ts"
import { type Preprocessor, preprocess, preprocessorSchema, type RawImage, readImage } from "./image.ts"
import { type Lora, type LoraStrength, strengthInputs } from "./lora/lora.ts"
import type { PackFolder } from "./manifest.ts"
import { Networks } from "./networks.ts"
import type { Pack } from "./pack.ts"
import { textEncoder } from "./text-encoder.ts"
import { inTiles } from "./tiles.ts"
import type { Tokenizer } from "./tokenizer.ts"
import { openTokenizers, type Tokenizers } from "./tokenizers.ts"
import { isInpainting } from "./unet-config.ts"
import { pixelsPerLatent } from "./vae.ts"

export interface PipelineOptions {
  /** Stands in for the pack's own to_k_ip, to_v_ip and interest attention. */
  adapter?: Adapter | null
  /** Add to U-Net and text encoder, each as strongly as a call says. */
  loras?: readonly Lora[]
}

/** Widths of the vectors that are kept and compared. */
export interface Widths {
  /** d of the text encoder's pooled state. */
  textWidth: number
  /** p of the image encoder; 0 when the pack has none. */
  imageWidth: number
  /** p of clip_text, where the pack has it. */
  clipWidth?: number
}

/**
 * The unconditional row of guidance: empty text, image_proj of a zero embedding, z̃ = 0. Batch 1. A condition that is
 * absent has no effect with this pack.
 */
export interface UnconditionalRow {
  text: FloatTensor
  image?: FloatTensor
  interest?: FloatTensor
}

export class Pipeline {
  readonly pack: Pack
  readonly runtime: Runtime
  readonly tokenizer: Tokenizer
  readonly widths: Widths
  /** How many pixels one latent spans along each side. */
  readonly pixelsPerLatent: number
  /** Latents are the VAE's mean times this. */
  readonly scalingFactor: number
  readonly latentChannels: number
  /** Whether λ2 has an effect. */
  readonly fusesInterest: boolean
  readonly #networks: Networks
  readonly #clipTokenizer: Tokenizer
  readonly #preprocessor: Preprocessor | undefined
  readonly #components = new Map<GraphComponentName, Promise<Component>>()
  readonly #unconditional = new Map<"", Promise<UnconditionalRow>>()
  /** By the LoRAs' strengths; null where they add nothing to the text encoder. */
  readonly #emptyTexts = new LRUCache<string, Promise<FloatTensor | null>>({ max: 32 })

  private constructor(
    networks: Networks,
    runtime: Runtime,
    parts: {
      tokenizers: Tokenizers
      widths: Widths
      preprocessor: Preprocessor | undefined
      vae: { pixelsPerLatent: number; scalingFactor: number; latentChannels: number }
    },
  ) {
    this.#networks = networks
    this.runtime = runtime
    this.pack = networks.pack
    this.tokenizer = parts.tokenizers.tokenizer
    this.#clipTokenizer = parts.tokenizers.clipTokenizer
    this.widths = parts.widths
    this.#preprocessor = parts.preprocessor
    this.pixelsPerLatent = parts.vae.pixelsPerLatent
    this.scalingFactor = parts.vae.scalingFactor
    this.latentChannels = parts.vae.latentChannels
    this.fusesInterest = networks.fusesInterest
  }

  /** Opens what must be there; see `openPipeline`. */
  static async open(
    pack: Pack,
    runtime: Runtime,
    { adapter = null, loras = [] }: PipelineOptions = {},
  ): Promise<Pipeline> {
    const networks = new Networks(pack, runtime.cacheDir, adapter, loras, runtime.precision)
    if (loras.length > 0) await networks.unet() // one that doesn't fit is refused before anything is encoded
    const { config: text } = await networks.textEncoder()
    const { config: vae } = await networks.vae()
    const image = pack.has("image_encoder") ? await networks.imageEncoder() : undefined
    const clip = pack.has("clip_text") ? await networks.clipText() : undefined
    if (clip && image && clip.config.projection_dim !== image.config.projection_dim) {
      const problem = note("pack.clip_width", {
        clip: clip.config.projection_dim,
        image: image.config.projection_dim,
      })
      throw new StudioError("pack.mismatch", { problem })
    }
    return new Pipeline(networks, runtime, {
      tokenizers: await openTokenizers(networks),
      widths: {
        textWidth: text.hidden_size,
        imageWidth: image?.config.projection_dim ?? 0,
        ...(clip && { clipWidth: clip.config.projection_dim }),
      },
      preprocessor: image && (await readPreprocessor(pack, image.config.image_size)),
      vae: {
        pixelsPerLatent: pixelsPerLatent(vae),
        scalingFactor: vae.scaling_factor,
        latentChannels: vae.latent_channels,
      },
    })
  }

  /** Token states [B,77,d] and pooled states [B,d] of texts. */
  async encodeText(texts: readonly string[]): Promise<{ states: FloatTensor; pooled: FloatTensor }> {
    const rows: Record<string, FloatTensor>[] = []
    for (const text of texts) {
      const input_ids = idsTensor(this.tokenizer.encode(text).ids)
      rows.push(await this.#run("text_encoder", { input_ids }))
    }
    return {
      states: concatRows(rows.map(row => row.last_hidden_state!)),
      pooled: concatRows(rows.map(row => row.pooled!)),
    }
  }

  /** Token states [1,77,d] as the U-Net reads them, with what LoRAs add to the text encoder; null where they add nothing. */
  async promptStates(text: string, loras: readonly LoraStrength[]): Promise<FloatTensor | null> {
    const encoder = await this.#networks.promptEncoder()
    if (!encoder) return null
    const input_ids = idsTensor(this.tokenizer.encode(text).ids)
    const name = "prompt_encoder"
    const component: Component = {
      inputs: { input_ids: { dtype: "int64", shape: input_ids.shape } },
      write: inputs => textEncoder(encoder.weights, inputs.input_ids!, encoder.config),
    }
    const shapes = { input_ids: input_ids.shape }
    const model = await this.runtime.load(graphKey(this.#networks, name, shapes), () =>
      componentGraph(name, component, shapes),
    )
    const results = await model.run({ input_ids, ...strengthInputs(model, this.#networks.loras, loras) })
    const states = results.last_hidden_state as FloatTensor
    checkFinite("text_encoder", { states })
    return states
  }

  /** Embeddings [B,p] of preprocessed pictures [B,3,s,s], not normalised. */
  async encodeImage(pixels: FloatTensor): Promise<FloatTensor> {
    const rows: FloatTensor[] = []
    for (const pixel_values of rowsOf(pixels)) {
      rows.push((await this.#run("image_encoder", { pixel_values })).image_embeds!)
    }
    return concatRows(rows)
  }

  /** Embeddings [B,p] of texts in the space of `encodeImage`, not normalised. Throws pack.no_component. */
  async clipText(texts: readonly string[]): Promise<FloatTensor> {
    const rows: FloatTensor[] = []
    for (const text of texts) {
      const input_ids = idsTensor(this.#clipTokenizer.encode(text).ids)
      rows.push((await this.#run("clip_text", { input_ids })).text_embeds!)
    }
    return concatRows(rows)
  }

  /** IP-Adapter's tokens [B,n,d] of image embeddings [B,p]. */
  async imageTokens(embeds: FloatTensor): Promise<FloatTensor> {
    const rows: FloatTensor[] = []
    for (const image_embeds of rowsOf(embeds)) {
      rows.push((await this.#run("image_proj", { image_embeds })).image_tokens!)
    }
    return concatRows(rows)
  }

  /** z̃ [1,77,d] (eq. 10, 11) of a text [1,77,d], K texts [1,K,77,d] and K pictures' tokens [1,K,n,d]. */
  async interest(
    text: FloatTensor,
    textNeighbours: FloatTensor,
    imageNeighbours: FloatTensor,
  ): Promise<FloatTensor> {
    const inputs = { text, text_neighbours: textNeighbours, image_neighbours: imageNeighbours }
    return (await this.#run("interest_attention", inputs)).interest!
  }

  /** The U-Net for latents of `height` × `width`, prepared for `conditions`. */
  denoiser(
    conditions: ConditionTensors,
    height: number,
    width: number,
    options?: DenoiserOptions,
  ): Promise<Denoise> {
    return openDenoiser(this.runtime, this.#networks, conditions, height, width, options)
  }

  /** Whether the U-Net fills in a part of a picture, and reads the rest of it at each step. */
  async isInpainting(): Promise<boolean> {
    return isInpainting((await this.#networks.unet()).config)
  }

  /** Whether the U-Net reads guidance itself and never takes a second row: a latent consistency model. */
  async readsGuidance(): Promise<boolean> {
    return !!(await this.#networks.unet()).config.time_cond_proj_dim
  }

  /** The conditions of unconditional rows; computed once. */
  async unconditional(loras: readonly LoraStrength[] = []): Promise<UnconditionalRow> {
    const plain = await memoized(this.#unconditional, "", () => this.#computeUnconditional())
    const text = await memoized(this.#emptyTexts, JSON.stringify(loras), () => this.promptStates("", loras))
    return text ? { ...plain, text } : plain
  }

  async #computeUnconditional(): Promise<UnconditionalRow> {
    const { states: text } = await this.encodeText([""])
    if (!this.pack.has("ip_adapter")) return { text }
    const { embedding } = await this.#networks.ipAdapter()
    const image = await this.imageTokens(floatTensor([1, embedding]))
    return { text, image, ...(this.fusesInterest && { interest: floatTensor(text.shape) }) }
  }

  /**
   * Mean and log-variance [B,c,h,w] of the latents of pixels [B,3,8h,8w], not yet times the scaling factor.
   *
   * @param tile encodes a larger picture in tiles of so many latents a side (`inTiles`): other pixels, less memory
   */
  async vaeEncode(pixels: FloatTensor, tile?: number): Promise<{ mean: FloatTensor; logvar: FloatTensor }> {
    const encode = (pixels: FloatTensor) => this.#run("vae_encoder", { pixels })
    const sides = tile && { from: tile * this.pixelsPerLatent, to: tile }
    const { mean, logvar } = await (sides && isLarger(pixels, sides.from)
      ? inTiles(pixels, sides, encode)
      : encode(pixels))
    const bounded = logvar!.data.map(x => Math.min(20, Math.max(-30, x))) // as diffusers bounds it before use
    return { mean: mean!, logvar: floatTensor(logvar!.shape, bounded) }
  }

  /**
   * Pixels [B,3,8h,8w], about −1…1, of latents [B,c,h,w] already divided by the scaling factor.
   *
   * @param tile decodes a larger picture in tiles of so many latents a side (`inTiles`): other pixels, less memory
   */
  async vaeDecode(latents: FloatTensor, tile?: number): Promise<FloatTensor> {
    const decode = (latents: FloatTensor) => this.#run("vae_decoder", { latents })
    const sides = tile && { from: tile, to: tile * this.pixelsPerLatent }
    const { pixels } = await (sides && isLarger(latents, sides.from)
      ? inTiles(latents, sides, decode)
      : decode(latents))
    return pixels!
  }

  /** As `vaeDecode`, for a look at what is being drawn: by the pack's tiny decoder, where it has one. */
  async vaeDecodeQuickly(latents: FloatTensor): Promise<FloatTensor> {
    if (!this.pack.has("vae_tiny")) return this.vaeDecode(latents)
    const scaled = floatTensor(
      latents.shape,
      latents.data.map(x => x * this.scalingFactor),
    )
    return (await this.#run("vae_tiny", { latents: scaled })).pixels!
  }

  /** The picture with its subject over white. Throws pack.no_component. */
  async foreground(image: RawImage): Promise<RawImage> {
    return overWhite(image, await this.opacity(image))
  }

  /** How much of each pixel belongs to the picture's subject, a grey picture. Throws pack.no_component. */
  async opacity(image: RawImage): Promise<RawImage> {
    const model = await this.runtime.loadFile(await this.pack.weightsFile("foreground"))
    return foregroundOpacity(model, image, this.pack.manifest.foreground ?? isNetInput)
  }

  /** A picture, or its file, as the image encoder reads it: [1,3,s,s]. */
  async preprocess(image: RawImage | string, resize: "keep-whole" | "crop"): Promise<FloatTensor> {
    if (!this.#preprocessor) throw this.#lacks("image_encoder")
    return preprocess(typeof image === "string" ? await readImage(image) : image, this.#preprocessor, resize)
  }

  async #run(
    name: GraphComponentName,
    tensors: Record<string, Tensor>,
  ): Promise<Record<string, FloatTensor>> {
    const component = await memoized(this.#components, name, () => openComponent(this.#networks, name))
    const results = await run(this.runtime, this.#networks, name, component, tensors)
    checkFinite(name, results)
    return results
  }

  #lacks(component: PackFolder): StudioError {
    return new StudioError("pack.no_component", {
      pack: this.pack.name,
      component,
      why: note("pack.lacks", { component }),
    })
  }
}

/**
 * Opens a pack's networks on a runtime. Configs and weights are checked against each other here; sessions are made
 * when first used.
 *
 * @example
 * const pipeline = await openPipeline(await openPack("resources/starter"), runtime)
 * const { states } = await pipeline.encodeText(["a movie poster"])
 */
export const openPipeline = (pack: Pack, runtime: Runtime, options?: PipelineOptions): Promise<Pipeline> =>
  Pipeline.open(pack, runtime, options)

/** Published image encoders often come without preprocessor_config.json: they are CLIP's, at their own size. */
async function readPreprocessor(pack: Pack, side: number): Promise<Preprocessor> {
  const file = pack.file("image_encoder", "preprocessor_config.json")
  if (!existsSync(file)) return preprocessorSchema.parse({ size: side, crop_size: side })
  const preprocessor = await readConfig(file, preprocessorSchema)
  if (preprocessor.crop_size === side) return preprocessor
  const [key, value] = ["crop_size", String(preprocessor.crop_size)]
  throw new StudioError("model.unsupported_config", {
    file,
    key,
    value,
    problem: note("model.encoder_size", { side }),
  })
}

/** Whether a picture [B,c,h,w] has a side longer than `side`. */
const isLarger = ({ shape }: FloatTensor, side: number): boolean => Math.max(shape[2]!, shape[3]!) > side

const idsTensor = (ids: readonly number[]): Tensor => ({
  dtype: "int64",
  shape: [1, ids.length],
  data: BigInt64Array.from(ids, BigInt),
})
