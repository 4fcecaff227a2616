/** The LoRAs of a workspace: loras/NAME, each a folder with its weights and what is known of them. The engine alone writes here. */
import { constants } from "node:fs"
import { copyFile, mkdir, open, readdir, rename, rm, stat, writeFile } from "node:fs/promises"
import { basename, join } from "node:path"
import { z } from "zod"
import { contentHash, hashFile } from "../base/content-hash.ts"
import { readBounded } from "../base/read-bounded.ts"
import { removeFolder, replaceFolder, temporaryFor } from "../base/temporary-file.ts"
import { writeError } from "../catalog/atomic.ts"
import { nearMatches } from "../catalog/near.ts"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import { hashSchema } from "../contract/hash.ts"
import { loraNameSchema } from "../contract/lora.ts"
import type { RecipeMade } from "../contract/recipe.ts"
import type { Settings } from "../contract/settings.ts"
import { inOrder, type Lora } from "../models/lora/lora.ts"
import { readLora } from "../models/lora/lora-file.ts"

const weightsFile = "lora.safetensors"
const manifestFile = "lora.json"
const mostBytes = { manifest: 64 * 1024, weights: 8 * 1024 ** 3 }

const manifestSchema = z.object({
  format: z.literal(1),
  /** SHA-256 of the weights. */
  hash: hashSchema,
  bytes: z.int().min(0),
  addedAt: z.iso.datetime(),
  /** Name of the file that it was taken from. */
  source: z.string().max(300),
  /** Whether it makes pictures of a few steps possible (LCM-LoRA). */
  isFewSteps: z.boolean(),
})

export interface InstalledLora extends z.output<typeof manifestSchema> {
  name: string
}

/** What of a workspace these functions need. */
interface Place {
  readonly lorasDir: string
  readonly cacheDir: string
}

/** By name; folders that hold none are passed by. */
export async function listLoras({ lorasDir }: Place): Promise<InstalledLora[]> {
  const names = await readdir(lorasDir).catch(() => [])
  const found = await Promise.all(names.map(name => read(lorasDir, name).catch(() => null)))
  return found.filter(one => one !== null).sort((one, other) => one.name.localeCompare(other.name))
}

/** @throws StudioError lora.unknown, with near matches */
export async function findLora(place: Place, name: string): Promise<InstalledLora> {
  const found = await read(place.lorasDir, name).catch(() => null)
  if (found) return found
  const candidates = (await listLoras(place)).map(lora => ({ id: lora.name, name: lora.name }))
  throw new StudioError("lora.unknown", { lora: name, near: nearMatches(name, candidates) })
}

export const loraFileOf = ({ lorasDir }: Place, { name }: Pick<InstalledLora, "name">): string =>
  join(lorasDir, name, weightsFile)

/** Ready to draw with. @throws StudioError lora.unknown, lora.changed */
export async function openLora(place: Place, name: string): Promise<Lora> {
  const { hash, isFewSteps } = await findLora(place, name)
  const file = loraFileOf(place, { name })
  const found = await contentHash(file, place.cacheDir).catch(() => null)
  if (found !== hash) throw new StudioError("lora.changed", { lora: name })
  return { name, hash, file, isFewSteps }
}

export interface AddOptions {
  /** That of the file when absent. */
  name?: string | undefined
  /** Whether it is an LCM-LoRA; told by the file's name when absent. */
  isFewSteps?: boolean | undefined
  replace?: boolean | undefined
}

/**
 * Copies a LoRA's file into the workspace, whole or not at all.
 *
 * @throws StudioError lora.bad_name, lora.taken, lora.unreadable, weights.unreadable, workspace.no_space
 */
export async function addLora(
  { lorasDir }: Place,
  file: string,
  { name, isFewSteps, replace = false }: AddOptions = {},
): Promise<InstalledLora> {
  const source = basename(file)
  const own = name ?? nameFrom(source)
  if (!loraNameSchema.safeParse(own).success) throw new StudioError("lora.bad_name", { name: own })
  const folder = join(lorasDir, own)
  const isThere = (await stat(folder).catch(() => null)) !== null
  if (isThere && !replace) throw new StudioError("lora.taken", { lora: own })
  await readLora(file)
  const { size } = await stat(file)
  if (size > mostBytes.weights) {
    const problem = note("file.over_limit", { limit: `${mostBytes.weights / 1024 ** 3} GB` })
    throw new StudioError("lora.unreadable", { file, problem })
  }
  const made = temporaryFor(folder)
  try {
    await mkdir(made, { recursive: true })
    const copy = join(made, weightsFile)
    await copyFile(file, copy, constants.COPYFILE_FICLONE)
    await flush(copy)
    // Of the copy: the file itself may change meanwhile.
    await readLora(copy)
    const manifest: z.output<typeof manifestSchema> = {
      format: 1,
      hash: await hashFile(copy),
      bytes: size,
      addedAt: new Date().toISOString(),
      source: source.slice(0, 300),
      isFewSteps: isFewSteps ?? /lcm/i.test(`${own} ${source}`),
    }
    await writeFile(join(made, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`, { flush: true })
    await (isThere ? replaceFolder(made, folder) : rename(made, folder))
    return { ...manifest, name: own }
  } catch (error) {
    await rm(made, { recursive: true, force: true }).catch(() => undefined)
    if (error instanceof StudioError) throw error
    throw writeError(error, lorasDir, size)
  }
}

/** @throws StudioError lora.unknown */
export async function removeLora(place: Place, name: string): Promise<InstalledLora> {
  const found = await findLora(place, name)
  await removeFolder(join(place.lorasDir, name))
  return found
}

/**
 * How strongly each of the opened LoRAs acts, in one order whatever order they are named in. Those for few steps keep their
 * strength: less of them gives no other look, only a worse picture.
 */
export function strengthsOf(
  opened: readonly Lora[],
  { loras, loraStrength }: Pick<Settings, "loras" | "loraStrength">,
): RecipeMade["loras"] {
  const byHash = new Map<string, RecipeMade["loras"][number]>()
  for (const { name, hash, isFewSteps } of opened) {
    const asked = loras.find(lora => lora.name === name)?.strength ?? 0
    const before = byHash.get(hash)?.strength ?? 0
    const strength = rounded(before + asked * (isFewSteps ? 1 : loraStrength))
    byHash.set(hash, { name, hash, strength })
  }
  return inOrder([...byHash.values()].filter(({ strength }) => strength !== 0))
}

/** Products such as 0.1 · 3 with the digits that were meant; never −0. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6 + 0

async function read(lorasDir: string, name: string): Promise<InstalledLora> {
  if (!loraNameSchema.safeParse(name).success) throw new StudioError("lora.bad_name", { name })
  const bytes = await readBounded(join(lorasDir, name, manifestFile), mostBytes.manifest)
  if (typeof bytes === "string") throw new StudioError("lora.changed", { lora: name })
  return { ...manifestSchema.parse(JSON.parse(bytes.toString("utf8"))), name }
}

async function flush(path: string): Promise<void> {
  const file = await open(path, "r+")
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

const nameFrom = (source: string): string =>
  source
    .replace(/\.safetensors$/i, "")
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}_.-]+/gu, "-")
    .replace(/^[^\p{L}\p{N}]+/u, "")
    .slice(0, 100)
