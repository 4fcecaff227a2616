/**
 * The best of several candidates for each image of a set. The images of a set take every `count`-th seed, so that candidates
 * never share one, and the first candidate is what a set without a choice would show.
 */
import { isStudioError, reasonOf } from "../../contract/errors.ts"
import type { Candidate, Decision, HeldImage, ImageOfSet, ImageSet } from "../../contract/image-set.ts"
import { maxSeed } from "../../contract/setting-values.ts"
import { bestFirst } from "../../measures/candidates.ts"
import { keyOfImage } from "./journal.ts"
import type { Picture, Pictures } from "./pictures.ts"
import type { PlannedImage } from "./plan.ts"

export type Outcome =
  | { kind: "taken"; picture: Picture }
  | { kind: "held"; choice: HeldImage }
  | { kind: "left" }

/** Where pictures come from: this machine draws them, or others. */
export interface PictureSource {
  /** @throws StudioError job.cancelled, and whatever keeps this picture from being made */
  of(planned: PlannedImage): Promise<Picture>
}

/** What is known of a set's choices before it goes on. */
export interface ChoicesSoFar {
  set: Pick<ImageSet, "bestOf" | "source" | "settings">
  /** Those of earlier runs. */
  choices: ReadonlyMap<string, HeldImage>
  decisions: ReadonlyMap<string, Decision>
}

export interface ChooserOptions extends ChoicesSoFar {
  pictures: Pick<Pictures, "judge">
  source: PictureSource
  /** Keeps a choice, so that the set that goes on makes the same. Throws where its files can't be named. */
  keep: (choice: HeldImage, planned: PlannedImage) => Promise<void>
}

/** How an image comes about. */
type Way =
  | { do: "leave" }
  | { do: "hold"; choice: HeldImage }
  | { do: "take"; seed: number }
  | { do: "choose"; seeds: number[]; round: number }

export const imageOf = ({ item, persona, n, frame }: PlannedImage): ImageOfSet => ({
  item: item.id,
  persona: persona.id,
  n,
  frame: frame ? `${frame.width}x${frame.height}${frame.placeScale ? `@${frame.placeScale}` : ""}` : "",
})

function wayOf(planned: PlannedImage, { set, choices, decisions }: ChoicesSoFar): Way {
  if (set.bestOf === null || set.source === "approved") return { do: "take", seed: planned.seed }
  const key = keyOfImage(imageOf(planned))
  const decision = decisions.get(key)
  if (decision?.do === "skip") return { do: "leave" }
  const known = choices.get(key)
  if (decision?.do === "take") return { do: "take", seed: decision.seed }
  const round = decision?.round ?? known?.round ?? 1
  if (known && known.round >= round) return wayOfChoice(known)
  const seeds = candidateSeeds(planned.seed, round * set.bestOf, set.settings.count)
  return { do: "choose", seeds, round }
}

function wayOfChoice(choice: HeldImage): Exclude<Way, { do: "choose" }> {
  const [best] = choice.candidates
  return best && best.doubts.length === 0 ? { do: "take", seed: best.seed } : { do: "hold", choice }
}

/** The seed of the picture that an image is; null where it isn't known yet, or it is none. */
export function seedOf(planned: PlannedImage, soFar: ChoicesSoFar): number | null {
  const way = wayOf(planned, soFar)
  return way.do === "take" ? way.seed : null
}

/** The pictures that a chooser asks for, in its order, without those of images that are there. It may pass over some of an image that fails. */
export function* picturesWanted(
  images: readonly PlannedImage[],
  soFar: ChoicesSoFar,
  isThere: (planned: PlannedImage) => boolean,
): Generator<PlannedImage, void, undefined> {
  for (const planned of images) {
    if (isThere(planned)) continue
    const way = wayOf(planned, soFar)
    const seeds = way.do === "choose" ? way.seeds : way.do === "take" ? [way.seed] : []
    for (const seed of seeds) yield { ...planned, seed }
  }
}

export class Chooser {
  readonly #options: ChooserOptions

  constructor(options: ChooserOptions) {
    this.#options = options
  }

  /** @throws StudioError job.cancelled, and whatever keeps this image from being made */
  async of(planned: PlannedImage): Promise<Outcome> {
    const way = wayOf(planned, this.#options)
    if (way.do === "leave") return { kind: "left" }
    if (way.do === "hold") return { kind: "held", choice: way.choice }
    if (way.do === "choose") return this.#choose(planned, way)
    return { kind: "taken", picture: await this.#options.source.of({ ...planned, seed: way.seed }) }
  }

  async #choose(planned: PlannedImage, { seeds, round }: Way & { do: "choose" }): Promise<Outcome> {
    const candidates: Candidate[] = []
    const drawn = new Map<number, Picture>()
    for (const seed of seeds) {
      const { picture, candidate } = await this.#candidate({ ...planned, seed })
      candidates.push(candidate)
      if (picture) drawn.set(seed, picture)
    }
    const choice = { ...imageOf(planned), candidates: bestFirst(candidates), round }
    await this.#options.keep(choice, planned)
    const way = wayOfChoice(choice)
    return way.do === "take" ? { kind: "taken", picture: drawn.get(way.seed)! } : { kind: "held", choice }
  }

  /** A candidate whose numbers went wrong is one without a picture: the others may be sound. */
  async #candidate(planned: PlannedImage): Promise<{ candidate: Candidate; picture: Picture | null }> {
    const { source, pictures } = this.#options
    const { seed } = planned
    try {
      const picture = await source.of(planned)
      const { render } = picture
      return { candidate: { seed, render, ...(await pictures.judge(planned, picture)) }, picture }
    } catch (error) {
      if (!isStudioError(error)) throw error
      const reason = isStudioError(error, "farm.unit_failed") ? error.details.reason : reasonOf(error)
      if (!notFinite.includes(reason.code)) throw error
      return { candidate: { seed, render: null, persona: null, item: null, doubts: [reason] }, picture: null }
    }
  }
}

const notFinite = ["model.not_finite_step", "model.not_finite"]

/** Every `count`-th seed from the image's own on. */
export const candidateSeeds = (seed: number, candidates: number, count: number): number[] =>
  Array.from({ length: candidates }, (_, index) => (seed + index * count) % (maxSeed + 1))
