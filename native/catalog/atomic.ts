/** Files that are there whole or not at all, also when the process is killed or the disk is full; lines added to one. */
import { open } from "node:fs/promises"
import { dirname } from "node:path"
import { StudioError } from "../contract/errors.ts"
import { replaceFile } from "../weights/atomic.ts"

/**
 * Replaces a file whole.
 *
 * @throws StudioError workspace.no_space, workspace.not_writable
 */
export async function writeAtomic(path: string, data: Uint8Array | string): Promise<void> {
  try {
    await replaceFile(path, file => file.writeFile(data))
  } catch (error) {
    throw writeError(error, dirname(path), Buffer.byteLength(data))
  }
}

/**
 * Adds each value as a line of JSON. Half a line that was left there by a kill or a full disk stays one of its own, so
 * that what comes after it can be read.
 *
 * @throws StudioError workspace.no_space, workspace.not_writable
 */
export async function appendLines(path: string, values: readonly unknown[]): Promise<void> {
  const text = values.map(value => `${JSON.stringify(value)}\n`).join("")
  try {
    const file = await open(path, "a+")
    try {
      const { size } = await file.stat()
      const last = Buffer.from("\n")
      // Not of an empty file: another may have begun its first line meanwhile.
      if (size > 0) await file.read({ buffer: last, position: size - 1 })
      await file.appendFile(last.toString() === "\n" ? text : `\n${text}`)
    } finally {
      await file.close()
    }
  } catch (error) {
    throw writeError(error, dirname(path), Buffer.byteLength(text))
  }
}

/** The system's codes for a folder that can't be written, or that isn't one. */
const refusals = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ENOENT", "SQLITE_READONLY"])

/** What a failed write means to the user; errors of other kinds come back as they are. */
export function writeError(error: unknown, dir: string, needed: number): unknown {
  const { code, message } = error as { code?: string; message?: string }
  // LanceDB reports the system's error as text only.
  if (code === "ENOSPC" || code === "SQLITE_FULL" || /no space left|os error 28\b/i.test(message ?? "")) {
    return new StudioError("workspace.no_space", { dir, needed }, { cause: error })
  }
  if (code !== undefined && refusals.has(code)) {
    return new StudioError("workspace.not_writable", { dir, reason: message ?? code }, { cause: error })
  }
  return error
}
