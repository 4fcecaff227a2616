/** The users that a study is about. */
import { StudioError } from "../contract/errors.ts"
import type { EvaluationSettings } from "../contract/evaluation.ts"
import type { Adapter } from "../models/adapter.ts"
import { findPairs, type Pair } from "../personalize/pairs.ts"
import type { Studio } from "../personalize/studio.ts"

/**
 * The held-out users of the catalog, in an order that is the same everywhere. They are held out over all scenarios, as a
 * training run on all of them holds them out, and only then is one scenario chosen. Whoever the adapter learnt from, with
 * a smaller share or on one scenario, is left out.
 *
 * @throws StudioError evaluation.too_few
 */
export async function heldOutPairs(
  studio: Studio,
  { scenario, heldOut: share, users }: Pick<EvaluationSettings, "scenario" | "heldOut" | "users">,
  adapter: Adapter | null,
): Promise<Pair[]> {
  const settings = { scenario: null, heldOut: share, neighbours: 1 }
  const { heldOut, source } = await findPairs(studio, settings)
  const items = new Map((await studio.workspace.items()).map(item => [item.id, item]))
  const learnt = await learntPairs(studio, adapter)
  const found = heldOut
    .filter(({ item }) => scenario === null || items.get(item)!.scenario === scenario)
    .filter(pair => !learnt.has(keyOf(pair)))
  if (found.length < 2) throw new StudioError("evaluation.too_few", { found: found.length, source })
  return found.slice(0, users)
}

/** What an adapter may have learnt from, were it trained on this catalog. */
async function learntPairs(studio: Studio, adapter: Adapter | null): Promise<ReadonlySet<string>> {
  const settings = adapter?.manifest.settings
  if (!settings) return new Set()
  return new Set((await findPairs(studio, settings)).train.map(keyOf))
}

const keyOf = ({ persona, item }: Pair): string => JSON.stringify([persona.id, item])
