/** Files of a workspace: written whole or not at all, or a line at a time, with the workspace's own errors. */
import { dirname } from "node:path"
import { appendJsonLines } from "../base/json-lines.ts"
import { replaceFile } from "../base/replace-file.ts"
import { reasonOf, StudioError } from "../contract/errors.ts"

/**
 * Replaces a file whole.
 *
 * @throws StudioError workspace.no_space, workspace.not_writable
 */
export async function writeAtomic(path: string, data: Uint8Array | string): Promise<void> {
  try {
    await replaceFile(path, data)
  } catch (error) {
    throw writeError(error, dirname(path), Buffer.byteLength(data))
  }
}

/**
 * Adds each value as a line of JSON; see `appendJsonLines`.
 *
 * @throws StudioError workspace.no_space, workspace.not_writable
 */
export async function appendLines(path: string, values: readonly unknown[]): Promise<void> {
  try {
    await appendJsonLines(path, values)
  } catch (error) {
    const needed = values.reduce<number>((bytes, value) => bytes + JSON.stringify(value).length, 0)
    throw writeError(error, dirname(path), needed)
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
    return new StudioError("workspace.not_writable", { dir, reason: reasonOf(error) }, { cause: error })
  }
  return error
}
