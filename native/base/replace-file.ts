/** Files that appear whole or not at all, also when the process is killed or the disk is full. */
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises"
import { dirname } from "node:path"
import { temporaryFor } from "./temporary-file.ts"

export interface ReplaceOptions {
  /**
   * Whether the file is on the disk when the call returns; true when absent. Without, a power failure may leave a file
   * that isn't whole: for caches whose reader notices.
   */
  durable?: boolean
  /** Whether the file's folder is made if it isn't there; `make` when absent. */
  folder?: "make" | "exists"
}

/**
 * Writes `path` through a temporary file beside it, which takes the name once its bytes are on the disk. A failure
 * leaves the old file and is thrown unchanged: each part of the program has its own code for it.
 */
export async function replaceFile(
  path: string,
  content: Uint8Array | string | ((file: FileHandle) => Promise<void>),
  { durable = true, folder = "make" }: ReplaceOptions = {},
): Promise<void> {
  const temporary = temporaryFor(path)
  try {
    if (folder === "make") await mkdir(dirname(path), { recursive: true })
    const file = await open(temporary, "wx")
    try {
      if (typeof content === "function") await content(file)
      else await file.writeFile(content)
      if (durable) await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
    if (durable) await syncFolder(dirname(path))
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw cause
  }
}

/** Gives a file that is whole another name in the same file system; it is on the disk when the call returns. */
export async function moveFile(from: string, to: string): Promise<void> {
  await rename(from, to)
  await syncFolder(dirname(to))
}

/** Puts the new name itself on the disk. Windows opens no folders and needs none of this. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return
  const handle = await open(folder, "r")
  await handle.sync().finally(() => handle.close())
}
