/** The users that a study is about. */
import { StudioError } from "../contract/errors.ts"
import type { EvaluationSettings } from "../contract/evaluation.ts"
import type { Adapter } from "../models/adapter.ts"
import { byTurns, findPairs, type Pair } from "../personalize/pairs.ts"
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
  const scenarios = new Map((await studio.workspace.items()).map(item => [item.id, item.scenario]))
  const learnt = await learntUsers(studio, adapter, scenarios)
  const found = heldOut
    .filter(({ item }) => scenario === null || scenarios.get(item) === scenario)
    .filter(({ persona }) => !learnt.has(persona.id))
  const persons = new Set(found.map(({ persona }) => persona.id)).size
  if (persons < 2) throw new StudioError("evaluation.too_few", { found: persons, source })
  return byTurns(found).slice(0, users)
}

/** Ids of the users that an adapter may have learnt from if it was trained on this catalog. */
async function learntUsers(
  studio: Studio,
  adapter: Adapter | null,
  scenarios: ReadonlyMap<string, string>,
): Promise<ReadonlySet<string>> {
  const settings = adapter?.manifest.settings
  if (!settings) return new Set()
  const { train } = await findPairs(studio, settings)
  // Whose latest item is of another scenario today may have come to the one it was trained on before.
  const others = (await findPairs(studio, { ...settings, scenario: null })).train.filter(({ persona }) =>
    persona.items.some(id => scenarios.get(id) === settings.scenario),
  )
  return new Set([...train, ...others].map(({ persona }) => persona.id))
}
