/**
 * Warns when a catalog's pictures are far from a pack's training pictures, measured in the pack's own image embeddings:
 * by their Mahalanobis distance from the training pictures (Lee et al. 2018, "A Simple Unified Framework for Detecting
 * Out-of-Distribution Samples"). One picture alone says little; a catalog whose typical picture lies farther out than
 * nine in ten of the training pictures does.
 */
import { join } from "node:path"
import { note } from "../contract/codes/index.ts"
import type { Note } from "../contract/note.ts"
import type { Pack } from "../models/pack.ts"
import { openSafetensors, readTensor } from "../weights/safetensors.ts"
import type { Studio } from "./studio.ts"

export interface Domain {
  /** Mean of the training pictures' unit embeddings, [p]. */
  mean: Float32Array
  /** Inverse square root of their covariance, [p,p] by rows. */
  whitening: Float32Array
  /** The distance that one training picture in ten exceeds. */
  threshold: number
}

/** The most pictures that are measured: enough for a catalog's mean. */
const mostMeasured = 500

/** The pack's domain, or null when its pack.json has none (then nothing can be said). */
export async function openDomain(pack: Pack): Promise<Domain | null> {
  const { domain } = pack.manifest
  if (!domain) return null
  const file = await openSafetensors(join(pack.dir, domain.statistics))
  const floats = async (name: string) => Float32Array.from((await readTensor(file, name)).data, Number)
  return { mean: await floats("mean"), whitening: await floats("whitening"), threshold: domain.threshold }
}

/** Mahalanobis distance of an image embedding [p], of any length, from the training pictures. */
export function distance({ mean, whitening }: Domain, embedding: Float32Array): number {
  const length = Math.hypot(...embedding)
  const offset = mean.map((middle, i) => embedding[i]! / length - middle)
  const width = mean.length
  // Hundreds of pictures are measured when a model opens, while the page waits for its first answers: plain loops.
  let squares = 0
  for (let row = 0; row < width; row++) {
    let whitened = 0
    for (let i = 0; i < width; i++) whitened += whitening[row * width + i]! * offset[i]!
    squares += whitened ** 2
  }
  return Math.sqrt(squares)
}

/** A note for the user when most of the scenario's pictures lie far from the pack's; empty when all is well. */
export async function farFromPack(
  { domain, pack, pool, workspace }: Studio,
  scenario?: string,
): Promise<Note[]> {
  if (!domain) return []
  const items = await workspace.items(scenario === undefined ? {} : { scenario })
  const stride = Math.ceil(items.length / mostMeasured)
  const measured = items.filter((_, index) => index % stride === 0).map(item => item.id)
  const prepared = [...(await pool.hashes(measured)).keys()]
  const embeddings = await pool.vectors(prepared, "image")
  const far = embeddings.filter(embedding => distance(domain, embedding) > domain.threshold).length
  if (far * 2 <= embeddings.length) return []
  return [note("item.far_from_pack", { pack: pack.name, far, looked: embeddings.length })]
}
