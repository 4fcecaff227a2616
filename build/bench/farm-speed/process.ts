/** The bench's worker as its parent sees it, and what a process takes of the machine. */
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

setFlagsFromString("--expose-gc")
globalThis.gc ??= runInNewContext("gc")

/** What a process takes: memory in MB, seconds of a processor so far. */
export interface Taken {
  memory: number
  processor: number
}

export type WorkerSays = "ready" | Taken

/** Of JavaScript's objects and buffers; the process's own also holds what its allocator keeps for later. */
export function memoryInUse(): number {
  globalThis.gc!()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 2 ** 20
}

export class WorkerProcess {
  readonly #child: ChildProcess

  private constructor(child: ChildProcess) {
    this.#child = child
  }

  static async start(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<WorkerProcess> {
    const child = fork(join(import.meta.dirname, "worker.ts"), args, {
      execArgv: ["--import", "tsx"],
      env: { ...process.env, ...environment },
    })
    await once(child, "message")
    return new WorkerProcess(child)
  }

  async taken(): Promise<Taken> {
    this.#child.send("taken")
    const [said] = await once(this.#child, "message")
    return said
  }

  async end(): Promise<void> {
    const ended = once(this.#child, "exit")
    this.#child.disconnect()
    await ended
  }
}
