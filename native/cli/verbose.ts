/** What `--verbose` adds on stderr: what a command does, and the stack of what it fails by. */
import { type Log, noLog, openLog } from "../base/log/log.ts"

export interface VerboseOptions {
  verbose?: boolean | undefined
}

/** Redacted like every log, so that what is shown can be put into a bug report. */
export const logFor = ({ verbose = false }: VerboseOptions): Log =>
  verbose
    ? openLog({ source: "command", dir: null, watched: { stream: process.stderr, from: "debug" } })
    : noLog
