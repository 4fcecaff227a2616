/** What an import changes in state.db: interactions, the personas they make, and tags that no longer hold. */
import type { Interaction, Item, ItemExtras } from "../contract/catalog.ts"
import { bringItemsBackInside, goneItems, putItemsAwayInside } from "./away-store.ts"
import { type CatalogSeen, noteCatalog } from "./catalog-store.ts"
import { giveMasks } from "./cut-outs.ts"
import { writeExtras } from "./extras-store.ts"
import { storeInteractions } from "./interaction-store.ts"
import { shopperRefresher } from "./persona-store.ts"
import type { State } from "./state.ts"
import { dropTaggersTags } from "./tag-store.ts"

/** What an import brings, already checked. */
export interface CatalogChange {
  /** New items, and those that changed. */
  items: readonly Item[]
  /** Of items whose other columns or pictures changed, by id. */
  extras?: ReadonlyMap<string, ItemExtras>
  interactions: readonly Interaction[]
  /** Names that the catalog gives to shoppers. */
  names: readonly { shopper: string; scenario: string; name: string }[]
  /** Where it comes from, and what of it was seen; absent for changes that no folder brings. */
  catalog?: CatalogSeen | undefined
  /** Items that are no longer in their folder, to be archived. */
  gone?: readonly string[]
  /** Items that get the mask of their cut-out, and its name. */
  cutOuts?: { items: readonly Pick<Item, "id" | "image">[]; mask: string }
  /** Shoppers with fewer than k + 1 positive items in a scenario get no persona there. */
  k: number
}

/** Shoppers with and without a persona, and how many personas they have. */
export interface Shoppers {
  kept: number
  dropped: number
  personas: number
}

/** Takes a change in; to be called inside a transaction. `before` holds the items as they were, where they were there. */
export function applyChange(
  state: State,
  change: CatalogChange,
  before: ReadonlyMap<string, Item>,
  scenarioOf: (item: string) => string | undefined,
): Shoppers {
  for (const item of change.items) {
    const old = before.get(item.id)
    if (old) dropTaggersTags(state, old, item)
  }
  writeExtras(state, change.extras ?? new Map())
  if (change.catalog) {
    noteCatalog(state, change.catalog, change.catalog.items)
    bringItemsBackInside(state, goneItems(state, change.catalog.items))
  }
  if (change.cutOuts) giveMasks(state, change.cutOuts.items, change.cutOuts.mask)
  putItemsAwayInside(state, change.gone ?? [], "archived", "gone")
  storeInteractions(state, change.interactions)
  return refreshShoppers(state, change, scenarioOf)
}

/** Every shopper of the change has its personas made anew. */
function refreshShoppers(
  state: State,
  { interactions, names, k }: CatalogChange,
  scenarioOf: (item: string) => string | undefined,
): Shoppers {
  const given = new Map(
    names.map(({ shopper, scenario, name }) => [JSON.stringify([shopper, scenario]), name]),
  )
  const shoppers = new Set([...interactions.map(({ user }) => user), ...names.map(({ shopper }) => shopper)])
  const nameIn = (shopper: string, scenario: string) => given.get(JSON.stringify([shopper, scenario]))
  const refresh = shopperRefresher(state, k, scenarioOf, nameIn)
  const result = { kept: 0, dropped: 0, personas: 0 }
  for (const shopper of shoppers) {
    const count = refresh(shopper)
    result.personas += count
    if (count > 0) result.kept++
    else result.dropped++
  }
  return result
}
