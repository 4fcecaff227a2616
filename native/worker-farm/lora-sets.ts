/**
 * Which LoRAs are asked for together: a queue for each such set, which a worker that has all of them opens once it hears of
 * it. Anyone may have written it; a worker opens no LoRA but those of its own list.
 */
import { createHash } from "node:crypto"
import type { Redis } from "ioredis"
import { z } from "zod"
import { parsedJson } from "../base/json.ts"
import { hashSchema } from "../contract/hash.ts"
import { mostLoras } from "../contract/lora.ts"
import { keyPrefix } from "./key-prefix.ts"

const listKey = `${keyPrefix}:lora-sets`
/** The latest asked for; more than one season's. */
const mostKept = 500
const setSchema = z
  .array(hashSchema)
  .min(1)
  .max(mostLoras)
  .refine(hashes => new Set(hashes).size === hashes.length)

/** The same whatever order they are named in. */
export const nameOfLoras = (hashes: readonly string[]): string =>
  createHash("sha256")
    .update([...hashes].sort().join())
    .digest("hex")

export async function tellLoras(redis: Redis, hashes: readonly string[]): Promise<void> {
  await redis.zadd(listKey, Date.now(), JSON.stringify([...hashes].sort()))
  await redis.zremrangebyrank(listKey, 0, -mostKept - 1)
}

/** The sets that were asked for, by their hashes; the latest first. */
export async function lorasToldOf(redis: Redis): Promise<string[][]> {
  const texts = await redis.zrevrange(listKey, 0, mostKept - 1)
  return texts.flatMap(text => {
    const hashes = parsedJson(text, setSchema)
    return hashes ? [hashes] : []
  })
}
