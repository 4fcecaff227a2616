/** Other processes that measure themselves. */
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"

export interface Measured {
  seconds: number[]
  peakBytes: number
  loadSeconds?: number
  /** Largest difference to ours: over the standard deviation, or relative. */
  error?: number
}

export const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))

/** Runs a command that prints JSON on its last line, or says why it couldn't. */
export function measure(command: string, args: readonly (string | number)[]): Measured | { failed: string } {
  const { error, status, signal, stdout, stderr } = spawnSync(command, args.map(String), { encoding: "utf8" })
  if (error) return { failed: `\`${command}\` can't be started (${error.message})` }
  if (status === 0) return JSON.parse(stdout.trim().split("\n").at(-1)!)
  return {
    failed: stderr.trim().split("\n").at(-1) || `\`${command}\` ended by ${signal ?? `code ${status}`}`,
  }
}
