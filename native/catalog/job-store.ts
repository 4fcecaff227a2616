/** The rows of the durable queue in state.db. What a change of state means is the queue's matter (engine/jobs.ts). */
import { randomUUID } from "node:crypto"
import { type Job, jobSchema } from "../contract/api/jobs.ts"
import { StudioError } from "../contract/errors.ts"
import { type JobKind, jobKindSchema, jobUnitSchema } from "../contract/job-kinds.ts"
import { keptNote, type Problem, problemFrom, problemSchema } from "../contract/problem.ts"
import { inTransaction, type State, type StateAccess } from "./state.ts"
import { stored, storedJson } from "./stored.ts"

interface Row {
  id: string
  kind: string
  title: string
  state: string
  place: number
  done: number
  total: number | null
  unit: string
  restarts: number
  created_at: string
  started_at: string | null
  finished_at: string | null
  problem: string | null
  figures: string
}

/** What of a job may change. */
export type JobChange = Partial<
  Pick<Job, "state" | "progress" | "restarts" | "startedAt" | "finishedAt" | "figures"> & {
    problem: Problem | null
    checkpoint: unknown
    report: unknown
  }
>

const open = "state IN ('queued', 'running', 'paused')"
const shown = `id, kind, title, state, place, done, total, unit, restarts, created_at, started_at, finished_at, problem, figures`

export class JobStore {
  readonly #state: StateAccess

  constructor(state: StateAccess) {
    this.#state = state
  }

  /** Unfinished ones in their order, then finished ones, newest first. */
  list(): Job[] {
    return this.#state.read(state => {
      const rows = state
        .prepare(
          `SELECT ${shown} FROM jobs ORDER BY NOT ${open}, CASE WHEN ${open} THEN place END, finished_at DESC`,
        )
        .all() as Row[]
      return rows.flatMap(row => toJob(row) ?? [])
    })
  }

  get(id: string): Job | undefined {
    return this.#state.read(state => {
      const row = state.prepare(`SELECT ${shown} FROM jobs WHERE id = ?`).get(id) as Row | undefined
      return row && toJob(row)
    })
  }

  /** What it works on, what it has kept, and what it leaves. */
  payload(id: string): { input: unknown; checkpoint: unknown; report: unknown } {
    return this.#state.read(state => {
      const row = state.prepare("SELECT input, checkpoint, report FROM jobs WHERE id = ?").get(id) as
        | { input: string; checkpoint: string | null; report: string | null }
        | undefined
      const parsed = (json: string | null | undefined): unknown => (json ? storedJson(json) : null)
      return { input: parsed(row?.input), checkpoint: parsed(row?.checkpoint), report: parsed(row?.report) }
    })
  }

  add(kind: JobKind, title: string, input: unknown, place: "first" | "last"): Job {
    const id = randomUUID()
    this.#state.write(state => {
      const { first, last } = state
        .prepare(`SELECT min(place) AS first, max(place) AS last FROM jobs WHERE ${open}`)
        .get() as { first: number | null; last: number | null }
      state
        .prepare(
          `INSERT INTO jobs (id, kind, title, state, place, input, created_at) VALUES (?, ?, ?, 'queued', ?, ?, ?)`,
        )
        .run(
          id,
          kind,
          title.slice(0, 300),
          place === "first" ? (first ?? 0) - 1 : (last ?? 0) + 1,
          JSON.stringify(input),
          new Date().toISOString(),
        )
    })
    return this.get(id)!
  }

  /** Keeps a change, all of it or nothing. */
  change(id: string, change: JobChange): Job {
    const columns: Record<string, string | number | null> = {}
    const json = (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value))
    if (change.state !== undefined) columns.state = change.state
    if (change.restarts !== undefined) columns.restarts = change.restarts
    if (change.figures !== undefined) columns.figures = JSON.stringify(change.figures)
    if (change.startedAt !== undefined) columns.started_at = change.startedAt
    if (change.finishedAt !== undefined) columns.finished_at = change.finishedAt
    if (change.progress) {
      columns.done = change.progress.done
      columns.total = change.progress.total
      columns.unit = change.progress.unit
    }
    if ("problem" in change) columns.problem = json(change.problem)
    if ("checkpoint" in change) columns.checkpoint = json(change.checkpoint)
    if ("report" in change) columns.report = json(change.report)
    const names = Object.keys(columns)
    this.#state.write(state => {
      state
        .prepare(`UPDATE jobs SET ${names.map(name => `${name} = ?`).join(", ")} WHERE id = ?`)
        .run(...Object.values(columns), id)
    })
    return this.get(id)!
  }

  /** Puts one before another that is unfinished too, or last. */
  move(id: string, before: string | null): void {
    this.#state.write(state =>
      inTransaction(state, () => {
        const ids = (
          state.prepare(`SELECT id FROM jobs WHERE ${open} ORDER BY place`).all() as { id: string }[]
        )
          .map(row => row.id)
          .filter(other => other !== id)
        const at = before === null ? -1 : ids.indexOf(before)
        ids.splice(at === -1 ? ids.length : at, 0, id)
        renumber(state, ids)
      }),
    )
  }

  /** Takes finished ones off; answers with their ids. */
  clear(): string[] {
    return this.#state
      .write(
        state => state.prepare(`DELETE FROM jobs WHERE NOT ${open} RETURNING id`).all() as { id: string }[],
      )
      .map(row => row.id)
  }
}

function renumber(state: State, ids: readonly string[]): void {
  const update = state.prepare("UPDATE jobs SET place = ? WHERE id = ?")
  ids.forEach((id, place) => {
    update.run(place, id)
  })
}

/** Undefined of a kind that this version of the program doesn't know: its row stays, for the version that does. */
function toJob(row: Row): Job | undefined {
  const kind = jobKindSchema.safeParse(row.kind)
  if (!kind.success) return undefined
  return stored(jobSchema, {
    id: row.id,
    kind: kind.data,
    title: row.title,
    state: row.state,
    progress: { done: row.done, total: row.total, unit: jobUnitSchema.safeParse(row.unit).data ?? "" },
    restarts: row.restarts,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    problem: row.problem === null ? null : readProblem(row.problem, row.title || kind.data),
    figures: storedJson(row.figures),
  })
}

/** One that another version of the program has kept says at least that much. */
function readProblem(kept: string, job: string): Problem {
  const problem = problemSchema.safeParse(keptNote(storedJson(kept)))
  return problem.success ? problem.data : problemFrom(new StudioError("job.unreadable", { job }))
}
