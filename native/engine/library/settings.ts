/** What the program is set to, kept in the workspace; packs and devices to choose from. */
import { stat } from "node:fs/promises"
import { basename } from "node:path"
import { keychainKey } from "../../base/keychain.ts"
import { readHouseWords, writeHouseWords } from "../../catalog/house-words.ts"
import { readSetting, writeSetting } from "../../catalog/state.ts"
import type { Workspace } from "../../catalog/workspace.ts"
import { noFeatures, type PackView } from "../../contract/api/app.ts"
import { type AppSettings, appSettingsSchema } from "../../contract/api/settings.ts"
import { note } from "../../contract/codes/index.ts"
import { isStudioError, StudioError } from "../../contract/errors.ts"
import type { Note } from "../../contract/note.ts"
import type { Device } from "../../contract/settings.ts"
import { hubAddress } from "../../hub/connection.ts"
import { storeKeychainKey } from "../../interests/endpoint-key.ts"
import { findScenario } from "../../interests/scenarios.ts"
import type { Tagger } from "../../interests/tagger.ts"
import { checkPack } from "../../models/check-pack.ts"
import { openPack, type Pack } from "../../models/pack.ts"
import { type EngineContext, os } from "../context.ts"
import { problemOf } from "../problem.ts"
import type { ItemIndex } from "./item-index.ts"
import { withTagger } from "./tagger.ts"

const settingsKey = "app"
const packsKey = "packs"
export const starter = "starter"

/** Reads and keeps the program's settings; what can't be understood falls back to its default. */
export class SettingsStore {
  readonly #workspace: Workspace
  #settings: AppSettings

  constructor(workspace: Workspace) {
    this.#workspace = workspace
    const json = workspace.state.read(state => readSetting(state, settingsKey))
    const parsed = appSettingsSchema.safeParse(json === undefined ? {} : JSON.parse(json))
    this.#settings = parsed.success ? parsed.data : appSettingsSchema.parse({})
  }

  get(): AppSettings {
    return this.#settings
  }

  set(change: Partial<AppSettings>): AppSettings {
    const settings = appSettingsSchema.parse({ ...this.#settings, ...change })
    this.#workspace.state.write(state => writeSetting(state, settingsKey, JSON.stringify(settings)))
    this.#settings = settings
    return settings
  }
}

/** Packs by id: the shipped one, and the folders that the user added. */
export class PackList {
  readonly #workspace: Workspace
  readonly #starterDir: string

  constructor(workspace: Workspace, starterDir: string) {
    this.#workspace = workspace
    this.#starterDir = starterDir
  }

  /** @throws StudioError pack.unknown_id */
  dirOf(id: string): string {
    if (id === starter) return this.#starterDir
    const dir = this.#added().find(one => one.id === id)?.dir
    if (dir === undefined) throw new StudioError("pack.unknown_id", { pack: id })
    return dir
  }

  /** Every pack; one that can't be read any more says why. */
  list(inUse: string): Promise<PackView[]> {
    const ids = [starter, ...this.#added().map(({ id }) => id)]
    return Promise.all(
      ids.map(id =>
        openPack(this.dirOf(id)).then(
          pack => this.view(pack, id, inUse),
          error => this.#broken(error, id, inUse),
        ),
      ),
    )
  }

  async view(pack: Pack, id: string, inUse: string): Promise<PackView> {
    const { licence, origin, files } = pack.manifest
    return {
      id,
      name: pack.name,
      hash: pack.hash,
      licence,
      origin,
      nativeSize: { width: pack.nativeSize, height: pack.nativeSize },
      guidance: pack.guidance,
      structureScale: pack.manifest.structureScale,
      structureKinds: [...pack.structureKinds],
      bytes: files.reduce((sum, { size }) => sum + size, 0),
      features: featuresOf(pack),
      inUse: id === inUse,
      shipped: id === starter,
      problem: null,
    }
  }

  /** A pack whose folder is gone or damaged, under its folder's name. */
  #broken(error: unknown, id: string, inUse: string): PackView {
    return {
      id,
      name: basename(this.dirOf(id)),
      hash: "",
      licence: "",
      origin: "",
      nativeSize: { width: 0, height: 0 },
      guidance: 0,
      structureScale: 0,
      structureKinds: [],
      bytes: 0,
      features: noFeatures,
      inUse: id === inUse,
      shipped: id === starter,
      problem: problemOf(error),
    }
  }

  async add(dir: string): Promise<string> {
    const pack = await openPack(dir)
    const id = pack.hash.slice(0, 16)
    this.#keep([...this.#added().filter(one => one.id !== id), { id, dir }])
    return id
  }

  /**
   * A pack's folder holds another pack now, which has been added as `id`; or none, where that is null.
   *
   * @returns the ids that it had before
   */
  replaceAt(dir: string, id: string | null): string[] {
    const added = this.#added()
    const isBefore = (one: { id: string; dir: string }) => one.dir === dir && one.id !== id
    this.#keep(added.filter(one => !isBefore(one)))
    return added.filter(isBefore).map(one => one.id)
  }

  remove(id: string): void {
    if (id === starter) throw new StudioError("pack.shipped", {})
    this.#keep(this.#added().filter(one => one.id !== id))
  }

  #added(): { id: string; dir: string }[] {
    return JSON.parse(this.#workspace.state.read(state => readSetting(state, packsKey)) ?? "[]")
  }

  #keep(packs: readonly { id: string; dir: string }[]): void {
    this.#workspace.state.write(state => writeSetting(state, packsKey, JSON.stringify(packs)))
  }
}

const featuresOf = (pack: Pack): PackView["features"] => ({
  image: pack.has("ip_adapter"),
  interest: pack.has("interest"),
  foreground: pack.has("foreground"),
  fewSteps: pack.has("few_steps"),
  structure: pack.structureKinds.length > 0,
  clip: pack.has("clip_text"),
})

interface Parts {
  store: SettingsStore
  packs: PackList
  index: ItemIndex
  /** Opens the model again, with the current settings. */
  reopen: () => void
}

export function settingsRouter(context: EngineContext, { store, packs, index, reopen }: Parts) {
  const hostOf = ({ tagger }: AppSettings) => (tagger.kind === "endpoint" ? new URL(tagger.url).host : null)
  const keySet = async () => {
    const host = hostOf(store.get())
    return host !== null && (await keychainKey(host)) !== null
  }
  const { workspace } = context
  const whole = async () => ({
    ...store.get(),
    endpointKeySet: await keySet(),
    houseWords: readHouseWords(workspace),
  })
  return {
    get: os.settings.get.handler(whole),
    set: os.settings.set.handler(async ({ input: { houseWords, ...input } }) => {
      const before = store.get()
      // One that isn't on the list can't be opened.
      if (input.pack !== undefined) packs.dirOf(input.pack)
      if (input.mirror) hubAddress(input.mirror)
      const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
      const after = store.set(given)
      if (houseWords !== undefined) writeHouseWords(workspace, houseWords)
      const isOther = before.pack !== after.pack || before.precision !== after.precision
      if (isOther || input.device !== undefined) reopen()
      context.publish({ type: "changed", what: "settings" })
      return whole()
    }),
    setEndpointKey: os.settings.setEndpointKey.handler(async ({ input: { host, key } }) => {
      const used = hostOf(store.get())
      if (used === null) throw new StudioError("endpoint.not_chosen", {})
      if (host !== used) throw new StudioError("endpoint.other_host", { host, used })
      await storeKeychainKey(host, key)
      return { endpointKeySet: await keySet() }
    }),
    testTagger: os.settings.testTagger.handler(async ({ signal }) => {
      const [first] = (await index.all()).values()
      if (!first) throw new StudioError("catalog.empty", {})
      const item = await context.workspace.findItem(first.id)
      const scenario = findScenario(context.scenarios, item.scenario)
      const path = context.workspace.imagePath(item.image)
      const started = performance.now()
      const tagOne = async (tagger: Tagger) => {
        const tags = await tagger.tagImage(item, path, scenario, signal)
        return { tagger: tagger.id, item: item.id, tags, seconds: (performance.now() - started) / 1000 }
      }
      return withTagger(context, "interactive", tagOne, signal)
    }),
    retag: os.settings.retag.handler(() => ({ job: context.jobs.add("tag", "", {}).id })),
    devices: os.settings.devices.handler(async () => {
      const attempts = await context.model.session().then(
        ({ studio }) => studio.runtime.attempts,
        error => {
          if (!isStudioError(error, "runtime.device_unavailable")) throw error
          return error.details.attempts.map(({ details }) => ({
            device: details.device as Device,
            ok: false,
            reason: details.reason as Note,
          }))
        },
      )
      return attempts.map(({ device, ok, reason }) => ({ device, ok, reason: reason ?? null }))
    }),
  }
}

export function packsRouter(context: EngineContext, { store, packs, reopen }: Parts) {
  const changed = async () => {
    context.publish({ type: "changed", what: "settings" })
    return packs.list(store.get().pack)
  }
  const folderOf = async (handle: string) => {
    const dir = context.handles.pathOf(handle)
    if (!(await stat(dir).catch(() => null))?.isDirectory())
      throw new StudioError("folders.unreadable", { folder: dir, reason: note("file.no_folder", {}) })
    return dir
  }
  return {
    list: os.packs.list.handler(() => packs.list(store.get().pack)),
    check: os.packs.check.handler(async ({ input: { handle } }) => {
      const pack = await openPack(await folderOf(handle))
      await checkPack(pack)
      const view = await packs.view(pack, "", "")
      const notes = pack
        .features()
        .flatMap(({ available, component }) =>
          available ? [] : [note("pack.feature_off", { component, why: note("pack.lacks", { component }) })],
        )
      return { ...view, notes }
    }),
    add: os.packs.add.handler(async ({ input: { handle } }) => {
      const dir = await folderOf(handle)
      await checkPack(await openPack(dir))
      const id = await packs.add(dir)
      return (await changed()).find(pack => pack.id === id)!
    }),
    remove: os.packs.remove.handler(async ({ input: { id } }) => {
      const inUse = store.get().pack === id
      // First, so that the one in use is always on the list.
      if (inUse) store.set({ pack: starter })
      packs.remove(id)
      if (inUse) reopen()
      return changed()
    }),
  }
}
