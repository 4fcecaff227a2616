/** The runtime's end of the compute thread: one promise per call. */
import { Worker } from "node:worker_threads"
import { programFile } from "../base/program-file.ts"
import { note } from "../contract/codes/index.ts"
import { reasonOf, StudioError } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"
import type { Answer, Request, Requests } from "./protocol.ts"

export class Compute {
  readonly #worker: Worker
  readonly #pending = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  #lastId = 0
  #ended: Note | undefined

  constructor() {
    this.#worker = startThread()
    this.#worker.on("message", (answer: Answer) => this.#settle(answer))
    this.#worker.on("error", error => this.#end(reasonOf(error)))
    this.#worker.on("exit", () => this.#end(note("runtime.thread_ended", {})))
  }

  /** Sends a request to the thread. Rejects with the thread's message, as an Error. */
  call<R extends Request>(
    request: R,
    args: Requests[R]["args"],
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<Requests[R]["result"]> {
    if (this.#ended !== undefined)
      return Promise.reject(new StudioError("runtime.closed", { reason: this.#ended }))
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId
      this.#pending.set(id, { resolve, reject })
      // An idle thread doesn't keep the process alive; one that owes an answer does.
      this.#worker.ref()
      this.#worker.postMessage({ id, request, args }, transfer)
    })
  }

  /** Ends the thread. Only when nothing runs: ending it during a run would abort the whole process. */
  async close(): Promise<void> {
    this.#end(note("runtime.was_closed", {}))
    await this.#worker.terminate()
  }

  #settle(answer: Answer): void {
    const call = this.#pending.get(answer.id)
    this.#pending.delete(answer.id)
    if (this.#pending.size === 0) this.#worker.unref()
    if ("error" in answer) call?.reject(new Error(answer.error))
    else call?.resolve(answer.result as never)
  }

  #end(reason: Note): void {
    this.#ended ??= reason
    for (const { reject } of this.#pending.values())
      reject(new StudioError("runtime.closed", { reason: this.#ended }))
    this.#pending.clear()
  }
}

/** Packaged, it lies beside Electron's archive, for a thread reads its first file by itself. */
const startThread = (): Worker =>
  new Worker(
    programFile(
      import.meta.url.replace("/app.asar/", "/app.asar.unpacked/"),
      "compute-thread",
      "./start-compute-thread.mjs",
    ),
  )
