/** Whether a picture still shows a subject: how much of where the subject was is where one is now. */
import type { RawImage } from "../models/image.ts"
import type { Pipeline } from "../models/pipeline.ts"

/** 1 where the picture's subject is, else 0, row by row; null for a pack without a foreground network. */
export async function subjectOf(pipeline: Pipeline, image: RawImage): Promise<Uint8Array | null> {
  if (!pipeline.pack.has("foreground")) return null
  const { data } = await pipeline.opacity(image)
  return Uint8Array.from({ length: data.length / 3 }, (_, at) => (data[at * 3]! >= 128 ? 1 : 0))
}

/** Intersection over union of two regions of one size, 0 … 1; null where the first one is empty: then nothing can be missed. */
export function overlap(wanted: Uint8Array, found: Uint8Array): number | null {
  let both = 0
  let either = 0
  let all = 0
  for (const [at, isWanted] of wanted.entries()) {
    const isFound = found[at]!
    all += isWanted
    both += isWanted & isFound
    either += isWanted | isFound
  }
  return all === 0 ? null : both / either
}
