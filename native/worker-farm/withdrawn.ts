/**
 * Units that nobody waits for any more: workers are told, and leave them after their step. Whoever doesn't hear it draws
 * a picture that is of use another time; whoever else waits for one of them asks for it again.
 */
import type { Redis } from "ioredis"
import { z } from "zod"
import { parsedJson } from "../base/json.ts"
import { hashSchema } from "../contract/hash.ts"
import { keyPrefix } from "./key-prefix.ts"

const channel = `${keyPrefix}:withdrawn`
const mostIds = 1000
const messageSchema = z.array(hashSchema).max(mostIds)
const maxMessage = 100 * mostIds

export async function tellWithdrawn(redis: Redis, ids: readonly string[]): Promise<void> {
  for (let start = 0; start < ids.length; start += mostIds)
    await redis.publish(channel, JSON.stringify(ids.slice(start, start + mostIds)))
}

export async function hearWithdrawn(
  redis: Redis,
  heard: (ids: readonly string[]) => void,
): Promise<{ end(): void }> {
  const subscriber = redis.duplicate()
  // It comes back, and subscribes again, by itself.
  subscriber.on("error", () => undefined)
  subscriber.on("message", (_channel, text) => {
    const ids = text.length > maxMessage ? undefined : parsedJson(text, messageSchema)
    if (ids) heard(ids)
  })
  await subscriber.subscribe(channel)
  return { end: () => subscriber.disconnect() }
}
