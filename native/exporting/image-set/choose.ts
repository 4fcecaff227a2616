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

export interface ChooserOptions {
  pictures: Pictures
  set: Pick<ImageSet, "bestOf" | "source" | "settings">
  /** Those of earlier runs. */
  choices: ReadonlyMap<string, HeldImage>
  decisions: ReadonlyMap<string, Decision>
  /** Keeps a choice, so that the set that goes on makes the same. Throws where its files can't be named. */
  keep: (choice: HeldImage, planned: PlannedImage) => Promise<void>
}

export const imageOf = ({ item, persona, n, frame }: PlannedImage): ImageOfSet => ({
  item: item.id,
  persona: persona.id,
  n,
  frame: frame ? `${frame.width}x${frame.height}${frame.placeScale ? `@${frame.placeScale}` : ""}` : "",
})

export class Chooser {
  readonly #options: ChooserOptions

  constructor(options: ChooserOptions) {
    this.#options = options
  }

  /** @throws StudioError job.cancelled, and whatever keeps this image from being made */
  async of(planned: PlannedImage): Promise<Outcome> {
    const { pictures, set, choices, decisions } = this.#options
    if (set.bestOf === null || set.source === "approved")
      return { kind: "taken", picture: await pictures.of(planned) }
    const key = keyOfImage(imageOf(planned))
    const decision = decisions.get(key)
    if (decision?.do === "skip") return { kind: "left" }
    const known = choices.get(key)
    if (decision?.do === "take") return this.#taken(planned, decision.seed)
    const round = decision?.round ?? known?.round ?? 1
    const choice = known && known.round >= round ? known : await this.#choose(planned, round, set.bestOf)
    const [best] = choice.candidates
    return best && best.doubts.length === 0 ? this.#taken(planned, best.seed) : { kind: "held", choice }
  }

  async #taken(planned: PlannedImage, seed: number): Promise<Outcome> {
    return { kind: "taken", picture: await this.#options.pictures.of({ ...planned, seed }) }
  }

  async #choose(planned: PlannedImage, round: number, bestOf: number): Promise<HeldImage> {
    const { pictures, set, keep } = this.#options
    const seeds = candidateSeeds(planned.seed, round * bestOf, set.settings.count)
    const candidates: Candidate[] = []
    for (const seed of seeds) candidates.push(await candidateOf(pictures, { ...planned, seed }))
    const choice = { ...imageOf(planned), candidates: bestFirst(candidates), round }
    await keep(choice, planned)
    return choice
  }
}

/** Every `count`-th seed from the image's own on. */
export const candidateSeeds = (seed: number, candidates: number, count: number): number[] =>
  Array.from({ length: candidates }, (_, index) => (seed + index * count) % (maxSeed + 1))

/** A candidate whose numbers went wrong is one without a picture: the others may be sound. */
async function candidateOf(pictures: Pictures, planned: PlannedImage): Promise<Candidate> {
  try {
    const picture = await pictures.of(planned)
    return { seed: planned.seed, render: picture.render, ...(await pictures.judge(planned, picture)) }
  } catch (error) {
    if (!isStudioError(error, "model.not_finite_step") && !isStudioError(error, "model.not_finite"))
      throw error
    return { seed: planned.seed, render: null, persona: null, item: null, doubts: [reasonOf(error)] }
  }
}
