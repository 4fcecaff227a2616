/** What people ask of a whole farm: how it stands, and to empty it, to try again, to clear up. */
import type { FarmState } from "../contract/farm.ts"
import { blobPrefix } from "./blobs.ts"
import { readFailure } from "./failure.ts"
import { keyPrefix } from "./key-prefix.ts"
import { answerPrefix } from "./preparing/task.ts"
import type { QueueServer } from "./queue.ts"
import { resultPrefix } from "./result.ts"
import type { Store } from "./store/store.ts"
import { workersOf } from "./workers.ts"

const failuresShown = 20
const removedAtOnce = 1000
const day = 24 * 60 * 60 * 1000

export async function farmState(server: QueueServer): Promise<FarmState> {
  const queues: FarmState["queues"] = []
  const failures: FarmState["failures"] = []
  for (const name of await queueNames(server)) {
    const queue = server.queue(name)
    const {
      wait = 0,
      active = 0,
      delayed = 0,
      failed = 0,
    } = await queue.getJobCounts("wait", "active", "delayed", "failed")
    queues.push({ name, waiting: wait, drawing: active, delayed, failed })
    for (const job of await queue.getFailed(0, failuresShown - 1))
      if (job && failures.length < failuresShown)
        failures.push({ unit: String(job.id).slice(0, 12), reason: readFailure(job.failedReason ?? "") })
  }
  return { queues, workers: await workersOf(server.redis), failures }
}

/** Takes out what waits. What is being drawn is drawn. */
export async function drainFarm(server: QueueServer): Promise<{ removed: number }> {
  let removed = 0
  for (const name of await queueNames(server)) {
    const queue = server.queue(name)
    removed += await queue.getJobCountByTypes("wait", "delayed")
    await queue.drain(true)
  }
  return { removed }
}

/** Puts all that failed into the queue again. */
export async function retryFailed(server: QueueServer): Promise<{ retried: number }> {
  let retried = 0
  for (const name of await queueNames(server)) {
    const queue = server.queue(name)
    retried += await queue.getFailedCount()
    await queue.retryJobs({ state: "failed" })
  }
  return { retried }
}

/** Forgets failures. */
export async function forgetFailed(server: QueueServer): Promise<{ removed: number }> {
  let removed = 0
  for (const name of await queueNames(server)) {
    for (;;) {
      const ids = await server.queue(name).clean(0, removedAtOnce, "failed")
      removed += ids.length
      if (ids.length < removedAtOnce) break
    }
  }
  return { removed }
}

/**
 * Removes pictures and what they were drawn from, by the store's own dates.
 *
 * @param days younger ones stay
 */
export async function clearStore(
  store: Store,
  days: number,
  now = Date.now(),
): Promise<{ removed: number; bytes: number }> {
  let removed = 0
  let bytes = 0
  for (const prefix of [resultPrefix, blobPrefix, answerPrefix]) {
    let old: string[] = []
    const remove = async () => {
      await store.remove(old)
      removed += old.length
      old = []
    }
    for await (const stored of store.list(prefix)) {
      if (now - stored.modified < days * day) continue
      old.push(stored.key)
      bytes += stored.bytes
      if (old.length === removedAtOnce) await remove()
    }
    if (old.length > 0) await remove()
  }
  return { removed, bytes }
}

async function queueNames({ redis }: QueueServer): Promise<string[]> {
  const names = new Set<string>()
  for await (const keys of redis.scanStream({ match: `${keyPrefix}:*-*:meta`, count: 1000 }))
    for (const key of keys as string[]) names.add(key.slice(keyPrefix.length + 1, -":meta".length))
  return [...names].sort()
}
