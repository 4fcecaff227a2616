/** Files that appear whole or not at all. */
import { randomBytes } from "node:crypto"
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { StudioError } from "../contract/errors.ts"

/**
 * Writes `path` through a temporary file beside it, which takes the name once its bytes are on the disk. A failure
 * leaves what was there before, and is thrown as it came: each room says in its own words what it means.
 */
export async function replaceFile(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.tmp`)
  try {
    await mkdir(dirname(path), { recursive: true })
    const file = await open(temporary, "wx")
    try {
      await write(file)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
    await syncFolder(dirname(path))
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw cause
  }
}

/** `replaceFile` for weights. Throws weights.not_written when the drive is full or can't be written. */
export async function writeAtomically(
  path: string,
  write: (file: FileHandle) => Promise<void>,
): Promise<void> {
  try {
    await replaceFile(path, write)
  } catch (cause) {
    if (cause instanceof StudioError) throw cause
    throw new StudioError("weights.not_written", { file: path, problem: reasonOf(cause) }, { cause })
  }
}

/** Puts the new name itself on the disk. Windows opens no folders and needs none of this. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return
  const handle = await open(folder, "r")
  await handle.sync().finally(() => handle.close())
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "the drive is full",
  EDQUOT: "the drive is full",
  EACCES: "writing there isn't allowed",
  EPERM: "writing there isn't allowed",
  EROFS: "the drive is read-only",
}

const reasonOf = (cause: unknown): string => {
  const { code, message } = cause as NodeJS.ErrnoException
  return reasons[code ?? ""] ?? message
}
