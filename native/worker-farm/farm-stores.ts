/** The stores of farms, as the history reads them: each is opened once something in it is looked at. */

import { memoized } from "../base/memo.ts"
import type { StoreReader } from "../catalog/render-pictures.ts"
import type { Render } from "../catalog/render-store.ts"
import { StudioError } from "../contract/errors.ts"
import type { Farm } from "../contract/farm.ts"
import { encodeImage } from "../exporting/write-image.ts"
import { readImage } from "../models/image.ts"
import { canonicalJson } from "../personalize/canonical-json.ts"
import { FarmKey } from "./farm-key.ts"
import { environmentOf } from "./farms.ts"
import { readHead, readResult, resultKey } from "./result.ts"
import { idOfStore } from "./store/endpoint.ts"
import { openStore, type Store } from "./store/store.ts"

/** Where a store is, and the environment that has its keys and the farm's. */
export interface StorePlace {
  store: string
  environment: NodeJS.ProcessEnv
}

interface OpenStore {
  store: Store
  key: FarmKey
}

export class FarmStores implements StoreReader {
  readonly #places: () => Promise<StorePlace[]>
  readonly #open = new Map<string, Promise<OpenStore>>()

  /** @param places those that are known, looked up anew for each store that isn't open */
  constructor(places: () => Promise<StorePlace[]>) {
    this.#places = places
  }

  /** @throws StudioError farm.store_unknown, farm.no_key, farm.store_failed, farm.result_gone, farm.bad_result */
  async file(render: Render): Promise<Uint8Array> {
    const { store, key, ask } = await this.#find(render)
    const found = await readResult(store, ask, key)
    if (!found) throw new StudioError("farm.result_gone", {})
    const { app, createdAt, device, dtype } = found.recipe.made
    const recipe = { ...render.recipe, made: { ...render.recipe.made, app, createdAt, device, dtype } }
    // Another persona may have asked for the same picture first: its file names that one.
    if (canonicalJson(recipe) === canonicalJson(found.recipe)) return found.png
    return encodeImage(await readImage(found.png), recipe, { format: "png", copy: "working" })
  }

  /** @throws as `file` */
  async thumbnail(render: Render): Promise<Uint8Array> {
    const { store, key, ask } = await this.#find(render)
    const head = await readHead(store, ask, key)
    if (!head) throw new StudioError("farm.result_gone", {})
    return head.thumbnail
  }

  async has(render: Render): Promise<boolean> {
    const { store, ask } = await this.#find(render)
    return store.has(resultKey(ask))
  }

  async close(): Promise<void> {
    for (const { value } of (await Promise.allSettled(this.#open.values())).filter(
      one => one.status === "fulfilled",
    ))
      value.store.close()
    this.#open.clear()
  }

  async #find({ stored }: Render): Promise<OpenStore & { ask: string }> {
    const { store, ask } = stored!
    return { ...(await memoized(this.#open, store, () => this.#opened(store))), ask }
  }

  async #opened(id: string): Promise<OpenStore> {
    for (const { store, environment } of await this.#places())
      if (idOfStore(store, environment) === id)
        return { key: new FarmKey(environment.IAMG_FARM_KEY), store: await openStore(store, environment) }
    throw new StudioError("farm.store_unknown", {})
  }
}

/** Of farms that have a name. */
export const placesOf = (farms: readonly Farm[]): Promise<StorePlace[]> =>
  Promise.all(farms.map(async farm => ({ store: farm.store, environment: await environmentOf(farm) })))
