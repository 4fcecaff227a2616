/**
 * Keeps one engine process running: starts it, starts it again when it dies, waits longer each time, and gives up when
 * that happens too often. `iamg serve` and the desktop shell each bring their own kind of process.
 */
import { setTimeout as sleep } from "node:timers/promises"
import { panicReason } from "../base/log/panic.ts"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"
import { type Problem, problemFrom } from "../contract/problem.ts"
import type { EngineState } from "../contract/shell.ts"

/** One engine process. Neither promise rejects. */
export interface EngineChild {
  /** It can be called; or says why it can't be, which starting it again would not change. */
  readonly ready: Promise<{ ok: true } | { ok: false; problem: Problem }>
  /** Why it ended, to stand after “because”. */
  readonly exited: Promise<Note>
  /** Asks it to finish its writes and end. */
  stop(): void
  kill(): void
}

export interface RestartPolicy {
  /** So many deaths … */
  deaths: number
  /** … within this time are too many, in milliseconds. */
  within: number
  /** The first wait; each further death within that time doubles it. Milliseconds. */
  firstWait: number
}

export const restartPolicy: RestartPolicy = { deaths: 5, within: 120_000, firstWait: 250 }

/** How long a polite stop may take, in milliseconds. */
const stopTime = 8000

/** How long to wait after the latest of `deaths` (times in milliseconds, oldest first); null when it was one too many. */
export function waitAfter(deaths: readonly number[], policy: RestartPolicy): number | null {
  const latest = deaths.at(-1) ?? 0
  const recent = deaths.filter(time => latest - time < policy.within).length
  return recent >= policy.deaths ? null : policy.firstWait * 2 ** Math.max(0, recent - 1)
}

export class Supervisor<Child extends EngineChild> {
  readonly #spawn: (lost: { restarts: number; reason: Note | null }) => Child
  readonly #onState: (state: EngineState) => void
  readonly #policy: RestartPolicy
  readonly #now: () => number
  readonly #stopping = new AbortController()
  #child: Child | undefined
  #state: EngineState = { state: "starting" }
  #loop: Promise<void> | undefined

  constructor(options: {
    spawn: (lost: { restarts: number; reason: Note | null }) => Child
    onState: (state: EngineState) => void
    policy?: RestartPolicy
    now?: () => number
  }) {
    this.#spawn = options.spawn
    this.#onState = options.onState
    this.#policy = options.policy ?? restartPolicy
    this.#now = options.now ?? (() => performance.now())
  }

  get state(): EngineState {
    return this.#state
  }

  /** The process that can be called; undefined while there is none. */
  get child(): Child | undefined {
    return this.#state.state === "running" ? this.#child : undefined
  }

  /** Starts it, also after it has failed. Does nothing while one runs. */
  start(): void {
    if (this.#stopping.signal.aborted) return
    this.#loop ??= this.#keep().finally(() => {
      this.#loop = undefined
    })
  }

  /** Ends it for good, politely first. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    const child = this.#child
    if (child) {
      child.stop()
      const late = sleep(stopTime, "late", { ref: false })
      if ((await Promise.race([child.exited, late])) === "late") child.kill()
      await child.exited
    }
    await this.#loop
  }

  async #keep(): Promise<void> {
    const deaths: number[] = []
    let reason: Note | null = null
    while (!this.#stopping.signal.aborted) {
      this.#child = this.#spawn({ restarts: deaths.length, reason })
      const { ready, exited } = this.#child
      const started = await Promise.race([ready, exited])
      if ("ok" in started) {
        if (!started.ok) return this.#fail(started.problem)
        this.#tell({ state: "running", restarts: deaths.length, reason })
      }
      reason = await exited
      this.#child = undefined
      if (this.#stopping.signal.aborted) return
      deaths.push(this.#now())
      const wait = waitAfter(deaths, this.#policy)
      if (wait === null) {
        if (reason.code === "engine.unreadable_text") return this.#fail(problemFrom(unreadable(reason)))
        const lost = new StudioError("engine.lost", { times: this.#policy.deaths, reason })
        return this.#fail(problemFrom(lost))
      }
      this.#tell({ state: "restarting", restarts: deaths.length, reason })
      await sleep(wait, undefined, { signal: this.#stopping.signal }).catch(() => undefined)
    }
  }

  #fail(problem: Problem): void {
    this.#child = undefined
    this.#tell({ state: "failed", problem })
  }

  #tell(state: EngineState): void {
    this.#state = state
    this.#onState(state)
  }
}

/** Starting it again is of no use, and neither is closing other programs. */
const unreadable = (problem: Note) => new StudioError("workspace.damaged", { file: "state.db", problem })

const isAbort = (code: number | null, signal: string | null) => signal === "SIGABRT" || code === 134

/** What an exit of the engine means. */
export function exitReason(
  code: number | null,
  signal: string | null,
  lastLines: readonly string[] = [],
): Note {
  const panicked = panicReason(lastLines)
  if (panicked && isAbort(code, signal)) return panicked
  if (signal === "SIGKILL" || code === 137) return note("engine.system_ended", {})
  if (isAbort(code, signal)) return note("engine.gave_up", {})
  if (signal === "SIGSEGV" || code === 139) return note("engine.crashed", {})
  if (signal) return note("engine.ended_by", { signal })
  // Windows gives the exception as the exit code, e.g. C0000005 for an access violation.
  if (code !== null && code > 255)
    return note("engine.crashed_with", { exception: code.toString(16).toUpperCase() })
  return note("engine.ended_with", { exit: code ?? 0 })
}
