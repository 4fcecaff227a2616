/**
 * Candidates for one image of a set: which is the best, and which should not go out without a look.
 *
 * The score is the cosine of picture and persona's tags plus the cosine of picture and item's picture, both by the pack's own
 * encoders; without a CLIP pair it is the second alone. It orders candidates of one item and persona, and says nothing else.
 */
import { row } from "../base/tensor-rows.ts"
import type { Item } from "../contract/catalog.ts"
import { note } from "../contract/codes/index.ts"
import type { Candidate } from "../contract/image-set.ts"
import type { Note } from "../contract/note.ts"
import type { Recipe } from "../contract/recipe.ts"
import { type RawImage, readImage } from "../models/image.ts"
import type { Pipeline } from "../models/pipeline.ts"
import { placeImage } from "../personalize/place.ts"
import type { Studio } from "../personalize/studio.ts"
import { cosine, direction } from "../pool/vector.ts"
import { brightness } from "./brightness.ts"
import { clipScores } from "./clip-score.ts"
import { overlap, subjectOf } from "./subject.ts"

/** What the candidates of one item and persona are measured against. */
export interface CandidateYardstick {
  /** The persona's tags as one text; null where there are none, or no CLIP pair. */
  tags: string | null
  /** How well the item's own picture fits the persona. */
  ownFit: number | null
  /** Direction of the image encoder's embedding of the item's picture. */
  direction: Float32Array
  /** The same of the other items' pictures. */
  others: readonly Float32Array[]
  /** Where the item's subject is, at the size that is drawn; null for a pack that can't tell. */
  subject: Uint8Array | null
}

export type Judgement = Pick<Candidate, "persona" | "item" | "doubts">

/**
 * From these on a candidate is doubtful. `npm run bench -- doubts` prints how many sound, broken and other items'
 * pictures they hold.
 */
export const doubtful = {
  /** Mean brightness below which a picture is black, of 255. */
  black: 12,
  /** Standard deviation of the brightness below which it is of one tone. */
  oneTone: 8,
  /** Share of other items that are nearer to a picture than its own, above which it is far from its item. */
  nearer: 0.1,
  /** Overlap of the subject in the item's picture with that in the drawn one, below which it isn't found again. */
  found: 0.55,
} as const

/** Embeddings of other items that a picture is compared with, at most. */
const mostOthers = 256

export async function candidateYardstick(
  { workspace, pipeline, pool, pack }: Studio,
  item: Item,
  { settings, plan, made }: Pick<Recipe, "settings" | "plan" | "made">,
): Promise<CandidateYardstick> {
  const original = await readImage(workspace.imagePath(plan.item.imageHash))
  const shown = await placeImage(original, made, settings)
  const others = (await workspace.items())
    .filter(({ id, scenario }) => scenario === item.scenario && id !== item.id)
    .slice(0, mostOthers)
  const known = await pool.hashes(others.map(({ id }) => id))
  const vectors = await pool.vectors(
    others.filter(({ id }) => known.has(id)).map(({ id }) => id),
    "image",
  )
  const tags = pack.has("clip_text") ? plan.interests.map(({ tag }) => tag).join(", ") || null : null
  return {
    tags,
    ownFit: tags === null ? null : await fitOf(pipeline, original, tags),
    direction: await directionOf(pipeline, original),
    others: vectors.map(unit),
    subject: await subjectOf(pipeline, shown),
  }
}

export async function judgeCandidate(
  pipeline: Pipeline,
  image: RawImage,
  { tags, ownFit, direction, others, subject }: CandidateYardstick,
): Promise<Judgement> {
  const shown = await directionOf(pipeline, image)
  const persona = tags === null ? null : await fitOf(pipeline, image, tags)
  const item = cosine(shown, direction)
  const nearer = others.filter(other => cosine(shown, other) > item).length / Math.max(1, others.length)
  const found = subject && overlap(subject, (await subjectOf(pipeline, image))!)
  return { persona, item, doubts: doubtsOf({ ...brightness(image), persona, ownFit, nearer, found }) }
}

export interface Figures {
  mean: number
  deviation: number
  persona: number | null
  ownFit: number | null
  nearer: number
  found: number | null
}

/** Why a picture should be looked at before it goes out. */
export function doubtsOf({ mean, deviation, persona, ownFit, nearer, found }: Figures): Note[] {
  if (mean < doubtful.black) return [note("image_set.black", {})]
  if (deviation < doubtful.oneTone) return [note("image_set.one_tone", {})]
  const isFarFromItem = nearer > doubtful.nearer
  const isFarFromPersona = persona === null || ownFit === null || persona <= ownFit
  return [
    ...(isFarFromItem && isFarFromPersona ? [note("image_set.far_from_both", {})] : []),
    ...(found !== null && found < doubtful.found ? [note("image_set.subject_gone", {})] : []),
  ]
}

/** Those without a doubt first, then by score; of two with one score the earlier. */
export const bestFirst = (candidates: readonly Candidate[]): Candidate[] =>
  candidates.toSorted((a, b) => rankOf(a) - rankOf(b) || scoreOf(b) - scoreOf(a))

const rankOf = ({ render, doubts }: Candidate): number => (render === null ? 2 : doubts.length > 0 ? 1 : 0)

const scoreOf = ({ persona, item }: Candidate): number => (persona ?? 0) + (item ?? 0)

const fitOf = async (pipeline: Pipeline, image: RawImage, tags: string): Promise<number> =>
  (await clipScores(pipeline, image, [tags]))[0]!

const directionOf = async (pipeline: Pipeline, image: RawImage): Promise<Float32Array> =>
  unit(row(await pipeline.encodeImage(await pipeline.preprocess(image, "keep-whole")), 0))

const unit = (vector: Float32Array): Float32Array =>
  direction(vector, vector.length, note("pool.of_picture", {})).unit
