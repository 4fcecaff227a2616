/** The built-in tagger. Its word lists take a second to load, so only commands that tag load them. */
import type { Tagger } from "../interests/tagger.ts"
import type { Pipeline } from "../models/pipeline.ts"

export async function packTagger(pipeline: Pipeline): Promise<Tagger> {
  const { builtInTagger } = await import("../interests/built-in-tagger.ts")
  const { clipEmbedder } = await import("../interests/clip-embedder.ts")
  return builtInTagger(clipEmbedder(pipeline))
}
