/** What is measured of an image: how like the original it is, and how much of the text and of the persona it shows. */
import type { Item } from "../contract/catalog.ts"
import type { ImageMeasures } from "../contract/evaluation.ts"
import type { Scenario } from "../contract/scenario.ts"
import type { Tagger } from "../interests/tagger.ts"
import { clipScores } from "../measures/clip-score.ts"
import { similarityByRegion, structuralSimilarity } from "../measures/ssim.ts"
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
  /** Where the original's subject is, at the size of the images; null where subject and rest aren't measured apart. */
  subject: Uint8Array | null
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
  { item, original, scenario, text, personaTags, readTag, subject }: Yardstick,
): Promise<ImageMeasures> {
  const crop = await coverImage(original, image.width, image.height)
  const measures: ImageMeasures = {
    ssim: await structuralSimilarity(image, crop),
    lpips: lpips ? await lpips(image, crop) : null,
    clip: null,
    persona: null,
    hits: null,
    ...(await measureApart(image, crop, subject, lpips)),
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

type Apart = Pick<ImageMeasures, "ssimSubject" | "ssimRest" | "lpipsSubject" | "lpipsRest">

/** How like the original the subject's region is, and all else. */
async function measureApart(
  image: RawImage,
  original: RawImage,
  subject: Uint8Array | null,
  lpips: PerceptualDistance | null,
): Promise<Apart> {
  if (!subject?.some(Boolean))
    return { ssimSubject: null, ssimRest: null, lpipsSubject: null, lpipsRest: null }
  const { inside, outside } = await similarityByRegion(image, original, subject)
  const rest = subject.map(value => 1 - value)
  const distance = (region: Uint8Array) => (lpips ? lpips(onlyIn(region, image, original), original) : null)
  return {
    ssimSubject: inside,
    ssimRest: outside,
    lpipsSubject: await distance(subject),
    lpipsRest: await distance(rest),
  }
}

/** The image in the region, the original elsewhere. */
const onlyIn = (region: Uint8Array, image: RawImage, original: RawImage): RawImage => ({
  ...image,
  data: image.data.map((value, at) => (region[Math.floor(at / 3)] ? value : original.data[at]!)),
})
