/** Items, found by words, by meaning and by tags; and their own tags. */
import { awayItems } from "../../catalog/away-store.ts"
import { countInteractionsWith } from "../../catalog/interaction-store.ts"
import { searchable } from "../../catalog/normalise.ts"
import { RenderStore } from "../../catalog/render-store.ts"
import { tagsOf } from "../../catalog/tag-list.ts"
import { itemsTagged, tagCounts } from "../../catalog/tag-store.ts"
import type { Away, ItemTags } from "../../contract/catalog.ts"
import { StudioError } from "../../contract/errors.ts"
import { normaliseTags } from "../../interests/normalise.ts"
import type { Session } from "../../personalize/session.ts"
import { type EngineContext, os } from "../context.ts"
import { summaryOf } from "../item-summary.ts"
import type { IndexedItem, ItemIndex } from "./item-index.ts"

/** The most items that a search by meaning ranks. */
const mostRanked = 1000

/** Tags shown to filter by. */
const mostCounts = 500

/** As many as a recipe holds. */
const mostOwnTags = 64

export function itemsRouter(context: EngineContext, index: ItemIndex) {
  const { workspace, model, publish } = context

  /** Ids of the pictures nearest to the words, nearest first. @throws StudioError pack.no_component */
  async function byMeaning(
    words: string,
    scenario: string | undefined,
    signal?: AbortSignal,
  ): Promise<string[]> {
    const rank = async ({ studio: { pack, pipeline, pool } }: Session) => {
      if (!pack.has("clip_text")) throw new StudioError("catalog.no_meaning", { pack: pack.name })
      const { data } = await pipeline.clipText([words])
      return pool.nearestImages(data, Math.min(mostRanked, await pool.count()), { scenario })
    }
    return (await model.use("interactive", rank, signal)).map(({ id }) => id)
  }

  async function find(
    query: {
      search: string
      by: "words" | "meaning"
      scenario?: string | undefined
      tags: string[]
      away: Away
    },
    signal?: AbortSignal,
  ): Promise<IndexedItem[]> {
    const { search, by, scenario, tags, away } = query
    const all = await index.of(away)
    const tagged = tags.length > 0 ? workspace.state.read(state => itemsTagged(state, tags)) : null
    const wanted = (item: IndexedItem) =>
      (scenario === undefined || item.scenario === scenario) && (!tagged || tagged.has(item.id))
    if (search !== "" && by === "meaning") {
      const ids = await byMeaning(search, scenario, signal)
      return ids.flatMap(id => all.get(id) ?? []).filter(wanted)
    }
    const words = searchable(search)
    const found: IndexedItem[] = []
    for (const item of all.values()) if (wanted(item) && item.words.includes(words)) found.push(item)
    return found
  }

  return {
    list: os.items.list.handler(async ({ input, signal }) => {
      const found = await find(input, signal)
      const page = found.slice(input.offset, input.offset + input.limit)
      return { total: found.length, items: page.map(summaryOf) }
    }),
    get: os.items.get.handler(async ({ input: { id } }) => {
      const item = await workspace.findItem(id)
      return {
        item,
        tags: (await workspace.itemTags(id)) ?? null,
        renders: new RenderStore(workspace.state).count({ item: id }),
        interactions: workspace.state.read(state => countInteractionsWith(state, id)),
        extras: workspace.itemExtras(id),
        away: workspace.state.read(awayItems).get(id) ?? "none",
      }
    }),
    tagCounts: os.items.tagCounts.handler(async ({ input: { scenario } }) => {
      const all = await index.all()
      const ids = [...all.values()]
        .filter(item => scenario === undefined || item.scenario === scenario)
        .map(({ id }) => id)
      // Most workspaces have one scenario: then nothing has to be looked up item by item.
      const asked = ids.length === all.size ? null : ids
      return workspace.state.read(state => tagCounts(state, asked)).slice(0, mostCounts)
    }),
    setOwnTags: os.items.setOwnTags.handler(async ({ input: { id, tags } }) => {
      await workspace.findItem(id)
      const own = normaliseTags(tagsOf(tags))
      if (own.length > mostOwnTags) throw new StudioError("catalog.tag_limit", { most: mostOwnTags })
      const before = await workspace.itemTags(id)
      const after: ItemTags = {
        ...(before ?? { image: [], text: [], tagger: "" }),
        own,
      }
      await workspace.setItemTags(id, after)
      publish({ type: "changed", what: "items" })
      return after
    }),
  }
}
