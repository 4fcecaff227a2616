/** The samples that a run learns from: a user, the objective item, and the plan from the history, up to T* and neighbours. */
import { z } from "zod"
import { itemText } from "../contract/catalog.ts"
import { isStudioError } from "../contract/errors.ts"
import type { TrainingSettings } from "../contract/training.ts"
import { type Pair, planSettings } from "../personalize/pairs.ts"
import { Session } from "../personalize/session.ts"
import type { Studio } from "../personalize/studio.ts"

export const sampleSchema = z.object({
  persona: z.string(),
  item: z.string(),
  /** Content hash of the item's picture. */
  image: z.string(),
  /** T*. */
  rewrite: z.string(),
  /** Φ's texts. */
  texts: z.array(z.string()),
  /** Content hashes of Ψ's pictures. */
  images: z.array(z.string()),
})
export type Sample = z.infer<typeof sampleSchema>

/** Plans each pair: tags, interests, T*, neighbours. Pairs that lack tags or embeddings are left out. */
export async function planSamples(
  studio: Studio,
  pairs: readonly Pair[],
  settings: TrainingSettings,
  onProgress: (done: number, total: number) => void,
): Promise<Sample[]> {
  const session = new Session(studio)
  const samples: Sample[] = []
  for (const [index, pair] of pairs.entries()) {
    const sample = await planSample(session, pair, settings).catch(error => {
      if (isStudioError(error, "item.untagged") || isStudioError(error, "pool.unknown_item")) return undefined
      throw error
    })
    if (sample) samples.push(sample)
    onProgress(index + 1, pairs.length)
  }
  return samples
}

async function planSample(
  session: Session,
  { persona, item: id }: Pair,
  settings: TrainingSettings,
): Promise<Sample> {
  const { studio } = session
  const { workspace } = studio
  const item = await workspace.findItem(id)
  const asked = planSettings(studio, item, settings)
  const { plan } = await session.plan({ item: id, persona }, asked)
  const textItems = await workspace.itemsOf(plan.textNeighbours.map(neighbour => neighbour.id))
  return {
    persona: persona.id,
    item: id,
    image: item.image,
    rewrite: plan.rewrite.text,
    texts: textItems.map(itemText),
    images: plan.imageNeighbours.map(neighbour => neighbour.hash),
  }
}
