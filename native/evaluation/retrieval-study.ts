/**
 * How often two ways of ranking texts agree: ours by the text encoder's pooled state, the published code's by all 77×d
 * token states laid flat. Both by cosine, for the T* of each held-out user, over the items of its scenario.
 */
import { row } from "../base/tensor-rows.ts"
import { pseudonymOf } from "../catalog/persona.ts"
import { type Item, itemText } from "../contract/catalog.ts"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import { scenarioSettings } from "../contract/scenario.ts"
import type { Pair } from "../personalize/pairs.ts"
import type { Session } from "../personalize/session.ts"
import type { Studio } from "../personalize/studio.ts"
import { cosine, direction } from "../pool/vector.ts"
import type { StudyHooks } from "./image-study.ts"
import { spearman } from "./rank-correlation.ts"

/** K of the overlaps. */
export const depths = [1, 5, 10] as const

export interface Agreement {
  /** The persona by pseudonym. */
  user: string
  scenario: string
  /** Share of the K nearest that both name, in the order of `depths`. */
  overlaps: number[]
  /** Of the whole rankings. */
  spearman: number
}

/** A text both ways, each of unit length. */
interface Reading {
  pooled: Float32Array
  flat: Float32Array
}

/** One agreement a pair. @throws StudioError job.cancelled */
export async function compareRetrieval(
  session: Session,
  pairs: readonly Pair[],
  {
    signal,
    onProgress,
    giveWay,
  }: Pick<StudyHooks, "signal" | "onProgress"> & { giveWay?: () => Promise<void> },
): Promise<Agreement[]> {
  const { studio } = session
  const asked: { user: string; scenario: string; reading: Reading }[] = []
  for (const pair of pairs) {
    const item = await studio.workspace.findItem(pair.item)
    const user = pseudonymOf(pair.persona, studio.workspace.salt)
    const reading = await read(studio, await rewriteOf(session, pair, item))
    asked.push({ user, scenario: item.scenario, reading })
  }
  const scenarios = new Set(asked.map(({ scenario }) => scenario))
  const items = (await studio.workspace.items()).filter(({ scenario }) => scenarios.has(scenario))
  const similar = asked.map(() => ({ pooled: [] as number[], flat: [] as number[] }))
  // A text's 77×d states are too large to hold for a whole catalog: each is compared and let go.
  for (const [index, item] of items.entries()) {
    if (signal?.aborted) throw new StudioError("job.cancelled", { what: "evaluation" })
    await giveWay?.()
    const reading = await read(studio, itemText(item))
    for (const [n, { scenario, reading: query }] of asked.entries()) {
      if (scenario !== item.scenario) continue
      similar[n]!.pooled.push(cosine(query.pooled, reading.pooled))
      similar[n]!.flat.push(cosine(query.flat, reading.flat))
    }
    onProgress?.(index + 1, items.length)
  }
  return similar.map(({ pooled, flat }, n) => ({
    user: asked[n]!.user,
    scenario: asked[n]!.scenario,
    overlaps: depths.map(depth => overlap(nearest(pooled, depth), nearest(flat, depth))),
    spearman: spearman(pooled, flat),
  }))
}

async function rewriteOf(session: Session, { persona }: Pair, item: Item): Promise<string> {
  const start = scenarioSettings(session.studio.scenario(item.scenario))
  const { plan } = await session.plan({ item: item.id, persona: persona.id }, start)
  return plan.rewrite.text
}

async function read({ pipeline }: Studio, text: string): Promise<Reading> {
  const { pooled, states } = await pipeline.encodeText([text])
  const unit = (vector: Float32Array) => direction(vector, vector.length, note("pool.of_text", { text })).unit
  return { pooled: unit(row(pooled, 0)), flat: unit(states.data) }
}

/** Places of the largest values. */
const nearest = (similarities: readonly number[], depth: number): number[] =>
  similarities
    .map((_, place) => place)
    .sort((a, b) => similarities[b]! - similarities[a]! || a - b)
    .slice(0, depth)

const overlap = (first: readonly number[], second: readonly number[]): number =>
  first.filter(place => second.includes(place)).length / first.length
