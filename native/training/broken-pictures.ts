/** Pictures of a workspace that can't be decoded. Which could be read is remembered by content hash, size and time. */
import { readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import pLimit from "p-limit"
import { z } from "zod"
import { hashFile } from "../base/content-hash.ts"
import { parsedJson } from "../base/json.ts"
import { replaceFile } from "../base/replace-file.ts"
import type { Workspace } from "../catalog/workspace.ts"
import { readImage } from "../models/image.ts"

/** So many are in memory at once. */
const atOnce = 2

/** An import keeps pictures of 1024 pixels a side, so that none of its own is larger. */
const mostHashed = 16 * 2 ** 20
const mostRemembered = 64 * 2 ** 20

/** By content hash: the size and time of the file that could be read. */
const knownSchema = z.record(z.string().regex(/^[0-9a-f]{64}$/), z.string())

/** Called after each picture. */
type OnPicture = (done: number, total: number) => void

/**
 * Those of `images`, content hashes, whose file is gone or can't be decoded.
 *
 * @throws what `signal` was aborted with
 */
export async function brokenPictures(
  workspace: Pick<Workspace, "cacheDir" | "imagePath">,
  images: Iterable<string>,
  { signal, onProgress }: { signal?: AbortSignal | undefined; onProgress?: OnPicture | undefined } = {},
): Promise<Set<string>> {
  const file = join(workspace.cacheDir, "training", "pictures.json")
  const known = await readKnown(file)
  const whole: Record<string, string> = {}
  const broken = new Set<string>()
  const all = [...new Set(images)]
  const limit = pLimit(atOnce)
  let [done, read] = [0, 0]
  const check = async (hash: string) => {
    signal?.throwIfAborted()
    const path = workspace.imagePath(hash)
    const stamp = await stampOf(path)
    if (stamp === undefined) broken.add(hash)
    else if (known[hash] === stamp) whole[hash] = stamp
    else {
      read++
      if (await isWhole(path, hash)) whole[hash] = stamp
      else broken.add(hash)
    }
    onProgress?.(++done, all.length)
  }
  try {
    await Promise.all(all.map(hash => limit(check, hash)))
  } finally {
    limit.clearQueue()
    // A workspace that can't be written can be checked all the same.
    if (read > 0) await replaceFile(file, JSON.stringify({ ...known, ...whole })).catch(() => undefined)
  }
  return broken
}

async function readKnown(file: string): Promise<Record<string, string>> {
  const size = (await stat(file).catch(() => null))?.size ?? 0
  if (size === 0 || size > mostRemembered) return {}
  return parsedJson(await readFile(file, "utf8").catch(() => ""), knownSchema) ?? {}
}

async function stampOf(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() && found.size > 0 ? `${found.size} ${found.mtimeMs}` : undefined
}

/** A file that still has its hash needn't be decoded. */
async function isWhole(path: string, hash: string): Promise<boolean> {
  try {
    const { size } = await stat(path)
    if (size <= mostHashed && (await hashFile(path)) === hash) return true
    await readImage(path)
    return true
  } catch {
    // It may also have vanished meanwhile, or lie on a damaged part of the disk.
    return false
  }
}
