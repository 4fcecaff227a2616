/**
 * Prepares a catalog for personalisation: each item's text and image embedding, into the pool. Only what is missing or
 * has changed is made, a batch at a time, so a cancelled run goes on where it stopped.
 */
import { concatRows, row } from "../base/tensor-rows.ts"
import { type Item, itemText } from "../contract/catalog.ts"
import { StudioError } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"
import { readImage } from "../models/image.ts"
import type { PoolRow } from "../pool/pool.ts"
import { farFromPack } from "./domain.ts"
import { sha256 } from "./hash.ts"
import type { Studio } from "./studio.ts"

const batchSize = 8

export interface PrepareHooks {
  signal?: AbortSignal
  /** Waited for: to let other work go first, say. */
  beforeBatch?: () => Promise<void>
  onProgress?: (done: number, total: number) => void
}

export interface PrepareReport {
  prepared: number
  /** Items whose embeddings were there already. */
  kept: number
  /** Sentences for the user, e.g. that the catalog lies far from the pack. */
  warnings: Note[]
}

/** @throws StudioError job.cancelled; items prepared until then stay prepared. */
export async function prepareItems(
  studio: Studio,
  { signal, beforeBatch, onProgress }: PrepareHooks = {},
): Promise<PrepareReport> {
  const { workspace, pool } = studio
  const items = await workspace.items()
  const known = await pool.hashes(items.map(item => item.id))
  const missing = items.filter(item => {
    const then = known.get(item.id)
    return (
      then?.scenario !== item.scenario ||
      then.imageHash !== item.image ||
      then.textHash !== sha256(itemText(item))
    )
  })
  for (let start = 0; start < missing.length; start += batchSize) {
    if (signal?.aborted) throw new StudioError("job.cancelled", { what: "preparation" })
    await beforeBatch?.()
    const batch = missing.slice(start, start + batchSize)
    await pool.upsert(await embed(studio, batch))
    onProgress?.(start + batch.length, missing.length)
  }
  const present = new Set(items.map(item => item.id))
  await pool.remove([...(await pool.ids())].filter(id => !present.has(id)))
  if (missing.length > 0) await pool.buildIndex()
  return {
    prepared: missing.length,
    kept: items.length - missing.length,
    warnings: await farFromPack(studio),
  }
}

async function embed({ pipeline, pack, workspace }: Studio, items: readonly Item[]): Promise<PoolRow[]> {
  const texts = items.map(itemText)
  const pixels = await Promise.all(
    items.map(async item =>
      pipeline.preprocess(await readImage(workspace.imagePath(item.image)), "keep-whole"),
    ),
  )
  const { pooled } = await pipeline.encodeText(texts)
  const images = await pipeline.encodeImage(concatRows(pixels))
  const clip = pack.has("clip_text") ? await pipeline.clipText(texts) : undefined
  return items.map((item, index) => ({
    id: item.id,
    scenario: item.scenario,
    text: row(pooled, index),
    image: row(images, index),
    ...(clip ? { clip: row(clip, index) } : {}),
    textHash: sha256(texts[index]!),
    imageHash: item.image,
  }))
}
