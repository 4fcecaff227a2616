/** A pipeline's CLIP pair as the taggers see it. */
import type { Pipeline } from "../models/pipeline.ts"
import type { ClipEmbedder } from "./built-in-tagger.ts"

/** What a trained CLIP's cosines are multiplied with (Radford 2021, section 2.5: learned, and clipped at 100). */
const logitScale = 100

/** @returns null when the pack has no CLIP pair */
export function clipEmbedder(pipeline: Pipeline): ClipEmbedder | null {
  const { pack } = pipeline
  if (!pack.has("clip_text") || !pack.has("image_encoder")) return null
  const textEmbeddings = async (texts: readonly string[]): Promise<Float32Array[]> => {
    if (texts.length === 0) return []
    const { shape, data } = await pipeline.clipText(texts)
    const width = shape[1]!
    return texts.map((_, row) => data.slice(row * width, (row + 1) * width))
  }
  return {
    id: `${pack.name}@${pack.hash.slice(0, 8)}`,
    logitScale,
    textEmbeddings,
    async imageEmbedding(path) {
      const pixels = await pipeline.preprocess(path, "keep-whole")
      return (await pipeline.encodeImage(pixels)).data
    },
  }
}
