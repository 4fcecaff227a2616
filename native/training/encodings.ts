/**
 * What the frozen networks make of pictures and texts, computed once and kept in the workspace's cache by the content it
 * was made of: later steps and later runs on the same catalog find it there.
 */
import { join } from "node:path"
import { isStudioError } from "../contract/errors.ts"
import type { StepSettings } from "../contract/step-settings.ts"
import { type FloatTensor, floatTensor } from "../contract/tensor.ts"
import { coverImage, pixelsFromImage, type RawImage, readImage, wholeImage } from "../models/image.ts"
import { sha256 } from "../personalize/hash.ts"
import type { Studio } from "../personalize/studio.ts"
import { openSafetensors, readTensor } from "../weights/safetensors.ts"
import { writeSafetensors } from "../weights/write-safetensors.ts"
import type { Sample } from "./samples.ts"

/** So much is held in memory; the rest is read again from the cache. */
const mostHeld = 512 * 2 ** 20

/** Mean and bounded log-variance of a picture's latents, [1,c,h,w] each, as one [2,c,h,w]. */
export type Latents = FloatTensor

export class Encodings {
  readonly #studio: Studio
  readonly #target: StepSettings["target"]
  readonly #pathOf: (image: string) => string
  readonly #dir: string
  readonly #held = new Map<string, FloatTensor>()
  #heldBytes = 0

  /** @param pathOf where the picture of a content hash lies; in the workspace when absent */
  constructor(studio: Studio, target: StepSettings["target"], pathOf?: (image: string) => string) {
    this.#studio = studio
    this.#target = target
    this.#pathOf = pathOf ?? (image => studio.workspace.imagePath(image))
    this.#dir = join(studio.workspace.cacheDir, "training", studio.pack.hash.slice(0, 16))
  }

  /** Latents of the picture with this content hash, cut to the native size. */
  latents(image: string): Promise<Latents> {
    const { nativeSize: side } = this.#studio.pack
    return this.#get(`latents-${this.#target}-${side}-${image}`, async () => {
      const whole = await this.#read(image)
      const shown = await (this.#target === "crop" ? coverImage : wholeImage)(whole, side, side)
      const { mean, logvar } = await this.#studio.pipeline.vaeEncode(pixelsFromImage(shown))
      const both = floatTensor([2, ...mean.shape.slice(1)])
      both.data.set(mean.data)
      both.data.set(logvar.data, mean.data.length)
      return both
    })
  }

  /** IP-Adapter's tokens of the picture's foreground, [1,n,d]; of the whole where the pack can't cut it out. */
  condition(image: string): Promise<FloatTensor> {
    const { pipeline, pack } = this.#studio
    if (!pack.has("foreground")) return this.tokens(image)
    return this.#get(`foreground-${image}`, async () =>
      this.#tokensOf(await pipeline.foreground(await this.#read(image))),
    )
  }

  /** IP-Adapter's tokens of the picture, [1,n,d]. */
  tokens(image: string): Promise<FloatTensor> {
    return this.#get(`tokens-${image}`, async () => this.#tokensOf(await this.#read(image)))
  }

  /** Token states of a text, [1,77,d]. */
  states(text: string): Promise<FloatTensor> {
    return this.#get(`states-${sha256(text)}`, async () => {
      const { states } = await this.#studio.pipeline.encodeText([text])
      return states
    })
  }

  /** Everything that a sample needs. */
  async of({ image, rewrite, texts, images }: Sample) {
    return {
      latents: await this.latents(image),
      condition: await this.condition(image),
      rewrite: await this.states(rewrite),
      texts: await inTurn(texts, text => this.states(text)),
      images: await inTurn(images, neighbour => this.tokens(neighbour)),
    }
  }

  #read(image: string): Promise<RawImage> {
    return readImage(this.#pathOf(image))
  }

  async #tokensOf(image: RawImage): Promise<FloatTensor> {
    const { pipeline } = this.#studio
    return pipeline.imageTokens(await pipeline.encodeImage(await pipeline.preprocess(image, "keep-whole")))
  }

  async #get(name: string, make: () => Promise<FloatTensor>): Promise<FloatTensor> {
    const held = this.#held.get(name)
    if (held) return held
    const file = join(this.#dir, `${name}.safetensors`)
    const tensor = (await kept(file)) ?? (await this.#make(file, make))
    if (this.#heldBytes + tensor.data.byteLength <= mostHeld) {
      this.#heldBytes += tensor.data.byteLength
      this.#held.set(name, tensor)
    }
    return tensor
  }

  async #make(file: string, make: () => Promise<FloatTensor>): Promise<FloatTensor> {
    const tensor = await make()
    await keep(file, tensor)
    return tensor
  }
}

/** One after the other: the device does one thing at a time anyway. */
async function inTurn<In, Out>(values: readonly In[], work: (value: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = []
  for (const value of values) results.push(await work(value))
  return results
}

/** The tensor in each cached file. */
const tensorName = "encoding"

/** A full disk costs time, not the run: what couldn't be kept is computed again. */
async function keep(file: string, tensor: FloatTensor): Promise<void> {
  try {
    // A file that isn't whole is as good as none, so nothing waits for the disk.
    await writeSafetensors(file, { [tensorName]: tensor }, {}, { durable: false })
  } catch (error) {
    if (!isStudioError(error, "weights.not_written")) throw error
  }
}

async function kept(file: string): Promise<FloatTensor | undefined> {
  try {
    const tensor = await readTensor(await openSafetensors(file), tensorName)
    return tensor.dtype === "float32" ? (tensor as FloatTensor) : undefined
  } catch (error) {
    if (isStudioError(error, "weights.unreadable")) return undefined
    throw error
  }
}
