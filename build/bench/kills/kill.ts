/** A command in a process group of its own, all of which is killed at a moment. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { setTimeout as wait } from "node:timers/promises"

export interface Killed {
  /** What it had said on its output. */
  lines: string[]
  /** Null where the kill came first. */
  exitCode: number | null
  milliseconds: number
}

/** Runs Node with these arguments; `after` milliseconds, or never, it and all that it started are killed. */
export async function runAndKill(args: readonly string[], after: number | null): Promise<Killed> {
  const child: ChildProcess = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  })
  const start = performance.now()
  const lines: string[] = []
  createInterface({ input: child.stdout! }).on("line", line => lines.push(line))
  const closed = once(child, "close")
  const stop = new AbortController()
  if (after !== null)
    void wait(after, undefined, { signal: stop.signal }).then(
      () => killGroup(child.pid!),
      () => undefined,
    )
  const [exitCode] = (await closed) as [number | null]
  stop.abort()
  // What it started and left behind, too.
  killGroup(child.pid!)
  return { lines, exitCode, milliseconds: performance.now() - start }
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL")
  } catch {
    // All of it has ended.
  }
}
