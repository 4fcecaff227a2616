/** The queue: BullMQ on Redis or Valkey, one queue for each kind of work that a worker can take or leave. */
import { setTimeout as wait } from "node:timers/promises"
import { Queue, type QueueOptions } from "bullmq"
import { Redis, type RedisOptions } from "ioredis"
import type { Log } from "../base/log/log.ts"
import { isLoopback } from "../base/loopback.ts"
import { note } from "../contract/codes/index.ts"
import { reasonOf, StudioError } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"
import { keyPrefix } from "./key-prefix.ts"
import { nameOfLoras } from "./lora-sets.ts"
import type { MadeFor } from "./unit.ts"

/** How long the first answer may take, in milliseconds. */
const longestConnect = 5000

/** The most seconds that a machine's clock may be off. */
const mostOff = 30

const tagPattern = /^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$/

/** Work that asks for no kind of worker. */
export const anyTag = "any"

/**
 * The name of the queue for pictures of a model. Only workers with the same pack, adapter, LoRAs and arithmetic read it, and,
 * where it has a tag, only those with that tag: `cuda`, say, as the same pixels are promised for one kind of device.
 */
export const queueOf = (
  { pack, adapter, loras, arithmetic }: Omit<MadeFor, "loras"> & { loras: readonly { hash: string }[] },
  tag: string = anyTag,
): string =>
  [
    "draw",
    arithmetic,
    pack.hash.slice(0, 16),
    adapter?.hash.slice(0, 16) ?? "own",
    ...(loras.length > 0 ? [`lora.${nameOfLoras(loras.map(({ hash }) => hash)).slice(0, 16)}`] : []),
    tag,
  ].join("-")

/** @throws StudioError farm.bad_address */
export function checkTag(tag: string): string {
  if (!tagPattern.test(tag)) throw badAddress(note("farm.bad_tag", { tag }))
  return tag
}

/** A connection, and what is to be said of the server. */
export interface QueueServer {
  redis: Redis
  notes: Note[]
  queue(name: string): Queue
  close(): Promise<void>
}

/**
 * Connects, and checks that no job can be thrown away.
 *
 * @param address redis://[user:password@]host[:port][/number], or rediss://
 * @throws StudioError farm.bad_address, farm.queue_unreachable, farm.queue_evicts
 */
export async function openQueueServer(address: string, environment: NodeJS.ProcessEnv): Promise<QueueServer> {
  const redis = new Connection(checkedAddress(address, environment.IAMG_FARM_PASSWORD), {
    // BullMQ's blocking calls wait as long as the server is away; so do all others.
    maxRetriesPerRequest: null,
    lazyConnect: true,
    connectTimeout: longestConnect,
  })
  let last: unknown
  redis.on("error", error => {
    last = error
  })
  try {
    await withinConnect(redis.connect())
    const notes = await checkedServer(redis)
    // BullMQ's own connections are copies: they wait for a server that goes away before they are up.
    redis.options.lazyConnect = false
    const queues = new Map<string, Queue>()
    return {
      redis,
      notes,
      queue: name => {
        const known = queues.get(name)
        if (known) return known
        const queue = new Queue(name, optionsFor(redis))
        // Its connection comes back by itself. Unheard, the error would be printed.
        queue.on("error", () => undefined)
        queues.set(name, queue)
        return queue
      },
      close: async () => {
        // A server that is away would let these wait for ever.
        if (redis.status === "ready")
          await Promise.allSettled([...queues.values()].map(queue => withinConnect(queue.close())))
        redis.disconnectAll()
      },
    }
  } catch (error) {
    redis.disconnect()
    if (error instanceof StudioError) throw error
    // The connection itself only says that it is closed.
    const cause = last ?? error
    throw new StudioError("farm.queue_unreachable", { reason: reasonOf(cause) }, { cause })
  }
}

/** A connection that knows its copies. BullMQ makes them, and can't close one as long as the server is away. */
class Connection extends Redis {
  readonly #copies = new Set<Redis>()

  override duplicate(change?: Partial<RedisOptions>): Redis {
    const copy = super.duplicate(change)
    this.#copies.add(copy)
    copy.once("end", () => this.#copies.delete(copy))
    return copy
  }

  disconnectAll(): void {
    for (const connection of [this, ...this.#copies]) connection.disconnect()
  }
}

export const optionsFor = (redis: Redis): QueueOptions => ({
  connection: redis,
  prefix: keyPrefix,
})

const tooLong = Object.assign(new Error("no answer"), { code: "ETIMEDOUT" })

/** The value, unless it takes longer than a first answer may. */
export async function withinConnect<Value>(work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLong), longestConnect)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** Milliseconds between two looks whether the queue is away. */
const lookEvery = 100

/** The end of `work`, unless the queue stays away while nothing is done any more. */
export async function unlessAway(
  { redis }: QueueServer,
  work: Promise<unknown>,
  isBusy: () => boolean,
): Promise<void> {
  let isDone = false
  const done = work.finally(() => {
    isDone = true
  })
  for (let away = 0; !isDone && away < longestConnect; ) {
    await Promise.race([done, wait(lookEvery)])
    away = redis.status === "ready" || isBusy() ? 0 : away + lookEvery
  }
}

/** Notes that a connection is lost. It comes back by itself; until then nothing is lost. */
export const queueAway =
  (log: Log) =>
  (error: unknown): void =>
    log.warn("queue away", { reason: (error as { code?: string }).code ?? null })

function checkedAddress(address: string, password: string | undefined): string {
  if (!URL.canParse(address) || !/^rediss?:$/.test(new URL(address).protocol))
    throw badAddress(note("farm.queue_form", {}))
  const url = new URL(address)
  if (password && url.password === "") url.password = encodeURIComponent(password)
  if (!isLoopback(url.hostname) && (url.protocol !== "rediss:" || url.password === ""))
    throw badAddress(note("farm.queue_open", {}))
  return url.href
}

const badAddress = (problem: Note) => new StudioError("farm.bad_address", { problem })

async function checkedServer(redis: Redis): Promise<Note[]> {
  const info = await redis.info()
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1]
  const policy = field("maxmemory_policy")
  if (policy !== undefined && policy !== "noeviction") throw new StudioError("farm.queue_evicts", { policy })
  const [seconds] = await redis.time()
  const off = Math.round(Date.now() / 1000 - Number(seconds))
  return [
    ...(field("aof_enabled") === "0" ? [note("farm.forgets", {})] : []),
    ...(Math.abs(off) > mostOff ? [note("farm.clock_off", { seconds: Math.abs(off) })] : []),
  ]
}
