/**
 * A fine-tuned adapter: a folder whose to_k_ip, to_v_ip and interest attention stand in for the pack's own.
 *
 *   ip_adapter.safetensors   ip_adapter.N.to_k_ip|to_v_ip.weight, and the pack's own image_proj.*, unchanged: so other
 *                            programs that read an IP-Adapter can read this one
 *   interest.safetensors     the interest attention
 *   training.json            its name, its training data and settings
 */
import { createHash } from "node:crypto"
import { stat } from "node:fs/promises"
import { join, resolve } from "node:path"
import { z } from "zod"
import { hashFile } from "../base/content-hash.ts"
import { StudioError } from "../contract/errors.ts"
import { readConfig } from "./config.ts"

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const adapterFiles = {
  ip_adapter: "ip_adapter.safetensors",
  interest: "interest.safetensors",
} as const
export type AdapterPart = keyof typeof adapterFiles

/** The part of training.json that every reader needs. */
export const adapterSchema = z.object({
  format: z.literal(1),
  name: z.string().trim().min(1).max(100),
  createdAt: z.iso.datetime(),
  /** The pack that it was trained on; its licence holds for the adapter too. */
  pack: z.object({ name: z.string().min(1).max(100), hash: sha256, licence: z.string().min(1).max(200) }),
  /** SHA-256 of each weights file. */
  weights: z.partialRecord(z.enum(["ip_adapter", "interest"]), sha256),
  /** Which users it was not to learn from; absent of one that wasn't trained here. */
  settings: z
    .object({
      heldOut: z.number().min(0).max(1),
      scenario: z.string().nullable(),
      history: z.int().optional(),
      neighbours: z.int(),
    })
    .optional(),
})
export type AdapterManifest = z.output<typeof adapterSchema>

export interface Adapter {
  readonly name: string
  readonly hash: string
  readonly manifest: AdapterManifest
  /** Its weights file for a component; absent: the pack's own serves. */
  weightsFile(part: AdapterPart): string | undefined
}

export const adapterManifestFile = "training.json"

/** Opens the adapter in `dir`. Throws pack.missing_file, pack.bad_json, model.unsupported_config. */
export async function openAdapter(dir: string): Promise<Adapter> {
  const root = resolve(dir)
  const manifest = await readConfig(join(root, adapterManifestFile), adapterSchema)
  for (const part of partsOf(manifest)) {
    const file = join(root, adapterFiles[part])
    if (!(await stat(file).catch(() => undefined))?.isFile())
      throw new StudioError("pack.missing_file", { file })
  }
  return {
    name: manifest.name,
    hash: hashOf(manifest),
    manifest,
    weightsFile: part => (manifest.weights[part] ? join(root, adapterFiles[part]) : undefined),
  }
}

/** The name of an adapter's folder in a workspace: no path that leaves it. */
export const adapterIdPattern = /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,99}$/u

/** The adapter installed as `id` below `dir`. Throws adapter.unknown. */
export async function openInstalledAdapter(dir: string, id: string): Promise<Adapter> {
  const folder = join(dir, id)
  const isThere = adapterIdPattern.test(id) && (await stat(folder).catch(() => undefined))?.isDirectory()
  if (!isThere) throw new StudioError("adapter.unknown", { adapter: id, near: [] })
  return openAdapter(folder)
}

/** Whether the weights are those that training.json names. Throws adapter.changed. */
export async function checkAdapter(dir: string, manifest: AdapterManifest): Promise<void> {
  for (const part of partsOf(manifest)) {
    const file = join(resolve(dir), adapterFiles[part])
    if ((await hashFile(file)) !== manifest.weights[part])
      throw new StudioError("adapter.changed", { file, adapter: manifest.name })
  }
}

const partsOf = ({ weights }: AdapterManifest): AdapterPart[] =>
  (Object.keys(adapterFiles) as AdapterPart[]).filter(part => weights[part])

/** Hashes the weights only: a renamed adapter is still the same adapter. */
function hashOf({ weights }: AdapterManifest): string {
  const parts = Object.entries(weights).map(([part, digest]) => `${digest} ${part}`)
  return createHash("sha256").update(parts.toSorted().join("\n")).digest("hex")
}
