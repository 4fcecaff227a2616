/** Prepares items for others: embeds by the packs of its own list, tags by its own taggers, and by nothing that a task names. */
import { type Job, WaitingError, Worker } from "bullmq"
import { parsedJson } from "../../base/json.ts"
import type { Log } from "../../base/log/log.ts"
import { itemSchema } from "../../contract/catalog.ts"
import { note } from "../../contract/codes/index.ts"
import { isStudioError, StudioError } from "../../contract/errors.ts"
import { scenarioSchema } from "../../contract/scenario.ts"
import type { Tagger } from "../../interests/tagger.ts"
import type { Model } from "../../personalize/drawing-studio.ts"
import { embedItems } from "../../personalize/prepare.ts"
import type { BlobCache } from "../blob-cache.ts"
import { mostBytes } from "../blobs.ts"
import { asJobError } from "../failure.ts"
import type { FarmKey } from "../farm-key.ts"
import { anyTag, optionsFor, type QueueServer, queueAway, unlessAway } from "../queue.ts"
import type { Store } from "../store/store.ts"
import { answerKey, queueOfTask, readTask, sealAnswer, type TaskMessage, type TaskOf } from "./task.ts"

/** A tagger that a worker may use. */
export interface ListedTagger {
  tagger: Tagger
  /** Items that all workers of the farm together may tag in a minute, as an endpoint allows; no limit when absent. */
  perMinute?: number | undefined
}

export interface TaskWorkerOptions {
  server: QueueServer
  store: Store
  key: FarmKey
  models: readonly Model[]
  taggers: readonly ListedTagger[]
  blobs: BlobCache
  device: string
  tags: readonly string[]
  log: Log
  lock?: number
}

const usualLock = 30_000
const minute = 60_000

/** @returns what ends it, once what it has begun is done or handed back */
export async function startTaskWorker(options: TaskWorkerOptions): Promise<{ close(): Promise<void> }> {
  const { server, models, taggers, device, tags, log, lock = usualLock } = options
  const stop = new AbortController()
  const workers: Worker<TaskMessage>[] = []
  let begun = 0
  const open = (name: string, concurrency: number, perMinute?: number) => {
    const worker = new Worker<TaskMessage>(name, process, {
      ...optionsFor(server.redis),
      concurrency,
      lockDuration: lock,
      stalledInterval: lock / 2,
      maxStalledCount: 5,
      drainDelay: 2,
      // BullMQ counts for all workers of a queue together.
      ...(perMinute !== undefined && { limiter: { max: perMinute, duration: minute } }),
    })
    worker.on("error", queueAway(log))
    workers.push(worker)
    return worker.waitUntilReady()
  }
  const kinds = [...new Set([anyTag, device, ...tags])]
  await Promise.all([
    ...[...new Set(models.map(({ pack }) => pack.hash))].flatMap(pack =>
      kinds.map(tag => open(queueOfTask({ what: "embed", pack }, tag), 1)),
    ),
    ...taggers.map(({ tagger, perMinute }) =>
      open(queueOfTask({ what: "tag", tagger: tagger.id }, anyTag), tagger.concurrency, perMinute),
    ),
  ])
  return {
    close: async () => {
      stop.abort()
      // A queue that is away can't be told: once it is back, others take up what was begun here.
      await unlessAway(server, Promise.all(workers.map(worker => worker.close())), () => begun > 0)
    },
  }

  async function process(job: Job<TaskMessage>, token?: string): Promise<void> {
    const id = job.id!
    begun++
    try {
      const task = readTask(id, job.data, options.key)
      const answer =
        task.what === "embed" ? await embed(task, options) : await tag(task, options, stop.signal)
      await options.store.put(answerKey(id), sealAnswer(answer, id, options.key))
      log.info("items prepared", { task: id.slice(0, 12), what: task.what })
    } catch (error) {
      if (stop.signal.aborted || isStudioError(error, "farm.store_failed")) {
        await job.moveToWait(token)
        throw new WaitingError()
      }
      log.error("task failed", error, { task: id.slice(0, 12), attempt: job.attemptsMade + 1 })
      throw asJobError(error)
    } finally {
      begun--
    }
  }
}

async function embed(
  { pack, items }: TaskOf<"embed">,
  { models, blobs }: TaskWorkerOptions,
): Promise<Uint8Array> {
  const model = models.find(one => one.pack.hash === pack)
  if (!model) throw new StudioError("farm.not_on_list", { pack: pack.slice(0, 12), adapter: null })
  const given = await Promise.all(
    items.map(async ({ image, text }) => {
      // Read once here, so that a picture that a kill left half-written is never embedded.
      await blobs.read(image, mostBytes.picture)
      return {
        imagePath: blobs.path(image),
        text: new TextDecoder().decode(await blobs.read(text, mostBytes.text)),
      }
    }),
  )
  const rows = await embedItems(model, given)
  return Buffer.concat(
    rows.flatMap(({ text, image, clip }) =>
      [text, image, ...(clip ? [clip] : [])].map(({ buffer, byteOffset, byteLength }) =>
        Buffer.from(buffer, byteOffset, byteLength),
      ),
    ),
  )
}

async function tag(
  { tagger: id, item: itemHash, image, scenario: scenarioHash }: TaskOf<"tag">,
  { taggers, blobs }: TaskWorkerOptions,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const listed = taggers.find(({ tagger }) => tagger.id === id)
  if (!listed) throw new StudioError("farm.no_tagger", { tagger: id })
  const [item, scenario] = await Promise.all([
    blobs.read(itemHash, mostBytes.text).then(bytes => parsedJson(bytes.toString(), itemSchema)),
    blobs.read(scenarioHash, mostBytes.text).then(bytes => parsedJson(bytes.toString(), scenarioSchema)),
  ])
  if (!item || !scenario) throw new StudioError("farm.bad_job", { problem: note("farm.no_unit", {}) })
  await blobs.read(image, mostBytes.picture)
  const { tagger } = listed
  const [ofImage, ofText] = await Promise.all([
    tagger.tagImage(item, blobs.path(image), scenario, signal),
    tagger.tagText(item, scenario, signal),
  ])
  return Buffer.from(JSON.stringify({ image: ofImage, text: ofText }))
}
