/** Exported files: there whole or not at all. */
import { OutputFolder } from "../base/output-folder.ts"
import { replaceFile } from "../base/replace-file.ts"
import { sweepTemporaries } from "../base/temporary-file.ts"
import { reasonOf, StudioError } from "../contract/errors.ts"

/** Replaces a file whole. @throws StudioError export.not_written */
export async function writeExport(path: string, data: Uint8Array | string): Promise<void> {
  await replaceFile(path, data).catch(notWritten(path))
}

/** Replaces a file of a folder. @throws StudioError export.not_written, export.folder_gone, export.folder_replaced */
export const writeInto = (folder: OutputFolder, name: string, data: Uint8Array | string): Promise<void> =>
  folder.write(name, data).catch(notWritten(folder.pathOf(name)))

/** Adds to a file of a folder. Throws as `writeInto`. */
export const appendInto = (folder: OutputFolder, name: string, text: string): Promise<void> =>
  folder.append(name, text).catch(notWritten(folder.pathOf(name)))

/**
 * Opens a folder for many files, and makes it if it isn't there. What killed processes left half-written in it goes.
 *
 * @throws StudioError export.not_written
 */
export async function openOutput(dir: string): Promise<OutputFolder> {
  const folder = await OutputFolder.open(dir).catch(notWritten(dir))
  // Of no use to anyone, and in no one's way.
  await sweepTemporaries(dir, [], "here").catch(() => undefined)
  return folder
}

/** For `catch`: what the system said, as export.not_written. */
export const notWritten = (file: string) => (cause: unknown) => {
  if (cause instanceof StudioError) throw cause
  throw new StudioError("export.not_written", { file, reason: reasonOf(cause) }, { cause })
}
