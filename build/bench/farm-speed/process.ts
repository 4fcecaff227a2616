/** The bench's worker as its parent sees it, and what a process takes of the machine. */
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import type { Store } from "../../../native/worker-farm/store/store.ts"

setFlagsFromString("--expose-gc")
globalThis.gc ??= runInNewContext("gc")

/** What a process takes: memory in MB; so far, seconds of a processor and requests to the store. */
export interface Taken {
  memory: number
  processor: number
  puts: number
  gets: number
}

/** A store whose requests are counted. */
export function counted(store: Store): { store: Store; taken: () => Taken } {
  let puts = 0
  let gets = 0
  const has: Store["has"] = key => {
    gets++
    return store.has(key)
  }
  const get: Store["get"] = (key, most) => {
    gets++
    return store.get(key, most)
  }
  const begin: Store["begin"] = (key, most) => {
    gets++
    return store.begin(key, most)
  }
  const put: Store["put"] = (key, bytes) => {
    puts++
    return store.put(key, bytes)
  }
  const taken = () => {
    const { user, system } = process.cpuUsage()
    return { memory: memoryInUse(), processor: (user + system) / 1e6, puts, gets }
  }
  return { store: { ...store, has, get, begin, put }, taken }
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
    const worker = new WorkerProcess(child)
    await worker.#hear()
    return worker
  }

  async taken(): Promise<Taken> {
    this.#child.send("taken")
    return (await this.#hear()) as Taken
  }

  /** @throws Error when it ends by itself */
  async #hear(): Promise<WorkerSays> {
    const ended = once(this.#child, "exit").then(([code]) => {
      throw new Error(`the worker ended with ${code}`)
    })
    const [said] = await Promise.race([once(this.#child, "message"), ended])
    return said
  }

  async end(): Promise<void> {
    const ended = once(this.#child, "exit")
    this.#child.disconnect()
    await ended
  }
}
