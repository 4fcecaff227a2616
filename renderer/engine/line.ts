/**
 * The line to the engine: one wire at a time, dialled again when it ends, with a longer wait after each failure. Calls
 * made while there is none wait a little; what they wait for and how it stands is `state`.
 */
import type { ClientLink } from "@orpc/client"
import type { Note } from "../../native/contract/note.ts"
import type { Problem } from "../../native/contract/problem.ts"
import { EngineAwayError } from "../app/problem.ts"

/** One connection. `closed` resolves when it has ended, for whatever reason. */
export interface Wire {
  link: ClientLink<Record<never, never>>
  closed: Promise<void>
}

export type LineState =
  | { state: "connecting" }
  | { state: "open" }
  /** It was open and is being dialled again; `reason` says why it was lost, where that is known. */
  | { state: "lost"; reason: Note | null }
  /** Only the user can go on. */
  | { state: "failed"; problem: Problem }

/** Opens a wire, or throws DialError. */
export type Dial = (signal: AbortSignal) => Promise<Wire>

export class DialError extends Error {
  override readonly name = "DialError"
  /** Why the engine is away, where that is known. */
  readonly reason: Note | null
  /** Set when dialling again won't help until the user has done something. */
  readonly problem: Problem | null

  constructor({ reason = null, problem = null }: { reason?: Note | null; problem?: Problem | null } = {}) {
    super(reason?.code ?? problem?.code ?? "The engine does not answer.")
    this.reason = reason
    this.problem = problem
  }
}

export interface LineTimes {
  /** How long a call waits for a wire, in milliseconds. */
  patience: number
  /** Waits between attempts, in milliseconds; the last one repeats. */
  waits: readonly number[]
}

const defaultTimes: LineTimes = { patience: 8000, waits: [100, 250, 500, 1000, 2000, 5000] }

/** A wire that lasts so long, in milliseconds, makes up for the failures before it. */
const steady = 2000

export class Line {
  readonly #dial: Dial
  readonly #times: LineTimes
  readonly #ended = new AbortController()
  readonly #listeners = new Set<() => void>()
  #state: LineState = { state: "connecting" }
  #wire: Wire | null = null
  #hurry: (() => void) | null = null

  constructor(dial: Dial, times: LineTimes = defaultTimes) {
    this.#dial = dial
    this.#times = times
    void this.#keep()
  }

  get state(): LineState {
    return this.#state
  }

  /** Hears of every change of state. Returns how to stop. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The open wire; waits for one for a while.
   *
   * @throws EngineAwayError when none came in time
   */
  async wire(signal?: AbortSignal): Promise<Wire> {
    if (this.#wire) return this.#wire
    if (this.#state.state === "failed") throw new EngineAwayError()
    const { promise, resolve, reject } = withResolvers<Wire>()
    const stop = this.subscribe(() => {
      if (this.#wire) resolve(this.#wire)
      else if (this.#state.state === "failed") reject(new EngineAwayError())
    })
    const timer = setTimeout(() => reject(new EngineAwayError()), this.#times.patience)
    const abort = () => reject(signal?.reason)
    signal?.addEventListener("abort", abort, { once: true })
    try {
      return await promise
    } finally {
      stop()
      clearTimeout(timer)
      signal?.removeEventListener("abort", abort)
    }
  }

  /** Whether `wire` is the open one. */
  isOpen(wire: Wire): boolean {
    return this.#wire === wire
  }

  /** Dials at once instead of waiting on. */
  retry(): void {
    this.#hurry?.()
  }

  close(): void {
    this.#ended.abort()
    this.#hurry?.()
  }

  async #keep(): Promise<void> {
    let failures = 0
    while (!this.#ended.signal.aborted) {
      try {
        const wire = await this.#dial(this.#ended.signal)
        const opened = performance.now()
        this.#wire = wire
        this.#become({ state: "open" })
        await wire.closed
        this.#wire = null
        this.#become({ state: "lost", reason: null })
        // One that is cut again and again at once must not be dialled without a rest.
        if (performance.now() - opened > steady) failures = 0
        else await this.#wait(this.#rest(failures++))
      } catch (error) {
        const { reason, problem } = error instanceof DialError ? error : new DialError()
        if (problem) this.#become({ state: "failed", problem })
        else if (this.#state.state !== "connecting" || failures > 0) this.#become({ state: "lost", reason })
        await this.#wait(this.#rest(failures++))
      }
    }
  }

  #rest(failures: number): number {
    const { waits } = this.#times
    return waits[Math.min(failures, waits.length - 1)] ?? 1000
  }

  #wait(time: number): Promise<void> {
    return new Promise(resolve => {
      const done = () => {
        clearTimeout(timer)
        this.#hurry = null
        resolve()
      }
      const timer = setTimeout(done, time)
      this.#hurry = done
    })
  }

  #become(state: LineState): void {
    if (JSON.stringify(state) === JSON.stringify(this.#state)) return
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}

function withResolvers<Value>() {
  let resolve!: (value: Value) => void
  let reject!: (reason: unknown) => void
  const promise = new Promise<Value>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}
