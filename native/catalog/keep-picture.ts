/** Pictures in a workspace, by content hash. One that nothing names in the end is only a file that nobody asks for. */
import { stat } from "node:fs/promises"
import { basename } from "node:path"
import { writeAtomic } from "./atomic.ts"
import { normaliseImage } from "./image.ts"
import type { Workspace } from "./workspace.ts"

export interface KeptPicture {
  /** The name that `workspace.imagePath` takes. */
  hash: string
  width: number
  height: number
  bytes: number
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
  const { data, hash, width, height } = await normaliseImage(source, named)
  const path = workspace.imagePath(hash)
  if (store && !(await isStored(path, data.length))) await writeAtomic(path, data)
  return { hash, width, height, bytes: data.length }
}

const isStored = async (path: string, size: number): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.size === size
