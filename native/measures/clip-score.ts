/** CLIP score: how well a picture fits a text. */
import { note } from "../contract/codes/index.ts"
import type { Note } from "../contract/note.ts"
import type { RawImage } from "../models/image.ts"
import type { Pipeline } from "../models/pipeline.ts"
import { cosine, direction } from "../pool/vector.ts"

/**
 * Cosine of the CLIP pair's embeddings of an image and each text, −1 … 1.
 *
 * @throws StudioError pack.no_component when the pack has no CLIP pair
 */
export async function clipScores(
  pipeline: Pipeline,
  image: RawImage,
  texts: readonly string[],
): Promise<number[]> {
  const { data: words, shape } = await pipeline.clipText(texts)
  const { data: picture } = await pipeline.encodeImage(await pipeline.preprocess(image, "keep-whole"))
  const width = shape[1]!
  const unit = (vector: Float32Array, whose: Note) => direction(vector, width, whose).unit
  const shown = unit(picture, note("pool.of_picture", {}))
  return texts.map((_, row) =>
    cosine(
      shown,
      unit(words.subarray(row * width, (row + 1) * width), note("pool.of_text", { text: texts[row]! })),
    ),
  )
}

/** The score of one text. @throws StudioError pack.no_component */
export const clipScore = async (pipeline: Pipeline, image: RawImage, text: string): Promise<number> =>
  (await clipScores(pipeline, image, [text]))[0]!
