/** A plan as the page shows it: with titles, pictures, and the tags and items that were not used. */
import { memoized } from "../../base/memo.ts"
import type { PlanView } from "../../contract/api/studio.ts"
import type { Interest, Neighbour } from "../../contract/recipe.ts"
import { clipEmbedder } from "../../interests/clip-embedder.ts"
import { countInterests } from "../../interests/counter.ts"
import { readTags, tagReader } from "../../interests/merge.ts"
import { mergesOf, nearDuplicates, tagUses } from "../../interests/near-duplicates.ts"
import { itemTagSet } from "../../interests/normalise.ts"
import type { Plan, Reading } from "../../personalize/plan.ts"
import type { Planned } from "../../personalize/session.ts"
import type { Studio } from "../../personalize/studio.ts"
import { summaryOf } from "../item-summary.ts"
import { measureWarnings } from "./metrics.ts"
import { TagEmbeddings } from "./tag-embeddings.ts"

/** Plans as the page shows them, each made once, as long as its plan is kept. */
export class PlanViews {
  readonly #views = new WeakMap<Plan, Promise<Omit<PlanView, "warnings">>>()
  /** Survives changes of the catalog: a tag's words mean the same to one model. */
  readonly #tags = new WeakMap<Studio, TagEmbeddings>()

  /** @param studio of the session, whatever adapter the settings name */
  async of(studio: Studio, planned: Planned): Promise<PlanView> {
    const tags = this.#tags.get(studio) ?? new TagEmbeddings(clipEmbedder(studio.pipeline))
    this.#tags.set(studio, tags)
    const view = await memoized(this.#views, planned.plan, () => planView(studio, planned, tags))
    return { ...view, warnings: [...planned.warnings, ...(await measureWarnings(studio))] }
  }
}

export async function planView(
  studio: Studio,
  planned: Omit<Planned, "studio" | "recipe" | "warnings">,
  embeddings: TagEmbeddings,
): Promise<Omit<PlanView, "warnings">> {
  const { subject, plan, merges, settings } = planned
  const { workspace } = studio
  const leftOut = await workspace.itemsOf(
    settings.excludedHistory.filter(id => subject.persona.items.includes(id)),
  )
  const interests = everyInterest(planned)
  const tags = [...readTags(itemTagSet(plan.tags), merges), ...interests.map(({ tag }) => tag)]
  const groups = await nearDuplicates(tagUses(tags.map(tag => [tag])), embeddings.embed)
  const read = tagReader(merges)
  return {
    tags: plan.tags,
    interests,
    history: [
      ...subject.history.map(item => ({ ...summaryOf(item), counted: true })),
      ...leftOut.map(item => ({ ...summaryOf(item), counted: false })),
    ],
    rewrite: plan.rewrite,
    textNeighbours: await neighbours(studio, plan.textNeighbours),
    imageNeighbours: await neighbours(studio, plan.imageNeighbours),
    nearDuplicates: mergesOf(groups),
    merged: merges.filter(({ from }) => tags.includes(read(from))),
  }
}

/** The H that are used, then the other tags of the history, then the banned ones. */
function everyInterest({ subject: { persona }, plan, tagged, merges }: Reading): PlanView["interests"] {
  const all = countInterests(tagged, {
    limit: Number.POSITIVE_INFINITY,
    pinned: persona.pinned,
    merges,
  })
  const used = new Set(plan.interests.map(({ tag }) => tag))
  const rest = all.filter(({ tag }) => !used.has(tag))
  const allowed = new Set(
    countInterests(tagged, {
      limit: Number.POSITIVE_INFINITY,
      pinned: persona.pinned,
      banned: persona.banned,
      merges,
    }).map(({ tag }) => tag),
  )
  const seen = new Set(all.map(({ tag }) => tag))
  // A banned tag that no item of the history carries is shown all the same, so that it can be taken back.
  const absent = readTags(persona.banned, merges)
    .filter(tag => !seen.has(tag))
    .map(toAbsent)
  const mark = (banned: boolean) => (interest: Interest) => ({ ...interest, used: false, banned })
  return [
    ...plan.interests.map(interest => ({ ...interest, used: true, banned: false })),
    ...rest.filter(({ tag }) => allowed.has(tag)).map(mark(false)),
    ...[...rest.filter(({ tag }) => !allowed.has(tag)), ...absent].map(mark(true)),
  ]
}

const toAbsent = (tag: string): Interest => ({ tag, count: 0, pinned: false, from: [] })

async function neighbours({ workspace }: Studio, found: readonly Neighbour[]) {
  const items = new Map((await workspace.itemsOf(found.map(({ id }) => id))).map(item => [item.id, item]))
  return found.flatMap(({ id, similarity }) => {
    const item = items.get(id)
    return item ? [{ ...summaryOf(item), similarity }] : []
  })
}
