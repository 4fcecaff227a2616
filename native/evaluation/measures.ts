/** What is measured of an image: how like the original it is, and how much of the text and of the persona it shows. */
import type { Item } from "../contract/catalog.ts"
import type { ImageMeasures } from "../contract/evaluation.ts"
import type { Scenario } from "../contract/scenario.ts"
import type { Tagger } from "../interests/tagger.ts"
import { clipScores } from "../measures/clip-score.ts"
import { structuralSimilarity } from "../measures/ssim.ts"
import { coverImage, type RawImage } from "../models/image.ts"
import type { Pipeline } from "../models/pipeline.ts"

/** Distance of two pictures of one size, ≥ 0. */
export type PerceptualDistance = (first: RawImage, second: RawImage) => Promise<number>

/** What an image is measured against: the same for every arm of a user. */
export interface Yardstick {
  item: Item
  original: RawImage
  scenario: Scenario
  /** T. */
  text: string
  /** The H strongest tags of the persona, with the scenario's own H. */
  personaTags: readonly string[]
  /** How a tag is read under the workspace's merges, as the persona's are. */
  readTag: (tag: string) => string
}

export interface Instruments {
  pipeline: Pipeline
  /** The built-in one. */
  tagger: Tagger
  /** Null without weights: it is never put on by another measure. */
  lpips: PerceptualDistance | null
}

/** Measures an image that also lies at `path`. */
export async function measureImage(
  { pipeline, tagger, lpips }: Instruments,
  image: RawImage,
  path: string,
  { item, original, scenario, text, personaTags, readTag }: Yardstick,
): Promise<ImageMeasures> {
  const crop = await coverImage(original, image.width, image.height)
  const measures: ImageMeasures = {
    ssim: await structuralSimilarity(image, crop),
    lpips: lpips ? await lpips(image, crop) : null,
    clip: null,
    persona: null,
    hits: null,
  }
  if (!pipeline.pack.has("clip_text") || !pipeline.pack.has("image_encoder")) return measures
  const [clip, persona] = await clipScores(pipeline, image, [text, personaTags.join(", ")])
  const vocabulary = new Set(scenario.facets.flatMap(({ tags }) => tags.map(readTag)))
  const known = personaTags.filter(tag => vocabulary.has(tag))
  const shown = new Set((await tagger.tagImage(item, path, scenario)).map(readTag))
  return {
    ...measures,
    clip: clip!,
    persona: personaTags.length > 0 ? persona! : null,
    hits: known.length > 0 ? known.filter(tag => shown.has(tag)).length / known.length : null,
  }
}
