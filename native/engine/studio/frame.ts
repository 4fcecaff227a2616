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
  return frameOf(imageFromPixels(await pipeline.vaeDecode(latents)))
}

/**
 * After which steps a guess is shown: decoding costs about a step, so few, and early ones nearer together, since they
 * change most.
 */
export function shownSteps(steps: number): ReadonlySet<number> {
  const shares = [1 / 12, 1 / 4, 1 / 2, 3 / 4]
  return new Set(shares.map(share => Math.max(1, Math.round(share * steps))).filter(step => step < steps))
}
