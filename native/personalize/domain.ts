/**
 * Says when a picture lies far from what a pack was trained on, measured in the pack's own image embeddings: the best
 * cosine similarity to the centroids of its training pictures (pack.json's `domain`) falls below the pack's threshold.
 */

import { join } from "node:path"
import type { Item } from "../contract/catalog.ts"
import type { Pack } from "../models/pack.ts"
import { openSafetensors, readTensor } from "../weights/safetensors.ts"
import type { Studio } from "./studio.ts"

export interface Domain {
  /** [C,p], rows L2-normalised. */
  centroids: readonly Float32Array[]
  /** Cosine similarity under which a picture is far. */
  threshold: number
}

/** The pack's domain, or null when its pack.json has none (then nothing can be said). */
export async function openDomain(pack: Pack): Promise<Domain | null> {
  const { domain } = pack.manifest
  if (!domain) return null
  const file = await openSafetensors(join(pack.dir, domain.centroids))
  const { shape, data } = await readTensor(file, "centroids")
  const width = shape[1] ?? 0
  const rows = Array.from({ length: shape[0] ?? 0 }, (_, row) =>
    Float32Array.from(data.subarray(row * width, (row + 1) * width), Number),
  )
  return { centroids: rows, threshold: domain.threshold }
}

/** Best cosine similarity of an image embedding to the pack's training pictures, −1 … 1. */
export function closeness(domain: Domain, embedding: Float32Array): number {
  const norm = Math.hypot(...embedding)
  const cosine = (centroid: Float32Array) =>
    centroid.reduce((sum, value, index) => sum + value * (embedding[index] ?? 0), 0) / norm
  return Math.max(...domain.centroids.map(cosine))
}

/** Sentences for the user about items that lie far from the pack's training pictures; empty when all is well. */
export async function farFromPack(studio: Studio, items: readonly Item[]): Promise<string[]> {
  const { domain, pack, pool } = studio
  if (!domain || items.length === 0) return []
  const embeddings = await pool.vectors(
    items.map(item => item.id),
    "image",
  )
  const far = embeddings.filter(embedding => closeness(domain, embedding) < domain.threshold).length
  if (far === 0 || far * 2 < items.length) return []
  const which = items.length === 1 ? "This picture lies" : `${far} of ${items.length} pictures lie`
  return [
    `${which} far from what the pack “${pack.name}” was trained on (${pack.manifest.trainedOn.split(".")[0]}): tags and images will mean little. Use another pack, such as Stable Diffusion 1.5 (iamg pack add).`,
  ]
}
