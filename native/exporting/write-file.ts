/** Exported files: there whole or not at all. */
import { appendFile } from "node:fs/promises"
import { replaceFile } from "../base/replace-file.ts"
import { reasonOf, StudioError } from "../contract/errors.ts"

/** Replaces a file whole. @throws StudioError export.not_written */
export async function writeExport(path: string, data: Uint8Array | string): Promise<void> {
  await replaceFile(path, data).catch(notWritten(path))
}

/** Adds to the end of a file. @throws StudioError export.not_written */
export async function appendExport(path: string, text: string): Promise<void> {
  await appendFile(path, text).catch(notWritten(path))
}

const notWritten = (file: string) => (cause: unknown) => {
  throw new StudioError("export.not_written", { file, reason: reasonOf(cause) }, { cause })
}
