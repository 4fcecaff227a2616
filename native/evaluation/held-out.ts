/** The users that a study is about. */
import { StudioError } from "../contract/errors.ts"
import type { EvaluationSettings } from "../contract/evaluation.ts"
import { findPairs, type Pair } from "../personalize/pairs.ts"
import type { Studio } from "../personalize/studio.ts"

/**
 * The held-out users of the catalog, in an order that is the same everywhere. They are held out over all scenarios, as a
 * training run on all of them holds them out, and only then is one scenario chosen.
 *
 * @throws StudioError evaluation.too_few
 */
export async function heldOutPairs(
  studio: Studio,
  { scenario, heldOut: share, users }: Pick<EvaluationSettings, "scenario" | "heldOut" | "users">,
): Promise<Pair[]> {
  const settings = { scenario: null, heldOut: share, neighbours: 1 }
  const { heldOut, source } = await findPairs(studio, settings)
  const items = new Map((await studio.workspace.items()).map(item => [item.id, item]))
  const found = heldOut.filter(({ item }) => scenario === null || items.get(item)!.scenario === scenario)
  if (found.length < 2) throw new StudioError("evaluation.too_few", { found: found.length, source })
  return found.slice(0, users)
}
