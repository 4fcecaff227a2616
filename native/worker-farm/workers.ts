/** Workers as they announce themselves: a short-lived key each, for people to look at; nothing is decided by it. */
import type { Redis } from "ioredis"
import { parsedJson } from "../base/json.ts"
import { type WorkerState, workerStateSchema } from "../contract/farm.ts"
import { keyPrefix } from "./key-prefix.ts"

const announcePrefix = `${keyPrefix}:workers:`
const announceEvery = 5000
/** Seconds after which a silent worker is no longer shown. */
const shownFor = 20

export function announceWorker(redis: Redis, state: WorkerState): { end(): Promise<void> } {
  const key = announcePrefix + state.id
  // One that can't be sent is followed by the next.
  const announce = () => redis.set(key, JSON.stringify(state), "EX", shownFor).catch(() => undefined)
  const timer = setInterval(announce, announceEvery)
  void announce()
  return {
    end: async () => {
      clearInterval(timer)
      if (redis.status === "ready") await redis.del(key).catch(() => undefined)
    },
  }
}

export async function workersOf(redis: Redis): Promise<WorkerState[]> {
  const found: WorkerState[] = []
  for await (const keys of redis.scanStream({ match: `${announcePrefix}*`, count: 1000 })) {
    const texts = (keys as string[]).length > 0 ? await redis.mget(keys as string[]) : []
    for (const text of texts) {
      const state = text === null ? undefined : parsedJson(text, workerStateSchema)
      if (state) found.push(state)
    }
  }
  return found.sort((one, other) => (one.id < other.id ? -1 : 1))
}
