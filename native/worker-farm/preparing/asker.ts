/**
 * Asks a farm to prepare items, and gives what comes of it: whoever asks is the one that writes it into the workspace. It keeps
 * no state: what queue or worker lose is asked for again, and what the store has is done.
 */
import { setTimeout as wait } from "node:timers/promises"
import { memoized } from "../../base/memo.ts"
import { unlessAborted } from "../../base/unless-aborted.ts"
import { StudioError } from "../../contract/errors.ts"
import { readFailure } from "../failure.ts"
import type { FarmKey } from "../farm-key.ts"
import { addJob, type Lane, openLane } from "../lane.ts"
import { anyTag, type QueueServer, withinConnect } from "../queue.ts"
import type { Store } from "../store/store.ts"
import { unlessCancelled } from "../unless-cancelled.ts"
import { answerKey, mostAnswerBytes, openAnswer, queueOfTask, type Task, writeTask } from "./task.ts"

export interface AskerOptions {
  server: QueueServer
  store: Store
  key: FarmKey
  tag?: string | undefined
  signal?: AbortSignal | undefined
  /** Milliseconds between two looks for an answer that isn't heard of. */
  checkEvery?: number
}

export class TaskAsker {
  readonly #options: AskerOptions
  readonly #lanes = new Map<string, Promise<Lane>>()
  /** Those that wait for word of a task, by its id. */
  readonly #waiting = new Map<string, () => void>()

  constructor(options: AskerOptions) {
    this.#options = options
  }

  /** @throws StudioError farm.unit_failed, farm.store_failed, job.cancelled */
  ask(task: Task): Promise<Buffer> {
    return unlessCancelled(this.#answerOf(task), this.#options.signal, "preparation")
  }

  async #answerOf(task: Task): Promise<Buffer> {
    const { store, key, signal, tag = anyTag, checkEvery = 5000 } = this.#options
    const { id, message } = writeTask(task, key)
    const name = queueOfTask(task, tag)
    const { queue } = await memoized(this.#lanes, name, () => this.#open(name))
    let isAsked = false
    for (;;) {
      if (signal?.aborted) throw new StudioError("job.cancelled", { what: "preparation" })
      const sealed = await store.get(answerKey(id), mostAnswerBytes)
      const answer = sealed && openAnswer(sealed, id, key)
      if (answer) return answer
      const state = await queue.getJobState(id)
      if (state === "failed") {
        const job = await queue.getJob(id)
        // Kept, it would make the next asking do nothing.
        await job?.remove().catch(() => undefined)
        if (isAsked && job)
          throw new StudioError("farm.unit_failed", { reason: readFailure(job.failedReason ?? "") })
      }
      const heard = new Promise<void>(go => this.#waiting.set(id, go))
      if (state === "failed" || state === "unknown" || state === "completed")
        await addJob(queue, "prepare", id, message)
      isAsked = true
      const stop = new AbortController()
      const late = wait(checkEvery, undefined, { signal: stop.signal }).catch(() => undefined)
      await unlessAborted(Promise.race([heard, late]), signal ?? stop.signal).catch(() => undefined)
      stop.abort()
      this.#waiting.delete(id)
    }
  }

  #open(name: string): Promise<Lane> {
    const look = (id: string) => this.#waiting.get(id)?.()
    return openLane(this.#options.server, name, { completed: look, failed: look })
  }

  /** What waits in the queue stays there: its answers are of use to the next one who asks. */
  async close(): Promise<void> {
    for (const lane of this.#lanes.values())
      await withinConnect(lane.then(({ events }) => events.close())).catch(() => undefined)
  }
}
