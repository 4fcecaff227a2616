/** Where failures that no user foresaw are said in full: the process's own error stream. */
import type { Log } from "./rpc.ts"

export const logTo =
  (out: NodeJS.WritableStream): Log =>
  (error, call) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    out.write(`${new Date().toISOString()} ${call}: ${text}\n`)
  }
