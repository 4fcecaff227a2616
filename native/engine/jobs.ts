/**
 * The durable queue. Every job is a row before anyone hears of it; what a handler has done it keeps with the job, so that
 * a job taken up again, after a pause or after the engine was killed, goes on from there. Renders have a lane of their
 * own, and so have training and studies: a designer who waits for four images doesn't wait for an export of a thousand.
 */
import type { Log } from "../base/log/log.ts"
import { type JobChange, JobStore } from "../catalog/job-store.ts"
import type { StateAccess } from "../catalog/state.ts"
import type { StudioEvent } from "../contract/api/app.ts"
import { isOver, type Job } from "../contract/api/jobs.ts"
import { type ErrorDetails, isStudioError, StudioError } from "../contract/errors.ts"
import {
  type JobCheckpoint,
  type JobInput,
  type JobKind,
  type JobUnit,
  jobKinds,
  type Lane,
  lanes,
  type ReportOfKind,
} from "../contract/job-kinds.ts"
import type { JobHandlers, JobOutcome, JobQueue } from "./context.ts"
import { type Explain, isDamage, ProblemError, problemOf } from "./problem.ts"

/** Milliseconds between two reports of progress: to the pages, and to the disk. */
const sayEvery = 200
const keepEvery = 1000

/** Milliseconds until a full disk is tried again. */
const tryAgainAfter = 10_000

/** A job that takes the engine down this often, with nothing done in between, isn't tried again. */
const mostRestarts = 3

/** Why a running job is stopped, and so what becomes of it. */
type Stop = "pause" | "cancel" | "close"
const afterStop = { pause: "paused", cancel: "cancelled", close: "queued" } as const

interface Running {
  readonly id: string
  readonly abort: AbortController
  stop: Stop | null
  /** Resolves when its row says how it ended. */
  ended: Promise<void>
}

export class Jobs implements JobQueue {
  readonly #store: JobStore
  readonly #publish: (event: StudioEvent) => void
  readonly #log: Log
  readonly #explain: Explain
  readonly #running = new Map<Lane, Running>()
  /** Called at every change of a job's state. */
  readonly #waiting = new Set<() => void>()
  /** How jobs ended while the disk was full. The page sees it at once; it is written as soon as there is room. */
  readonly #unkept = new Map<string, JobChange>()
  /** Null while the queue is not open. */
  #handlers: JobHandlers | null = null

  constructor(state: StateAccess, publish: (event: StudioEvent) => void, log: Log, explain: Explain) {
    this.#store = new JobStore(state)
    this.#publish = publish
    this.#log = log
    this.#explain = explain
  }

  /** Starts jobs that a lost engine left running, then waiting ones. */
  start(handlers: JobHandlers): void {
    this.#handlers = handlers
    for (const job of this.#store.list()) {
      if (job.state !== "running") continue
      const restarts = job.restarts + 1
      if (restarts > mostRestarts)
        this.#settle(job.id, ended("failed", new StudioError("job.lost", { restarts })))
      else this.#settle(job.id, { state: "queued", restarts })
    }
    this.#pump()
  }

  list(): Job[] {
    return this.#store.list().map(job => this.#asItIs(job))
  }

  get(id: string): Job {
    const job = this.#store.get(id)
    if (!job) throw new StudioError("job.unknown", { job: id })
    return this.#asItIs(job)
  }

  /** What a finished job left. @throws StudioError job.unknown, job.wrong_state, job.unreadable_report */
  report(id: string): ReportOfKind {
    const job = this.get(id)
    if (job.state !== "done") throw wrongState(job, "report")
    const kept = this.#unkept.get(id)?.report ?? this.#store.payload(id).report
    const report = jobKinds[job.kind].report.safeParse(kept)
    if (!report.success)
      throw new StudioError("job.unreadable_report", { job: job.title || job.kind }, { cause: report.error })
    // The two belong together: both are of the row's kind.
    return { kind: job.kind, report: report.data } as ReportOfKind
  }

  /** What a job of this kind has kept so far; null when nothing. @throws StudioError job.unknown, job.unreadable */
  checkpoint<Kind extends JobKind>(kind: Kind, id: string): JobCheckpoint<Kind> | null {
    const { title } = this.get(id)
    return readCheckpoint(kind, title || kind, this.#store.payload(id).checkpoint)
  }

  /** The job when it has ended, or stopped until someone takes it up. */
  async finished(id: string, signal: AbortSignal): Promise<Job> {
    for (;;) {
      const job = this.get(id)
      if (isOver(job.state) || signal.aborted) return job
      await new Promise<void>(resolve => {
        const done = () => {
          this.#waiting.delete(done)
          signal.removeEventListener("abort", done)
          resolve()
        }
        this.#waiting.add(done)
        signal.addEventListener("abort", done, { once: true })
      })
    }
  }

  /** Jobs of this kind, each with its input; null where the input can't be read any more. */
  ofKind<Kind extends JobKind>(kind: Kind): { job: Job; input: JobInput<Kind> | null }[] {
    return this.list()
      .filter(job => job.kind === kind)
      .map(job => {
        const input = jobKinds[kind].input.safeParse(this.#store.payload(job.id).input)
        return { job, input: input.success ? (input.data as JobInput<Kind>) : null }
      })
  }

  add<Kind extends JobKind>(
    kind: Kind,
    title: string,
    input: JobInput<Kind>,
    place: "first" | "last" = "last",
  ): Job {
    const job = this.#store.add(kind, title, input, place)
    this.#publish({ type: "job", job })
    this.#pump()
    return job
  }

  pause(id: string): Promise<Job> {
    return this.#stop(id, "pause", ["queued"])
  }

  cancel(id: string): Promise<Job> {
    return this.#stop(id, "cancel", ["queued", "paused"])
  }

  async cancelAll(): Promise<number> {
    const open = this.list().filter(({ state }) => !isOver(state))
    await Promise.all(open.map(({ id }) => this.cancel(id)))
    return open.length
  }

  resume(id: string): Job {
    this.#queueAgain(id, ["paused"])
    this.#pump()
    return this.get(id)
  }

  retry(id: string): Job {
    this.#queueAgain(id, ["failed", "cancelled"])
    this.#store.move(id, null)
    this.#pump()
    return this.get(id)
  }

  move(id: string, before: string | null): Job[] {
    this.get(id)
    if (before !== null) this.get(before)
    if (before !== id) this.#store.move(id, before)
    return this.list()
  }

  clear(): number {
    const gone = this.#store.clear()
    for (const id of gone) this.#publish({ type: "job-gone", id })
    return gone.length
  }

  /** Stops what runs at its next step; it is taken up again when the workspace is opened again. */
  async close(): Promise<void> {
    this.#handlers = null
    const running = [...this.#running.values()]
    for (const job of running) this.#interrupt(job, "close")
    await Promise.all(running.map(job => job.ended))
  }

  #pump(): void {
    const handlers = this.#handlers
    if (!handlers) return
    try {
      for (const [id, change] of this.#unkept) this.#change(id, change)
      for (const lane of lanes) {
        if (this.#running.has(lane)) continue
        const next = this.#store
          .list()
          .find(job => job.state === "queued" && jobKinds[job.kind].lane === lane)
        if (next) this.#run(lane, next, handlers)
      }
    } catch (error) {
      this.#log.error("taking up a job", error)
      setTimeout(() => this.#pump(), tryAgainAfter).unref()
    }
  }

  #run(lane: Lane, job: Job, handlers: JobHandlers): void {
    this.#change(job.id, { state: "running", startedAt: job.startedAt ?? new Date().toISOString() })
    const running: Running = {
      id: job.id,
      abort: new AbortController(),
      stop: null,
      ended: Promise.resolve(),
    }
    this.#running.set(lane, running)
    running.ended = this.#work(job, running, handlers).finally(() => {
      this.#running.delete(lane)
      this.#pump()
    })
  }

  async #work(job: Job, running: Running, handlers: JobHandlers): Promise<void> {
    const reporter = this.#reporter(job)
    this.#log.info("job runs", { job: job.id, kind: job.kind, restarts: job.restarts })
    try {
      const { figures = {}, report } = await this.#handle(job.kind, handlers, {
        id: job.id,
        signal: running.abort.signal,
        progress: reporter.progress,
      })
      this.#settle(job.id, { ...reporter.latest(), ...ended("done"), figures, report })
    } catch (error) {
      const stopped = running.stop && (isStudioError(error, "job.cancelled") || running.abort.signal.aborted)
      if (!stopped) {
        if (isDamage(error) || !(error instanceof StudioError || error instanceof ProblemError))
          this.#log.error("job", error, { job: job.id, kind: job.kind })
        this.#settle(job.id, { ...reporter.latest(), ...ended("failed", this.#explain(error)) })
      } else if (running.stop === "cancel")
        this.#settle(job.id, { ...reporter.latest(), ...ended("cancelled") })
      else this.#settle(job.id, { ...reporter.latest(), state: afterStop[running.stop!] })
    }
  }

  /** Has the kind's handler do the job, with its input and checkpoint read by the kind's schemas. */
  #handle<Kind extends JobKind>(
    kind: Kind,
    handlers: JobHandlers,
    run: {
      id: string
      signal: AbortSignal
      progress(done: number, total: number | null, unit: JobUnit): void
    },
  ): Promise<JobOutcome<Kind>> {
    const title = this.get(run.id).title || kind
    const { input, checkpoint } = this.#store.payload(run.id)
    return handlers[kind]({
      ...run,
      input: readInput(kind, title, input),
      checkpoint: readCheckpoint(kind, title, checkpoint),
      saveCheckpoint: value => {
        this.#store.change(run.id, { checkpoint: value, restarts: 0 })
      },
    })
  }

  /** Says progress to the pages a few times a second, and keeps it now and then. */
  #reporter({ id, progress }: Job) {
    let latest = progress
    let said = 0
    let kept = 0
    return {
      latest: () => ({ progress: latest }),
      progress: (done: number, total: number | null, unit: JobUnit) => {
        latest = { done, total, unit }
        const now = Date.now()
        if (now - said < sayEvery && done !== total) return
        said = now
        if (now - kept >= keepEvery) {
          kept = now
          this.#store.change(id, { progress: latest })
        }
        this.#publish({ type: "job", job: { ...this.get(id), progress: latest } })
      },
    }
  }

  async #stop(id: string, stop: "pause" | "cancel", from: readonly Job["state"][]): Promise<Job> {
    const job = this.get(id)
    const running = [...this.#running.values()].find(one => one.id === id)
    if (running) {
      this.#interrupt(running, stop)
      await running.ended
    } else if (from.includes(job.state)) {
      if (stop === "cancel") this.#change(id, ended("cancelled"))
      else this.#change(id, { state: "paused" })
    } else throw wrongState(job, stop)
    return this.get(id)
  }

  #interrupt(running: Running, stop: Stop): void {
    // A cancel outweighs whatever hasn't been heard yet; a pause stays one when the engine closes.
    if (running.stop === null || stop === "cancel") running.stop = stop
    running.abort.abort(running.stop)
  }

  #queueAgain(id: string, from: readonly Job["state"][]): void {
    const job = this.get(id)
    if (!from.includes(job.state)) {
      throw wrongState(job, from.includes("paused") ? "resume" : "retry")
    }
    this.#change(id, { state: "queued", problem: null, finishedAt: null, restarts: 0 })
  }

  #change(id: string, change: JobChange): Job {
    this.#store.change(id, { ...this.#unkept.get(id), ...change })
    this.#unkept.delete(id)
    return this.#tell(id)
  }

  /** Keeps how a run ended. A disk that takes nothing mustn't take the engine down with it. */
  #settle(id: string, change: JobChange): void {
    try {
      this.#change(id, change)
    } catch (error) {
      this.#log.error("keeping a job's end", error)
      this.#unkept.set(id, change)
      this.#tell(id)
    }
    const { kind, state, problem } = this.get(id)
    this.#log.info("job ended", { job: id, kind, state, code: problem?.code ?? null })
  }

  #tell(id: string): Job {
    const job = this.get(id)
    this.#publish({ type: "job", job })
    for (const wake of [...this.#waiting]) wake()
    return job
  }

  #asItIs(job: Job): Job {
    const { checkpoint: _, report: __, ...shown } = this.#unkept.get(job.id) ?? {}
    return { ...job, ...shown }
  }
}

/** @throws StudioError job.unreadable: another version of the program kept it */
function readInput<Kind extends JobKind>(kind: Kind, job: string, kept: unknown): JobInput<Kind> {
  const input = jobKinds[kind].input.safeParse(kept)
  if (!input.success) throw new StudioError("job.unreadable", { job }, { cause: input.error })
  return input.data as JobInput<Kind>
}

/** @throws StudioError job.unreadable: another version of the program kept it */
function readCheckpoint<Kind extends JobKind>(
  kind: Kind,
  job: string,
  kept: unknown,
): JobCheckpoint<Kind> | null {
  const checkpoint = jobKinds[kind].checkpoint.nullable().safeParse(kept)
  if (!checkpoint.success) throw new StudioError("job.unreadable", { job }, { cause: checkpoint.error })
  return checkpoint.data as JobCheckpoint<Kind> | null
}

const wrongState = ({ title, kind, state }: Job, wanted: ErrorDetails<"job.wrong_state">["wanted"]) =>
  new StudioError("job.wrong_state", { job: title || kind, state, wanted })

/** What becomes of a job that is over. */
const ended = (state: "done" | "failed" | "cancelled", error?: unknown): JobChange => ({
  state,
  problem: state === "failed" ? problemOf(error) : null,
  finishedAt: new Date().toISOString(),
})
