/**
 * A worker: takes units from the queues that its own list of models allows, draws each through a session, and puts the
 * picture at its key. It holds nothing: what it had begun when it ends is handed back, or taken up by others.
 */
import { randomUUID } from "node:crypto"
import { setTimeout as wait } from "node:timers/promises"
import { DelayedError, type Job, WaitingError, Worker } from "bullmq"
import { LRUCache } from "lru-cache"
import pLimit from "p-limit"
import type { Log } from "../base/log/log.ts"
import { memoized } from "../base/memo.ts"
import { unlessAborted } from "../base/unless-aborted.ts"
import { isStudioError, StudioError } from "../contract/errors.ts"
import type { WorkerState } from "../contract/farm.ts"
import type { Recipe } from "../contract/recipe.ts"
import { encodeImage } from "../exporting/write-image.ts"
import { openPipeline } from "../models/pipeline.ts"
import { madeBy } from "../personalize/complete-recipe.ts"
import type { DrawingStudio, Model } from "../personalize/drawing-studio.ts"
import { arithmeticRevision } from "../personalize/recipe-key.ts"
import { Session } from "../personalize/session.ts"
import type { BlobCache } from "./blob-cache.ts"
import { asJobError } from "./failure.ts"
import type { FarmKey } from "./farm-key.ts"
import { lorasToldOf } from "./lora-sets.ts"
import type { WorkerMetrics } from "./metrics.ts"
import type { ListedModel } from "./models.ts"
import { anyTag, optionsFor, type QueueServer, queueAway, queueOf, unlessAway } from "./queue.ts"
import { readHead, resultKey, sealResult, thumbnailOf } from "./result.ts"
import type { Store } from "./store/store.ts"
import { readUnit, type Unit, type UnitMessage } from "./unit.ts"
import { hearWithdrawn } from "./withdrawn.ts"
import { announceWorker } from "./workers.ts"

/** Makes the picture of a unit: the PNG, and the recipe that it carries. `stop` is looked at before each step. */
export type DrawUnit = (unit: Unit, stop: AbortSignal) => Promise<{ png: Uint8Array; recipe: Recipe }>

/** A model that a worker may draw with. */
export interface DrawnModel {
  made: Pick<Recipe["made"], "pack" | "adapter">
  /** Hashes of the LoRAs that may draw along; none when absent. */
  loras?: readonly string[]
  draw: DrawUnit
}

export interface WorkerOptions {
  server: QueueServer
  store: Store
  key: FarmKey
  /** The models that it may draw with, each with what draws. */
  models: readonly DrawnModel[]
  device: string
  /** Which work it takes beside what anyone may. */
  tags: readonly string[]
  /** Units at once: while one is drawn, the next one's files are fetched and the last one's picture is put. */
  concurrency: number
  log: Log
  metrics?: WorkerMetrics | undefined
  /** How long a unit may be silent before others take it up, in milliseconds. */
  lock?: number
  /** How many workers may end while they have a unit, before it counts as failed. */
  stalls?: number
}

export interface FarmWorker {
  readonly id: string
  readonly state: Readonly<WorkerState>
  /** Hands back what isn't done, after the current step. */
  close(): Promise<void>
}

/** Tries of a unit whose store doesn't answer, before it is handed back. */
const storeTries = 5
const storeWait = 1000
/** What is drawn is drawn on another thread: a worker that lives renews its locks in time. */
const usualLock = 15_000
/** A worker that ends in the middle of a unit may be killed for its memory: such a unit fails in the end, alone. */
const usualStalls = 5
/** Milliseconds before a unit that waits for a worker without another suspect is looked at again. */
const suspectPause = 1000
/** Milliseconds between two looks which LoRAs are asked for. */
const lorasEvery = 2000

export async function startWorker(options: WorkerOptions): Promise<FarmWorker> {
  const { server, models, device, tags, concurrency, log, lock = usualLock, stalls = usualStalls } = options
  const id = randomUUID()
  const stop = new AbortController()
  const state: WorkerState = {
    id,
    device,
    models: models.length,
    drawn: 0,
    found: 0,
    failed: 0,
    pace: null,
    item: null,
  }
  options.metrics?.watch(state)
  const oneAtATime = pLimit(1)
  /** Units being drawn that nobody waits for any more. */
  const withdrawn = new Set<string>()
  /** A unit whose last worker ended in the middle of it: the reason may be the unit itself. */
  let suspect: Job | null = null
  const process = async (job: Job<UnitMessage>, token?: string, signal?: AbortSignal): Promise<object> => {
    const end = AbortSignal.any([stop.signal, ...(signal ? [signal] : [])])
    if (job.stalledCounter > 0) {
      if (suspect) {
        // If the other one kills this worker, this one would be blamed, too.
        await job.moveToDelayed(Date.now() + suspectPause, token)
        throw new DelayedError()
      }
      suspect = job
    }
    try {
      return await work(job, end, { ...options, state, oneAtATime })
    } catch (error) {
      if (withdrawn.has(job.id!)) return { drawn: false }
      if (end.aborted || isStudioError(error, "farm.store_failed")) {
        log.info("unit handed back", { unit: job.id!.slice(0, 12), ended: end.aborted })
        await job.moveToWait(token)
        throw new WaitingError()
      }
      state.failed++
      log.error("unit failed", error, { unit: job.id?.slice(0, 12) ?? null, attempt: job.attemptsMade + 1 })
      throw asJobError(error)
    } finally {
      if (suspect === job) suspect = null
      withdrawn.delete(job.id!)
    }
  }
  const noteAway = queueAway(log)
  const queues = new WorkerQueues(name => {
    const worker = new Worker<UnitMessage>(name, process, {
      ...optionsFor(server.redis),
      concurrency,
      lockDuration: lock,
      // What lost its worker stands still little longer than its lock.
      stalledInterval: lock / 4,
      maxStalledCount: stalls,
      drainDelay: 2,
    })
    worker.on("error", noteAway)
    worker.on("lockRenewalFailed", ids => {
      for (const unit of ids) worker.cancelJob(unit, "taken up by others")
    })
    return worker
  })
  const openFor = ({ made }: DrawnModel, loras: readonly string[]) => {
    const of = { ...made, loras: loras.map(hash => ({ hash })), arithmetic: arithmeticRevision }
    return Promise.all([anyTag, device, ...tags].map(tag => queues.open(queueOf(of, tag))))
  }
  const announced = announceWorker(server.redis, state)
  await Promise.all(models.map(model => openFor(model, [])))
  const hearing = await hearWithdrawn(server.redis, ids => {
    for (const unit of ids) if (queues.cancel(unit)) withdrawn.add(unit)
  })
  const opening = models.some(({ loras = [] }) => loras.length > 0) ? openForLoras() : null
  log.info("worker ready", { device, queues: queues.count, concurrency })
  return {
    id,
    state,
    close: async () => {
      stop.abort()
      // A queue that is just being opened would stay open.
      const closed = Promise.resolve(opening).then(() => queues.close())
      // A queue that is away can't be told. Once it is back, what was begun here counts as lost, and others draw it.
      await unlessAway(server, closed, () => oneAtATime.activeCount > 0)
      hearing.end()
      await announced.end()
    },
  }

  /** Opens the queues of LoRAs that are asked for and are all on the list, again and again. */
  async function openForLoras(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        for (const asked of await unlessAborted(lorasToldOf(server.redis), stop.signal))
          for (const model of models)
            if (hasAll(model, asked)) await unlessAborted(openFor(model, asked), stop.signal)
      } catch (error) {
        if (!stop.signal.aborted) noteAway(error)
      }
      await wait(lorasEvery, undefined, { signal: stop.signal }).catch(() => undefined)
    }
  }
}

const hasAll = ({ loras = [] }: DrawnModel, hashes: readonly string[]): boolean =>
  hashes.every(hash => loras.includes(hash))

/** The queues that a worker reads, each opened once. */
class WorkerQueues {
  readonly #make: (name: string) => Worker<UnitMessage>
  readonly #open = new Map<string, Worker<UnitMessage>>()

  constructor(make: (name: string) => Worker<UnitMessage>) {
    this.#make = make
  }

  get count(): number {
    return this.#open.size
  }

  async open(name: string): Promise<void> {
    if (this.#open.has(name)) return
    const worker = this.#make(name)
    this.#open.set(name, worker)
    await worker.waitUntilReady()
  }

  /** Whether a unit of that id was being drawn. */
  cancel(unit: string): boolean {
    return [...this.#open.values()].some(worker => worker.cancelJob(unit, "withdrawn"))
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map(worker => worker.close()))
  }
}

type Working = WorkerOptions & { state: WorkerState; oneAtATime: ReturnType<typeof pLimit> }

async function work(job: Job<UnitMessage>, end: AbortSignal, working: Working): Promise<object> {
  const { store, key, models, state, oneAtATime, log, metrics } = working
  const ask = job.id!
  const unit = readUnit(ask, job.data, key)
  const { made, plan } = unit.recipe
  const loras = made.loras.map(({ hash }) => hash)
  const model = models.find(
    ({ made: { pack, adapter }, ...listed }) =>
      pack.hash === made.pack.hash &&
      adapter?.hash === made.adapter?.hash &&
      hasAll({ made, ...listed }, loras),
  )
  if (!model)
    throw new StudioError("farm.not_on_list", { pack: made.pack.name, adapter: made.adapter?.name ?? null })
  if (made.arithmetic !== arithmeticRevision)
    throw new StudioError("farm.other_arithmetic", { wanted: made.arithmetic, found: arithmeticRevision })
  if (await patiently(end, () => readHead(store, ask, key))) {
    state.found++
    return { drawn: false }
  }
  const begun = performance.now()
  const drawn = await oneAtATime(async () => {
    end.throwIfAborted()
    state.item = plan.item.id
    return patiently(end, () => model.draw(unit, end)).finally(() => {
      state.item = null
    })
  })
  const sealed = sealResult({ ...drawn, thumbnail: await thumbnailOf(drawn.png) }, ask, key)
  await patiently(end, () => store.put(resultKey(ask), sealed))
  const seconds = (performance.now() - begun) / 1000
  state.drawn++
  metrics?.drawn(seconds)
  state.pace = state.pace === null ? seconds : 0.8 * state.pace + 0.2 * seconds
  log.info("unit drawn", {
    unit: ask.slice(0, 12),
    seconds: Number(seconds.toFixed(3)),
    bytes: sealed.length,
  })
  return { drawn: true, seconds }
}

/** Tries again when the store fails, for some seconds; longer outages are others' chance. */
async function patiently<Value>(end: AbortSignal, request: () => Promise<Value>): Promise<Value> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await request()
    } catch (error) {
      if (!isStudioError(error, "farm.store_failed") || attempt === storeTries) throw error
      await wait(storeWait * 2 ** (attempt - 1), undefined, { signal: end })
    }
  }
}

/** Pipelines with LoRAs that are kept: each loads a U-Net of its own. */
const mostTuned = 2

/** Draws units of one model, with any of its LoRAs, by a session, as every picture here is drawn. */
export function drawerFor(model: ListedModel, blobs: BlobCache): DrawUnit {
  const session = new Session<DrawingStudio>({ ...model, ...nothingKept })
  const tuned = new LRUCache<string, Promise<Model>>({ max: mostTuned })
  const modelWith = ({ loras }: Recipe["made"]): Promise<Model> => {
    const hashes = loras.map(({ hash }) => hash).sort()
    if (hashes.length === 0) return Promise.resolve(model)
    return memoized(tuned, hashes.join(), async () => {
      const { pack, adapter, runtime } = model
      const own = new Map(model.loras.map(lora => [lora.hash, lora]))
      const loras = hashes.flatMap(hash => own.get(hash) ?? [])
      return { ...model, pipeline: await openPipeline(pack, runtime, { adapter, loras }) }
    })
  }
  return async (unit, stop) => {
    const { made } = unit.recipe
    const studio = await blobs.studioFor(await modelWith(made), unit)
    stop.throwIfAborted()
    const ready = await session.conditions({ studio, recipe: unit.recipe })
    const { image } = await session.draw(ready, made.seed, { signal: stop })
    const recipe = { ...unit.recipe, made: madeBy(model, made, made.loras) }
    return { png: await encodeImage(image, recipe, { format: "png", copy: "working" }), recipe }
  }
}

/** A model of the worker's list, and what draws with it. */
export const drawnModel = (model: ListedModel, blobs: BlobCache): DrawnModel => ({
  made: { pack: { name: model.pack.name, hash: model.pack.hash }, adapter: model.adapter },
  loras: model.loras.map(({ hash }) => hash),
  draw: drawerFor(model, blobs),
})

/** Between units a worker has no pictures and no items. */
const nothingKept: Pick<DrawingStudio, "workspace" | "pool"> = {
  workspace: {
    imagePath: hash => hash,
    maskPath: hash => hash,
    findItem: id => Promise.reject(new StudioError("catalog.unknown_item", { item: id, near: [] })),
  },
  pool: {
    vectors: ([id = ""]) => Promise.reject(new StudioError("catalog.unknown_item", { item: id, near: [] })),
  },
}
