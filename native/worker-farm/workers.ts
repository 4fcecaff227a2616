/** Workers as they announce themselves: a short-lived key each, for people to look at; nothing is decided by it. */
import type { Redis } from "ioredis"
import { z } from "zod"
import { parsedJson } from "../base/json.ts"
import { keyPrefix } from "./queue.ts"

const stateSchema = z.object({
  id: z.string().max(40),
  device: z.string().max(20),
  /** Packs and adapters that it may draw with. */
  models: z.int().min(0),
  drawn: z.int().min(0),
  /** Units whose picture was there already. */
  found: z.int().min(0),
  failed: z.int().min(0),
  /** Seconds a picture, of the latest ones; null before the first. */
  pace: z.number().nullable(),
  /** The item that is being drawn. */
  item: z.string().max(200).nullable(),
})
export type WorkerState = z.infer<typeof stateSchema>

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
      const state = text === null ? undefined : parsedJson(text, stateSchema)
      if (state) found.push(state)
    }
  }
  return found.sort((one, other) => (one.id < other.id ? -1 : 1))
}
