/** Pictures in a workspace, by content hash. One that nothing names in the end is only a file that nobody asks for. */
import { stat } from "node:fs/promises"
import { basename } from "node:path"
import { writeAtomic } from "./atomic.ts"
import { normaliseImage, type StoredImage, type Treatment } from "./image.ts"
import type { Workspace } from "./workspace.ts"

export interface KeptPicture {
  /** The name that `workspace.imagePath` takes. */
  hash: string
  width: number
  height: number
  bytes: number
  treatment: Treatment
}

/**
 * Stores a picture, of a file or in memory, which the user knows as `named`, or only checks it.
 *
 * @throws StudioError catalog.image_missing, image_too_large, image_format, image_unreadable, workspace.no_space
 */
export async function keepPicture(
  workspace: Pick<Workspace, "imagePath">,
  source: string | Uint8Array,
  { named = typeof source === "string" ? basename(source) : "image", store = true } = {},
): Promise<KeptPicture> {
  return keepImage(workspace, await normaliseImage(source, named), store)
}

/** Stores a picture, or only says as what it would be kept. @throws StudioError workspace.no_space */
export async function keepImage(
  workspace: Pick<Workspace, "imagePath">,
  { data, hash, width, height, treatment }: StoredImage,
  store: boolean,
): Promise<KeptPicture> {
  if (store && (await sizeOf(workspace.imagePath(hash))) !== data.length)
    await writeAtomic(workspace.imagePath(hash), data)
  return { hash, width, height, bytes: data.length, treatment }
}

export const isKept = async (workspace: Pick<Workspace, "imagePath">, hash: string): Promise<boolean> =>
  (await sizeOf(workspace.imagePath(hash))) > 0

const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(() => undefined))?.size ?? 0
