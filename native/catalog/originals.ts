/**
 * Larger files of items' pictures. The workspace keeps pictures at 1024 pixels a side at most; the file that a larger one was
 * made of lies beside them as it came, under the picture's hash. What is protected is taken from it where an image is exported.
 */
import { stat } from "node:fs/promises"
import { LRUCache } from "lru-cache"
import sharp from "sharp"
import { memoized } from "../base/memo.ts"
import { readBounded } from "../base/read-bounded.ts"
import { reasonOf, StudioError } from "../contract/errors.ts"
import { writeAtomic } from "./atomic.ts"
import { maxFileBytes, maxPixels, type WholePicture, wholePicture } from "./image.ts"
import type { Workspace } from "./workspace.ts"

type OriginalFiles = Pick<Workspace, "originalPath">

/** Keeps the file that the picture `image` was made of. @throws StudioError workspace.no_space */
export async function keepOriginal(files: OriginalFiles, image: string, bytes: Uint8Array): Promise<void> {
  if (!(await hasOriginal(files, image))) await writeAtomic(files.originalPath(image), bytes)
}

export const hasOriginal = async (files: OriginalFiles, image: string): Promise<boolean> =>
  (await stat(files.originalPath(image)).catch(() => undefined))?.isFile() ?? false

/** The larger size of a picture; null where the workspace's own is all that there is. */
export async function originalSize(
  files: OriginalFiles,
  image: string,
): Promise<{ width: number; height: number } | null> {
  if (!(await hasOriginal(files, image))) return null
  try {
    const { autoOrient } = await sharp(files.originalPath(image), { limitInputPixels: maxPixels }).metadata()
    return autoOrient
  } catch {
    return null
  }
}

/** Reads larger pictures; the last one stays at hand, for all sizes of an image. */
export class Originals {
  readonly #files: OriginalFiles
  readonly #last = new LRUCache<string, Promise<WholePicture | null>>({ max: 1 })

  constructor(files: OriginalFiles) {
    this.#files = files
  }

  /** Null where the workspace's own picture is all that there is. @throws StudioError image.unreadable */
  of(image: string): Promise<WholePicture | null> {
    return memoized(this.#last, image, () => this.#read(image))
  }

  async #read(image: string): Promise<WholePicture | null> {
    if (!(await hasOriginal(this.#files, image))) return null
    const path = this.#files.originalPath(image)
    try {
      const bytes = await readBounded(path, maxFileBytes)
      if (typeof bytes === "string") throw new Error(bytes)
      return await wholePicture(bytes)
    } catch (cause) {
      throw new StudioError("image.unreadable", { image: path, reason: reasonOf(cause) }, { cause })
    }
  }
}
