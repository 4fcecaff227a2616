/** Published models on this machine: what there is, what a download would bring, getting, checking and removing them. */
import { resolve } from "node:path"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"
import type { ModelState, ModelView, Offer, PublishedPackView } from "../contract/published.ts"
import { checkPack } from "../models/check-pack.ts"
import { openPack } from "../models/pack.ts"
import { verifyPack } from "../models/verify-pack.ts"
import { HubConnection, type HubPolicy, hubAddress } from "./connection.ts"
import { sha256IfSame } from "./digest.ts"
import { type Fetched, fetchModel } from "./fetch-model.ts"
import { localModel } from "./local-models.ts"
import { makePack } from "./make-pack.ts"
import type { ModelList, PublishedModel } from "./model-list.ts"
import { exists, hasSize, type ModelStore, makeFolder } from "./model-store.ts"
import { pageOf, type ResolvedModel, resolveModel, unlessOurs } from "./repository.ts"
import { hubToken } from "./token.ts"
import { checkRoom, freeRoom } from "./transfer.ts"

export interface HubOptions {
  /** The hub to ask instead of the usual one. */
  mirror?: string | undefined
  policy?: HubPolicy | undefined
}

/** `checking`: what is on the disk already; `making`: the pack. */
export type GetStep = "checking" | "downloading" | "making"

export interface GetOptions extends HubOptions {
  /** A folder or a hub's cache to take the files from; nothing is downloaded then. */
  from?: string | undefined
  /** Whether to look for a newer commit of what is there already. */
  update?: boolean | undefined
  /** The user agrees to whatever licences the repositories have now. */
  acceptLicences?: boolean | undefined
  signal?: AbortSignal | undefined
  onProgress?: ((step: GetStep, doneBytes: number, totalBytes: number) => void) | undefined
}

export interface GetResult {
  models: Fetched[]
  /** The pack's folder; null where a single model was asked for that no pack here is made of. */
  pack: string | null
}

export class Hub {
  readonly list: ModelList
  readonly store: ModelStore

  constructor(list: ModelList, store: ModelStore) {
    this.list = list
    this.store = store
  }

  async models(): Promise<ModelView[]> {
    return Promise.all(this.list.models.map(model => this.#view(model)))
  }

  async packs(): Promise<PublishedPackView[]> {
    const models = new Map((await this.models()).map(model => [model.id, model]))
    return Promise.all(
      this.list.packs.map(async ({ id, name, parts, extras }) => {
        const of = parts.map(part => models.get(part)!)
        const dir = this.store.packDir(id)
        const isMade = await exists(dir)
        return {
          id,
          name,
          parts,
          extras,
          dir: isMade ? dir : null,
          state: stateOf(of, isMade),
          bytes: sumOrNull(of.map(({ bytes }) => bytes)),
          bytesOnDisk: await this.store.bytesAt([dir]),
        }
      }),
    )
  }

  async #view(model: PublishedModel): Promise<ModelView> {
    const { id, name, role, hint = null, repository, licence, bytes } = model
    const record = await this.store.record(id)
    const plan = record ?? (await this.store.plan(id))
    return {
      id,
      name,
      role,
      hint,
      repository: plan?.repository ?? repository,
      licence: plan ? plan.licence : licence,
      commit: record?.commit ?? null,
      state: await this.store.state(id),
      bytes: plan ? sumOf(plan.files) : bytes,
      bytesOnDisk: await this.store.bytesOf(id),
    }
  }

  /** All bytes that models and packs take together: they share most of them. */
  bytesOnDisk(): Promise<number> {
    return this.store.bytesAt([this.store.dir])
  }

  /** Free bytes where models are kept. @throws StudioError hub.not_writable */
  async freeBytes(): Promise<number> {
    await makeFolder(this.store.dir)
    return freeRoom(this.store.dir)
  }

  /**
   * What getting `id` would bring, as the hub answers now.
   *
   * @throws StudioError hub.*
   */
  async offers(id: string, options: GetOptions = {}): Promise<Offer[]> {
    return this.#withConnection(options, async connection => {
      const offers: Offer[] = []
      for (const model of this.list.modelsOf(id)) {
        const plan = await this.#plan(model, connection, options)
        offers.push(await this.#offer(model, plan, pageOf(connection, plan.repository)))
      }
      return offers
    })
  }

  async #offer(model: PublishedModel, plan: ResolvedModel, address: string): Promise<Offer> {
    const { repository, licence } = plan
    const missing = await Promise.all(
      plan.files.map(async ({ path, size }) =>
        (await hasSize(this.store.fileOf(model.id, path), size)) ? 0 : size,
      ),
    )
    return {
      model: model.id,
      name: model.name,
      repository,
      commit: plan.commit,
      licence,
      address,
      bytes: sumOf(plan.files),
      missingBytes: missing.reduce((sum, bytes) => sum + bytes, 0),
      accepted: await this.store.hasAccepted(repository, licence),
      notes:
        repository === model.repository
          ? []
          : [note("hub.moved", { from: model.repository, to: repository })],
    }
  }

  /** Keeps that the user agreed to the licences of these offers. */
  accept(offers: readonly Pick<Offer, "repository" | "licence">[]): Promise<void> {
    return this.store.accept(offers)
  }

  /**
   * Gets a model, or all parts of a pack and the pack itself. What is there already is compared with its hashes; what is
   * damaged is fetched again. Whatever stops it, what has come stays.
   *
   * @throws StudioError hub.*, job.cancelled, and those of making a pack
   */
  async get(id: string, options: GetOptions = {}): Promise<GetResult> {
    const models = this.list.modelsOf(id)
    const lock = this.store.lock()
    try {
      return await this.#withConnection(options, async connection => {
        const plans: { model: PublishedModel; plan: ResolvedModel }[] = []
        for (const model of models) plans.push({ model, plan: await this.#plan(model, connection, options) })
        if (options.acceptLicences) await this.accept(plans.map(({ plan }) => plan))
        await this.#checkLicences(plans, connection)
        await checkRoom(this.store.dir, await this.#missingBytes(plans))
        const total = plans.reduce((sum, { plan }) => sum + sumOf(plan.files), 0)
        const fetched: Fetched[] = []
        let before = 0
        for (const { model, plan } of plans) {
          const { from, signal, onProgress } = options
          const local = from === undefined ? null : await localModel(model, resolve(from))
          fetched.push(
            await fetchModel(this.store, connection, plan, local, {
              signal,
              onProgress: (step, done) => onProgress?.(step, before + done, total),
            }),
          )
          before += sumOf(plan.files)
        }
        return { models: fetched, pack: await this.#makePacks(id, options) }
      })
    } catch (error) {
      if (options.signal?.aborted) throw new StudioError("job.cancelled", { what: "download" })
      throw error
    } finally {
      lock.release()
    }
  }

  /** The pack `id`, or, of a model that is a part or an extra of packs that are there, those packs made again. */
  async #makePacks(id: string, { signal, onProgress }: GetOptions): Promise<string | null> {
    const asked = this.list.pack(id)
    const made = await Promise.all(this.list.packs.map(pack => exists(this.store.packDir(pack.id))))
    const packs = asked
      ? [asked]
      : this.list.packs.filter((pack, index) => made[index] && [...pack.parts, ...pack.extras].includes(id))
    let dir: string | null = null
    for (const pack of packs) {
      const found = await makePack(this.list, this.store, pack, {
        signal,
        onProgress: ({ doneBytes, totalBytes }) => onProgress?.("making", doneBytes, totalBytes),
      })
      dir ??= found.dir
    }
    return dir
  }

  async #plan(
    model: PublishedModel,
    connection: HubConnection,
    { from, update, signal }: GetOptions,
  ): Promise<ResolvedModel> {
    if (from !== undefined) {
      const { sources: _, ...found } = await localModel(model, resolve(from))
      return found
    }
    const record = update ? null : await this.store.record(model.id)
    if (record) {
      const files = record.files.map(({ path, size, sha256 }) => ({
        path,
        size,
        hash: { kind: "sha256" as const, hex: sha256 },
      }))
      const { downloadedAt: _, ...kept } = record
      return { ...kept, files }
    }
    const begun = update ? null : await this.store.plan(model.id)
    return (
      begun ??
      resolveModel(connection, model, signal).catch(error => {
        signal?.throwIfAborted()
        throw unlessOurs(error, connection.host)
      })
    )
  }

  async #checkLicences(
    plans: readonly { model: PublishedModel; plan: ResolvedModel }[],
    connection: HubConnection,
  ): Promise<void> {
    const licences: string[] = []
    for (const { model, plan } of plans)
      if (!(await this.store.hasAccepted(plan.repository, plan.licence)))
        licences.push(`${model.name}: ${plan.licence ?? "?"} (${pageOf(connection, plan.repository)})`)
    if (licences.length > 0) throw new StudioError("hub.licence_not_accepted", { licences })
  }

  /** What isn't on the disk yet; what a part already holds takes no more room. */
  async #missingBytes(plans: readonly { model: PublishedModel; plan: ResolvedModel }[]): Promise<number> {
    let missing = 0
    for (const { model, plan } of plans) {
      const here = await this.store.bytesOf(model.id)
      missing += Math.max(0, sumOf(plan.files) - here)
    }
    return missing
  }

  /**
   * Compares what was downloaded with its hashes, and looks into the packs that were made of it.
   *
   * @returns for each that is there, the files that aren't what they were, or what is wrong with a pack
   */
  async check(
    id: string | null,
    { signal, onProgress }: Pick<GetOptions, "signal" | "onProgress"> = {},
  ): Promise<{ id: string; name: string; damaged: string[]; problem: Note | null }[]> {
    const models = id === null ? this.list.models : this.list.modelsOf(id)
    const packs = id === null ? this.list.packs : this.list.packs.filter(pack => pack.id === id)
    const records = await Promise.all(models.map(model => this.store.record(model.id)))
    const total = records.reduce((sum, record) => sum + sumOf(record?.files ?? []), 0)
    const found: { id: string; name: string; damaged: string[]; problem: Note | null }[] = []
    let done = 0
    for (const [index, model] of models.entries()) {
      const record = records[index]
      if (!record) continue
      const damaged: string[] = []
      for (const { path, size, sha256 } of record.files) {
        const hash = { kind: "sha256" as const, hex: sha256 }
        const file = this.store.fileOf(model.id, path)
        if ((await sha256IfSame(file, { path, size, hash }, signal)) === null) damaged.push(path)
        done += size
        onProgress?.("checking", done, total)
      }
      found.push({ id: model.id, name: model.name, damaged, problem: null })
    }
    for (const pack of packs)
      if (await exists(this.store.packDir(pack.id)))
        found.push({ id: pack.id, name: pack.name, damaged: [], problem: await this.#problemOfPack(pack.id) })
    if (id !== null && found.length === 0)
      throw new StudioError("hub.not_there", { model: this.list.pack(id)?.name ?? this.list.model(id).name })
    return found
  }

  async #problemOfPack(id: string): Promise<Note | null> {
    try {
      const pack = await openPack(this.store.packDir(id))
      await verifyPack(pack)
      await checkPack(pack)
      return null
    } catch (error) {
      if (!(error instanceof StudioError)) throw error
      return { code: error.code, details: error.details }
    }
  }

  /**
   * Removes a model; or a pack, and those of its parts that no other pack here is made of.
   *
   * @param letGo called before the files go, once nothing speaks against it
   * @returns the bytes that are free now
   * @throws StudioError hub.not_there, hub.in_use, hub.not_writable
   */
  async remove(id: string, letGo: () => void = () => {}): Promise<number> {
    const models = this.list.modelsOf(id)
    const pack = this.list.pack(id)
    const lock = this.store.lock()
    try {
      const before = await this.bytesOnDisk()
      const isMade = pack !== undefined && (await exists(this.store.packDir(id)))
      const states = await Promise.all(models.map(model => this.store.state(model.id)))
      if (!isMade && states.every(state => state === "absent"))
        throw new StudioError("hub.not_there", { model: pack?.name ?? models[0]!.name })
      letGo()
      if (pack) await this.store.removePack(id)
      const needed = new Set(pack ? await this.#partsInUse() : [])
      const extras = pack ? pack.extras.map(extra => this.list.model(extra)) : []
      for (const model of [...models, ...extras])
        if (!needed.has(model.id)) await this.store.removeModel(model.id)
      return Math.max(0, before - (await this.bytesOnDisk()))
    } finally {
      lock.release()
    }
  }

  async #partsInUse(): Promise<string[]> {
    const made = await Promise.all(this.list.packs.map(({ id }) => this.store.madeOf(id)))
    return made.flatMap(parts => Object.keys(parts ?? {}))
  }

  async #withConnection<Result>(
    { mirror, policy }: HubOptions,
    work: (connection: HubConnection) => Promise<Result>,
  ): Promise<Result> {
    const address = hubAddress(mirror)
    const connection = new HubConnection(address, await hubToken(address.url), policy)
    try {
      return await work(connection)
    } finally {
      await connection.close()
    }
  }
}

const sumOf = (files: readonly { size: number }[]): number => files.reduce((sum, { size }) => sum + size, 0)

const sumOrNull = (sizes: readonly (number | null)[]): number | null =>
  sizes.includes(null) ? null : sizes.reduce<number>((sum, size) => sum + size!, 0)

function stateOf(parts: readonly ModelView[], isMade: boolean): ModelState {
  const states = parts.map(({ state }) => state)
  if (states.includes("changed")) return "changed"
  if (isMade && states.every(state => state === "ready")) return "ready"
  return states.every(state => state === "absent") && !isMade ? "absent" : "partial"
}
