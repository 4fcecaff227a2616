/** LanceDB, loaded like its Arrow (see arrow.ts). */
import { createRequire } from "node:module"
import { note } from "../contract/codes/index.ts"
import type { Note } from "../contract/note.ts"

/** By require: an import would first search all of Arrow's files for the names that they export, about 100 ms of a start. */
export const lancedb = createRequire(import.meta.url)("@lancedb/lancedb") as typeof import("@lancedb/lancedb")

const reasons = [
  [/no space left|os error (28|112)\b/i, note("file.drive_full", {})],
  [/permission denied|access is denied|os error (1|5|13)\b/i, note("file.not_allowed", {})],
  [/read-only file system|os error 30\b/i, note("file.read_only", {})],
  [/not a directory|os error 20\b/i, note("file.in_the_way", {})],
  [/not found|no such file|cannot find the (file|path)|os error [23]\b/i, note("file.lost", {})],
  [/commit conflict|concurrent (commit|writer)/i, note("file.written_by_others", {})],
] as const

/**
 * Why LanceDB failed. It says what the system said as text, among places in its own sources; all else means that a file
 * isn't as it wrote it. The text itself is for the log, where the error goes as a cause.
 */
export function reasonOfLance(error: unknown): Note {
  const { message } = error as Error
  return reasons.find(([pattern]) => pattern.test(message))?.[1] ?? note("file.damaged", {})
}
