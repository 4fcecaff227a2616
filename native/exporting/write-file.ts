/** Exported files: there whole or not at all. */
import { randomBytes } from "node:crypto"
import { mkdir, open, rename, rm } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { StudioError } from "../contract/errors.ts"

/** Writes through a temporary file beside it: write, fsync, rename. @throws StudioError export.not_written */
export async function writeExport(path: string, data: Uint8Array | string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.tmp`)
  try {
    await mkdir(dirname(path), { recursive: true })
    const file = await open(temporary, "wx")
    try {
      await file.writeFile(data)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw new StudioError("export.not_written", { file: path, reason: reasonOf(cause) }, { cause })
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "the drive is full",
  EDQUOT: "the drive is full",
  EACCES: "writing there isn't allowed",
  EPERM: "writing there isn't allowed",
  EROFS: "the drive is read-only",
  ENOTDIR: "a part of its path is a file, not a folder",
  EEXIST: "a part of its path is a file, not a folder",
  EISDIR: "there is a folder of that name",
  ENAMETOOLONG: "its name is too long",
}

const reasonOf = (cause: unknown): string => {
  const { code, message } = cause as NodeJS.ErrnoException
  return reasons[code ?? ""] ?? message
}
