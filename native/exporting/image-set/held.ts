/** The images of a set that wait for a look, and what users decide about them. */
import { StudioError } from "../../contract/errors.ts"
import type { Decision, HeldImage, ImageSet } from "../../contract/image-set.ts"
import { settle } from "../../personalize/settings.ts"
import type { Studio } from "../../personalize/studio.ts"
import { type Journal, keyOfImage, readJournal } from "./journal.ts"

/** Those of the set that was begun in the folder, about which nothing was decided since; none where it is finished. */
export async function heldImages(opened: Studio, set: ImageSet, folder: string): Promise<HeldImage[]> {
  const { studio } = await settle(opened, set.settings)
  const journal = await readJournal(studio, set, folder)
  return journal ? heldIn(journal) : []
}

function heldIn({ choices, decisions }: Journal): HeldImage[] {
  return [...choices.values()].filter(choice => {
    const decision = decisions.get(keyOfImage(choice))
    const isOpen = !decision || (decision.do === "draw" && decision.round <= choice.round)
    return isOpen && (choice.candidates[0]?.doubts.length ?? 0) > 0
  })
}

/** @throws StudioError image_set.not_held for an image that waits for nothing, or a picture that isn't one of its candidates */
export function checkDecisions(held: readonly HeldImage[], decisions: readonly Decision[]): void {
  const byKey = new Map(held.map(image => [keyOfImage(image), image]))
  for (const decision of decisions) {
    const image = byKey.get(keyOfImage(decision))
    const fits =
      image &&
      (decision.do !== "take" ||
        image.candidates.some(({ seed, render }) => seed === decision.seed && render !== null))
    if (!fits)
      throw new StudioError("image_set.not_held", {
        item: decision.item,
        persona: decision.persona,
        n: decision.n,
      })
  }
}

/** One decision for all that are held. Where the best candidate has no picture, `take` draws again. */
export const decideAll = (held: readonly HeldImage[], what: Decision["do"]): Decision[] =>
  held.map(({ item, persona, n, frame, candidates: [best], round }) => {
    const of = { item, persona, n, frame }
    if (what === "skip") return { ...of, do: "skip" }
    if (what === "take" && best && best.render !== null) return { ...of, do: "take", seed: best.seed }
    return { ...of, do: "draw", round: round + 1 }
  })
