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
import type { Model } from "./drawing-studio.ts"
import { sha256 } from "./hash.ts"
import type { Studio } from "./studio.ts"

/** Other machines that embed, a batch of items at a time. */
export interface EmbedElsewhere {
  /** Items of a batch. */
  batch: number
  /** Batches at a time. */
  atOnce: number
  embed(studio: Studio, items: readonly Item[]): Promise<Embedded[]>
}

export interface PrepareHooks {
  signal?: AbortSignal
  /** Waited for: to let other work go first, say. */
  beforeBatch?: () => Promise<void>
  onProgress?: (done: number, total: number) => void
  elsewhere?: EmbedElsewhere | undefined
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
  { signal, beforeBatch, onProgress, elsewhere }: PrepareHooks = {},
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
  const { batch: size, atOnce, embed } = elsewhere ?? here
  const batches: Promise<PoolRow[]>[] = []
  const ask = (start: number) => {
    const batch = missing.slice(start, start + size)
    const embedded = embed(studio, batch).then(made => rowsOf(batch, made))
    // Whoever waits for it hears of it.
    embedded.catch(() => undefined)
    batches.push(embedded)
  }
  let asked = 0
  for (let start = 0; start < missing.length; start += size) {
    if (signal?.aborted) throw new StudioError("job.cancelled", { what: "preparation" })
    await beforeBatch?.()
    for (; asked < missing.length && batches.length < atOnce; asked += size) ask(asked)
    await pool.upsert(await batches.shift()!)
    onProgress?.(Math.min(start + size, missing.length), missing.length)
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

/** What the encoders make of an item. */
export type Embedded = Pick<PoolRow, "text" | "image" | "clip">

const rowsOf = (items: readonly Item[], embedded: readonly Embedded[]): PoolRow[] =>
  items.map((item, at) => ({
    ...embedded[at]!,
    id: item.id,
    scenario: item.scenario,
    textHash: sha256(itemText(item)),
    imageHash: item.image,
  }))

const here: EmbedElsewhere = {
  batch: 8,
  atOnce: 1,
  embed: ({ workspace, ...model }, items) =>
    embedItems(
      model,
      items.map(item => ({ text: itemText(item), imagePath: workspace.imagePath(item.image) })),
    ),
}

/** Texts and pictures as the pack's encoders read them. */
export async function embedItems(
  { pipeline, pack }: Pick<Model, "pipeline" | "pack">,
  items: readonly { text: string; imagePath: string }[],
): Promise<Embedded[]> {
  const texts = items.map(({ text }) => text)
  const pixels = await Promise.all(
    items.map(async ({ imagePath }) => pipeline.preprocess(await readImage(imagePath), "keep-whole")),
  )
  const { pooled } = await pipeline.encodeText(texts)
  const images = await pipeline.encodeImage(concatRows(pixels))
  const clip = pack.has("clip_text") ? await pipeline.clipText(texts) : undefined
  return items.map((_item, index) => ({
    text: row(pooled, index),
    image: row(images, index),
    ...(clip && { clip: row(clip, index) }),
  }))
}
