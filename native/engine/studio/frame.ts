/** Pictures as they travel in events: small, as data URLs. */
import { sharpOf } from "../../base/raw-image.ts"
import type { FloatTensor } from "../../contract/tensor.ts"
import { imageFromPixels, type RawImage } from "../../models/image.ts"
import type { Pipeline } from "../../models/pipeline.ts"

/** Longer side of a frame in pixels. */
const largest = 512

/** A WebP data URL. */
export async function frameOf(image: RawImage): Promise<string> {
  const bytes = await sharpOf(image)
    .resize(largest, largest, { fit: "inside", withoutEnlargement: true })
    .webp({ quality: 85, effort: 0 })
    .toBuffer()
  return `data:image/webp;base64,${bytes.toString("base64")}`
}

/** What the network would draw if it were right already. @param latents [1,c,h,w], unscaled */
export async function guessOf(pipeline: Pipeline, latents: FloatTensor): Promise<string> {
  return frameOf(imageFromPixels(await pipeline.vaeDecodeQuickly(latents)))
}

/** Least milliseconds between two guesses of one image. */
const leastPause = 200

/**
 * After which steps of an image a guess is shown. Decoding one costs about a step, so there are few, the early ones nearer
 * together, since they change most; and none so soon after the last that nobody would look at both.
 */
export class GuessPace {
  readonly #steps: ReadonlySet<number>
  #last = Number.NEGATIVE_INFINITY

  constructor(steps: number) {
    const shares = [1 / 12, 1 / 4, 1 / 2, 3 / 4]
    const chosen = shares.map(share => Math.max(1, Math.round(share * steps)))
    this.#steps = new Set(chosen.filter(step => step < steps))
  }

  /** @param now milliseconds by any clock */
  shows(step: number, now: number): boolean {
    if (!this.#steps.has(step) || now < this.#last + leastPause) return false
    this.#last = now
    return true
  }
}
