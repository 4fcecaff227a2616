/**
 * All items in memory, as far as lists and searches need them: a page of 100,000 items answers at once, whatever the
 * model is doing. Read again only when items have changed.
 */
import { searchable } from "../../catalog/normalise.ts"
import type { Workspace } from "../../catalog/workspace.ts"
import type { ItemSummary } from "../../contract/api/common.ts"
import type { Item } from "../../contract/catalog.ts"
import { summaryOf } from "../item-summary.ts"

export interface IndexedItem extends ItemSummary {
  /** Title, id and the beginning of the description, as searches compare them. */
  readonly words: string
}

/** How much of a description is searched. */
const searched = 1000

export class ItemIndex {
  readonly #workspace: Workspace
  #items: Promise<ReadonlyMap<string, IndexedItem>> | null = null
  #version = 0

  constructor(workspace: Workspace) {
    this.#workspace = workspace
  }

  /** By id, in the order of their ids (item-2 before item-10). */
  all(): Promise<ReadonlyMap<string, IndexedItem>> {
    const version = this.#workspace.itemsVersion
    if (this.#items && this.#version === version) return this.#items
    const items = this.#workspace.items().then(all => new Map(all.map(item => [item.id, indexed(item)])))
    items.catch(() => {
      if (this.#items === items) this.#items = null
    })
    this.#version = version
    this.#items = items
    return items
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
})
