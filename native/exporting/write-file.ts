/** Exported files: there whole or not at all. */
import { appendFile } from "node:fs/promises"
import { StudioError } from "../contract/errors.ts"
import { replaceFile } from "../weights/atomic.ts"

/** Replaces a file whole. @throws StudioError export.not_written */
export async function writeExport(path: string, data: Uint8Array | string): Promise<void> {
  await replaceFile(path, file => file.writeFile(data)).catch(notWritten(path))
}

/** Adds to the end of a file. @throws StudioError export.not_written */
export async function appendExport(path: string, text: string): Promise<void> {
  await appendFile(path, text).catch(notWritten(path))
}

const notWritten = (file: string) => (cause: unknown) => {
  throw new StudioError("export.not_written", { file, reason: reasonOf(cause) }, { cause })
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
