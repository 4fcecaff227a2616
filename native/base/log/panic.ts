/** Libraries written in Rust end the process where others throw, and say why on the error stream. */
import { note } from "../../contract/codes/index.ts"
import type { Note } from "../../contract/note.ts"

/** Why a process was aborted, by its last lines; undefined where no library says so: then memory ran out, mostly. */
export function panicReason(lines: readonly string[]): Note | undefined {
  const at = lines.findLastIndex(line => / panicked at /.test(line))
  if (at === -1) return undefined
  const said = lines.slice(at, at + 3).join("\n")
  return /\blibsql/.test(said) && /Utf8Error/.test(said)
    ? note("engine.unreadable_text", {})
    : note("engine.panicked", {})
}
