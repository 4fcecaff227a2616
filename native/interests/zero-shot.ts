/** Zero-shot choice among a facet's tags, as CLIP does it (Radford 2021, section 3.1). */
import { note } from "../contract/codes/index.ts"
import { cosine, direction } from "../pool/vector.ts"

export interface Choice {
  readonly tag: string
  /** Probability of the tag within its facet, 0 … 1. */
  readonly confidence: number
  /** By how much it leads the next. */
  readonly margin: number
}

/**
 * The tag whose text lies nearest to the image.
 *
 * @param image the image's CLIP embedding [p]
 * @param texts one CLIP embedding [p] a tag
 * @param logitScale what cosines are multiplied with before the softmax: 100 for a trained CLIP
 */
export function zeroShot(
  image: Float32Array,
  tags: readonly string[],
  texts: readonly Float32Array[],
  logitScale: number,
): Choice {
  const { unit } = direction(image, image.length, note("pool.of_picture", {}))
  const logits = texts.map(
    (text, i) =>
      logitScale * cosine(unit, direction(text, image.length, note("pool.of_tag", { tag: tags[i]! })).unit),
  )
  const highest = Math.max(...logits)
  const weights = logits.map(logit => Math.exp(logit - highest))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const best = logits.indexOf(highest)
  const second = Math.max(0, ...weights.filter((_, i) => i !== best))
  return { tag: tags[best]!, confidence: 1 / total, margin: (1 - second) / total }
}
