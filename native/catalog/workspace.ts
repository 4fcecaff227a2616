/**
 * A workspace: a folder with one catalog and all that was made of it. One process writes, any number read. What is
 * reported done survives a kill at any moment.
 *
 *     workspace.json   marks the folder; version, salt           lance/    items and pools (LanceDB)
 *     state.db         interactions, personas, tags, renders     images/ masks/  of items by content hash
 *     writer.lock      held by the one writer                    renders/ thumbnails/ fetched/ waiting/ adapters/ loras/ upscalers/ runs/ cache/ backups/ logs/
 */
import { join, resolve } from "node:path"
import pLimit from "p-limit"
import type { Away, Interaction, Item, ItemExtras, ItemTags, Persona, TagMerge } from "../contract/catalog.ts"
import { reasonOf, StudioError } from "../contract/errors.ts"
import { writeError } from "./atomic.ts"
import {
  awayChanges,
  awayItems,
  awayPersonas,
  forgetRemoved,
  itemsToPurge,
  putPersonaAway,
} from "./away-store.ts"
import { applyChange, type CatalogChange, type Shoppers } from "./change.ts"
import { readExtras } from "./extras-store.ts"
import { countInteractions, interactionsOf } from "./interaction-store.ts"
import { type ItemFilter, ItemTable } from "./item-table.ts"
import { readVersion, writeVersion } from "./items-version.ts"
import { lockForWriting, type WriterLock } from "./lock.ts"
import { type Manifest, newManifest, readManifest, writeManifest } from "./manifest.ts"
import { migrations } from "./migrations.ts"
import { nearMatches } from "./near.ts"
import { historyOf } from "./persona.ts"
import * as personas from "./persona-store.ts"
import { RenderPictures } from "./render-pictures.ts"
import { type Render, RenderStore } from "./render-store.ts"
import {
  backUpDaily,
  foldLog,
  inTransaction,
  migrate,
  openState,
  refuseWork,
  type State,
  type StateAccess,
  stateVersion,
} from "./state.ts"
import { sweepWorkspace } from "./sweep.ts"
import * as tags from "./tag-store.ts"
import { settleWaiting } from "./waiting-renders.ts"
import { makeFolder, makeFolders } from "./workspace-folder.ts"

export type { CatalogChange, Shoppers } from "./change.ts"
export type { PersonaDraft } from "./persona-store.ts"
export type { Render } from "./render-store.ts"

export interface ItemQuery extends ItemFilter {
  /** Whether to list items that were put away, and which; those that weren't when absent. */
  away?: Away | "any"
  offset?: number
  limit?: number
}

/** Order of ids as people read them: item-2 before item-10. */
const byId = new Intl.Collator("en", { numeric: true }).compare

/** Whether there is a workspace in `dir`. */
export const isWorkspace = async (dir: string): Promise<boolean> => (await readManifest(dir)) !== undefined

/**
 * Makes a workspace in a new or empty folder and opens it for writing.
 *
 * @throws StudioError workspace.exists, workspace.not_empty, workspace.in_use
 */
export async function createWorkspace(dir: string): Promise<Workspace> {
  const root = resolve(dir)
  if (await isWorkspace(root)) throw new StudioError("workspace.exists", { dir: root })
  await makeFolder(root)
  const lock = await lockForWriting(root)
  try {
    refuseWork(root)
    await makeFolders(root)
    const state = openState(root, "create")
    try {
      migrate(state, root)
      writeVersion(state, await ItemTable.create(join(root, "lance")))
    } finally {
      state.close()
    }
    // Last, so that a folder with a workspace.json is a whole workspace.
    await writeManifest(root, newManifest(migrations.length))
    return await Workspace.open(root, lock)
  } catch (error) {
    lock.release()
    throw writeError(error, root, 0)
  }
}

/**
 * Opens the workspace in `dir`. To write, this process must be the only one.
 *
 * @throws StudioError workspace.missing, workspace.in_use, workspace.newer, workspace.older, workspace.damaged
 */
export async function openWorkspace(dir: string, { mode }: { mode: "read" | "write" }): Promise<Workspace> {
  const root = resolve(dir)
  if (!(await isWorkspace(root))) throw new StudioError("workspace.missing", { dir: root })
  if (mode === "read") return Workspace.open(root, undefined)
  const lock = await lockForWriting(root)
  try {
    const workspace = await Workspace.open(root, lock)
    await settleWaiting(workspace)
    // At closing, too, but a killed process never comes to that.
    workspace.state.read(state => backUpDaily(state, root))
    return workspace
  } catch (error) {
    lock.release()
    throw error
  }
}

export class Workspace {
  readonly dir: string
  /** Secret of the pseudonyms: see pseudonymOf. */
  readonly salt: string
  readonly pictures: RenderPictures
  readonly #state: State
  readonly #items: ItemTable
  readonly #lock: WriterLock | undefined
  /** Goes on while the workspace is in use, and never stands in its way: what it can't remove it tries at the next opening. */
  readonly #sweeping: Promise<void>
  /** One at a time: a second would roll back the items of the first. */
  readonly #commits = pLimit(1)

  private constructor(dir: string, manifest: Manifest, state: State, items: ItemTable, lock?: WriterLock) {
    this.dir = dir
    this.salt = manifest.salt
    this.#state = state
    this.#items = items
    this.#lock = lock
    this.pictures = new RenderPictures({ dir, state: this.state })
    this.#sweeping = lock ? sweepWorkspace(dir).catch(() => undefined) : Promise.resolve()
  }

  /** Use openWorkspace. */
  static async open(dir: string, lock: WriterLock | undefined): Promise<Workspace> {
    const manifest = await readManifest(dir)
    if (!manifest) throw new StudioError("workspace.missing", { dir })
    const state = openState(dir, lock ? "write" : "read")
    try {
      const openItems = () => ItemTable.open(join(dir, "lance"), () => readVersion(state))
      const supported = migrations.length
      const version = Math.max(manifest.version, stateVersion(state))
      if (version > supported) throw new StudioError("workspace.newer", { dir, version, supported })
      if (lock) migrate(state, dir)
      else if (version < supported) throw new StudioError("workspace.older", { dir, version, supported })
      if (lock && manifest.version < supported) await writeManifest(dir, { ...manifest, version: supported })
      return new Workspace(dir, manifest, state, await openItems(), lock)
    } catch (error) {
      state.close()
      const known = writeError(error, dir, 1_000_000)
      if (known instanceof StudioError) throw known
      throw damaged(join(dir, "state.db"), error)
    }
  }

  get cacheDir(): string {
    return join(this.dir, "cache")
  }
  get poolDir(): string {
    return join(this.dir, "lance")
  }
  get rendersDir(): string {
    return join(this.dir, "renders")
  }
  get lorasDir(): string {
    return join(this.dir, "loras")
  }
  get upscalersDir(): string {
    return join(this.dir, "upscalers")
  }
  get adaptersDir(): string {
    return join(this.dir, "adapters")
  }
  get layoutsDir(): string {
    return join(this.dir, "layouts")
  }
  get logsDir(): string {
    return join(this.dir, "logs")
  }
  get runsDir(): string {
    return join(this.dir, "runs")
  }
  get evaluationsDir(): string {
    return join(this.dir, "evaluations")
  }
  /** Where the user puts LPIPS weights. */
  get lpipsDir(): string {
    return join(this.dir, "lpips")
  }
  /** Scenarios of the user's own, which override those of the program. */
  get scenariosDir(): string {
    return join(this.dir, "scenarios")
  }

  /** For the stores that keep their rows in state.db: jobs, renders, presets. */
  get state(): StateAccess {
    return { read: work => work(this.#state), write: work => this.#write(work) }
  }

  /** Files of an item's image and mask, and the larger file that the image was made of. */
  readonly imagePath = (hash: string): string => join(this.dir, "images", `${hash}.png`)
  readonly originalPath = (hash: string): string => join(this.dir, "originals", hash)
  readonly maskPath = (hash: string): string => join(this.dir, "masks", `${hash}.png`)

  /** Another number whenever items have changed, were put away or came back. */
  get itemsVersion(): number {
    return readVersion(this.#state) * 1_000_000 + awayChanges(this.#state)
  }

  /** Items by id, in the order of their ids (item-2 before item-10); all that weren't put away, without a query. */
  async items({ offset = 0, limit, away = "none", ...filter }: ItemQuery = {}): Promise<Item[]> {
    const wanted = this.#awayFilter(away)
    const everything = offset === 0 && limit === undefined && Object.keys(filter).length === 0
    if (everything) return (await this.#items.all()).filter(wanted).sort((a, b) => byId(a.id, b.id))
    const outline = (await this.#items.outline(filter)).filter(wanted)
    const ids = outline.map(item => item.id).sort(byId)
    return this.#items.get(ids.slice(offset, limit === undefined ? undefined : offset + limit))
  }

  async itemCount(filter: ItemFilter = {}): Promise<number> {
    if (awayItems(this.#state).size === 0) return this.#items.count(filter)
    return (await this.#items.outline(filter)).filter(this.#awayFilter("none")).length
  }

  /** The items of these ids, in their order; those that are gone or put away are left out. */
  async itemsOf(ids: readonly string[]): Promise<Item[]> {
    return (await this.#items.get(ids)).filter(this.#awayFilter("none"))
  }

  #awayFilter(away: Away | "any"): (item: { id: string }) => boolean {
    if (away === "any") return () => true
    const known = awayItems(this.#state)
    return ({ id }) => (known.get(id) ?? "none") === away
  }

  /** Also one that was put away, since renders and recipes name it. @throws StudioError catalog.unknown_item, with near matches */
  async findItem(id: string): Promise<Item> {
    const [item] = await this.#items.get([id])
    if (item) return item
    const all = (await this.#items.outline()).filter(this.#awayFilter("none"))
    const near = nearMatches(
      id,
      all.map(({ id, title }) => ({ id, name: title })),
    )
    throw new StudioError("catalog.unknown_item", { item: id, near })
  }

  /** What an import kept of an item beside that: other columns, other pictures. */
  itemExtras(id: string): ItemExtras {
    return readExtras(this.#state, id)
  }

  /** Tags of an item; undefined when no tagger has seen it since it last changed. */
  async itemTags(id: string): Promise<ItemTags | undefined> {
    return tags.readItemTags(this.#state, id)
  }
  async setItemTags(id: string, itemTags: ItemTags): Promise<void> {
    this.#write(state => tags.writeItemTags(state, id, itemTags))
  }
  async tagMerges(): Promise<TagMerge[]> {
    return tags.readTagMerges(this.#state)
  }
  async setTagMerges(merges: readonly TagMerge[]): Promise<void> {
    this.#write(state => tags.writeTagMerges(state, merges))
  }

  /** All personas: picked ones, then shoppers with a name, then the rest; each by name. */
  async personas(): Promise<Persona[]> {
    return personas.listPersonas(this.#state)
  }
  /** By id, or by name in any case. @throws StudioError catalog.unknown_persona, with near matches */
  async findPersona(idOrName: string): Promise<Persona> {
    const isRemoved = awayPersonas(this.#state).get(idOrName) === "removed"
    const persona =
      (isRemoved ? undefined : personas.getPersona(this.#state, idOrName)) ??
      personas.personasNamed(this.#state, idOrName)[0]
    if (persona) return persona
    const near = nearMatches(idOrName, personas.listPersonas(this.#state))
    throw new StudioError("catalog.unknown_persona", { persona: idOrName, near })
  }
  /** Makes a persona of a named list of items, most recent first. @throws StudioError catalog.unknown_item, persona.* */
  async createPersona(draft: personas.PersonaDraft): Promise<Persona> {
    await this.#checkItems(draft.items)
    return this.#write(state => personas.addPersona(state, draft))
  }
  /** Keeps what a person changed of a persona. @throws StudioError catalog.unknown_item, persona.* */
  async updatePersona(persona: Persona): Promise<Persona> {
    await this.#checkItems(persona.items)
    return this.#write(state => personas.updatePersona(state, persona))
  }
  /** A picked persona with another's items and tags. */
  async duplicatePersona(id: string, name: string): Promise<Persona> {
    const shopper = personas.shopperOf(this.#state, id)
    return this.createPersona({ ...(await this.findPersona(id)), name, shopper })
  }
  async removePersona(id: string): Promise<void> {
    this.#write(state => putPersonaAway(state, id, "removed"))
  }
  /** The k history items that count for the objective item (persona.ts). @throws StudioError persona.short_history */
  async historyOf(
    persona: Persona,
    itemId: string,
    k: number,
    excluded: readonly string[] = [],
  ): Promise<Item[]> {
    return this.#items.get(historyOf(persona, itemId, k, excluded))
  }

  async interactionsOf(user: string): Promise<Interaction[]> {
    return interactionsOf(this.#state, user)
  }
  async interactionCount(): Promise<number> {
    return countInteractions(this.#state)
  }

  /** Generated images, newest first. */
  async renders(): Promise<Render[]> {
    return new RenderStore(this.state).list()
  }

  /**
   * Takes in what an import brings, all or nothing: items become visible with the same transaction that stores the
   * interactions and makes the personas.
   */
  commit(change: CatalogChange): Promise<Shoppers> {
    this.#checkWritable()
    return this.#commits(() => this.#commit(change))
  }

  async #commit(change: CatalogChange): Promise<Shoppers> {
    try {
      const old = await this.#items.get(change.items.map(item => item.id))
      const before = new Map(old.map(item => [item.id, item]))
      const version = change.items.length > 0 ? await this.#items.write(change.items) : undefined
      const scenarios = new Map((await this.#items.outline()).map(({ id, scenario }) => [id, scenario]))
      for (const { id, scenario } of change.items) scenarios.set(id, scenario)
      return this.#write(state =>
        inTransaction(state, () => {
          if (version !== undefined) writeVersion(state, version)
          return applyChange(state, change, before, id => scenarios.get(id))
        }),
      )
    } catch (error) {
      const needed = change.items.length * 2000 + change.interactions.length * 200
      throw writeError(error, this.dir, needed)
    }
  }

  /** Forgets for good what was removed long ago. The files of their pictures and masks stay: recipes and backups read them. */
  purge(now = Date.now()): Promise<void> {
    return this.#commits(async () => {
      const items = itemsToPurge(this.#state, now)
      const version = items.length > 0 ? await this.#items.remove(items) : undefined
      this.#write(state => forgetRemoved(state, items, version, now))
    })
  }

  async close(): Promise<void> {
    await this.#sweeping
    try {
      this.#items.close()
      if (this.#lock) {
        foldLog(this.#state)
        backUpDaily(this.#state, this.dir)
      }
    } finally {
      this.#state.close()
      this.#lock?.release()
    }
  }

  async #checkItems(ids: readonly string[]): Promise<void> {
    const known = new Set((await this.#items.get(ids)).map(item => item.id))
    for (const id of ids) if (!known.has(id)) await this.findItem(id)
  }

  #checkWritable(): void {
    if (!this.#lock) throw new StudioError("workspace.read_only", { dir: this.dir })
  }

  #write<Result>(change: (state: State) => Result): Result {
    this.#checkWritable()
    try {
      return change(this.#state)
    } catch (error) {
      throw writeError(error, this.dir, 1_000_000)
    }
  }
}

const damaged = (file: string, cause: unknown) =>
  new StudioError("workspace.damaged", { file, problem: reasonOf(cause) }, { cause })
