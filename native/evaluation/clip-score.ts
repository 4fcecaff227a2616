/** CLIP score: how well a picture shows what a text says. */
import type { RawImage } from "../models/image.ts"
import type { Pipeline } from "../models/pipeline.ts"
import { cosine, direction } from "../pool/vector.ts"

/**
 * Cosine of the CLIP pair's embeddings of an image and a text, −1 … 1.
 *
 * @throws StudioError pack.no_component when the pack has no CLIP pair
 */
export async function clipScore(pipeline: Pipeline, image: RawImage, text: string): Promise<number> {
  const { data: words } = await pipeline.clipText([text])
  const { data: picture } = await pipeline.encodeImage(await pipeline.preprocess(image, "keep-whole"))
  const unit = (vector: Float32Array, whose: string) => direction(vector, words.length, whose).unit
  return cosine(unit(picture, "image"), unit(words, "text"))
}
