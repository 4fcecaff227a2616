/**
 * All items in memory, as far as lists and searches need them: a page of 100,000 items answers at once, whatever the
 * model is doing. Read again only when items have changed.
 */
import { LRUCache } from "lru-cache"
import { memoized } from "../../base/memo.ts"
import { awayItems } from "../../catalog/away-store.ts"
import { searchable } from "../../catalog/normalise.ts"
import { beginningOf } from "../../catalog/private-words.ts"
import type { Workspace } from "../../catalog/workspace.ts"
import type { ItemSummary } from "../../contract/api/common.ts"
import type { Away, Item } from "../../contract/catalog.ts"
import { summaryOf } from "../item-summary.ts"

export interface IndexedItem extends ItemSummary {
  /** Title, id and the beginning of the description, as searches compare them. */
  readonly words: string
  /** Of the description. */
  readonly beginning: string
}

type Everything = Record<Away, Map<string, IndexedItem>>

/** How much of a description is searched. */
const searched = 1000

export class ItemIndex {
  readonly #workspace: Workspace
  #latest: ReadonlyMap<string, IndexedItem> = new Map()
  readonly #ofVersion = new LRUCache<number, Promise<Everything>>({ max: 1 })

  constructor(workspace: Workspace) {
    this.#workspace = workspace
  }

  /** As they were read last; none before that. */
  get latest(): Iterable<IndexedItem> {
    return this.#latest.values()
  }

  /** By id, in the order of their ids (item-2 before item-10), without those that were put away. */
  async all(): Promise<ReadonlyMap<string, IndexedItem>> {
    return (await this.#everything()).none
  }

  /** Those that weren't put away, or those that were. */
  async of(away: Away): Promise<ReadonlyMap<string, IndexedItem>> {
    return (await this.#everything())[away]
  }

  /** An item, put away or not: renders and recipes name it. */
  async find(id: string): Promise<IndexedItem | undefined> {
    const { none, archived, removed } = await this.#everything()
    return none.get(id) ?? archived.get(id) ?? removed.get(id)
  }

  #everything(): Promise<Everything> {
    return memoized(this.#ofVersion, this.#workspace.itemsVersion, async () => {
      const kinds = this.#workspace.state.read(awayItems)
      const everything: Everything = { none: new Map(), archived: new Map(), removed: new Map() }
      for (const item of await this.#workspace.items({ away: "any" }))
        everything[kinds.get(item.id) ?? "none"].set(item.id, indexed(item))
      this.#latest = new Map([...everything.none, ...everything.archived, ...everything.removed])
      return everything
    })
  }

  /** Those of these ids, in their order; the ones that are gone are left out. */
  async get(ids: readonly string[]): Promise<ItemSummary[]> {
    const all = await this.all()
    return ids.flatMap(id => {
      const item = all.get(id)
      return item ? [summaryOf(item)] : []
    })
  }
}

const indexed = (item: Item): IndexedItem => ({
  ...summaryOf(item),
  words: searchable(`${item.title}\n${item.id}\n${item.description.slice(0, searched)}`),
  beginning: beginningOf(item.description),
})
