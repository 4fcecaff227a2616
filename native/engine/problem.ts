/** Any thrown value as a user meets it. */
import { existsSync } from "node:fs"
import { noteUncoded } from "../base/uncoded.ts"
import { type ErrorCode, reasonOf, StudioError } from "../contract/errors.ts"
import { type Problem, problemFrom } from "../contract/problem.ts"

/** An unexpected error shows no internals to the page; they are in the log. */
export const unexpected: Problem = problemFrom(new StudioError("program.unexpected", { reason: "" }))

export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem
  if (error instanceof StudioError) return problemFrom(error)
  noteUncoded(error)
  return unexpected
}

/** The reason of an unexpected error, where it is known. */
export type Explain = (error: unknown) => unknown

/** Errors of a workspace's own files. What a library said of them is their cause, for the log alone. */
export const isDamage = (error: unknown): error is StudioError =>
  error instanceof StudioError && damages.has(error.code)

const damages: ReadonlySet<string> = new Set<ErrorCode>([
  "workspace.damaged",
  "workspace.not_writable",
  "pool.unreadable",
  "pool.write_failed",
])

/** Without its workspace an engine fails in many ways, for one reason. */
export const explainBy =
  (workspaceDir: string): Explain =>
  error =>
    (error instanceof StudioError && !isDamage(error)) || existsSync(workspaceDir)
      ? error
      : new StudioError("workspace.gone", { dir: workspaceDir }, { cause: error })

/** Why an engine can't start. No page is open yet, so an unexpected reason is shown in full. */
export function startProblemOf(error: unknown): Problem {
  if (error instanceof StudioError) return problemOf(error)
  noteUncoded(error)
  return problemOf(new StudioError("engine.not_started", { reason: reasonOf(error) }))
}

/** A problem that another process met, thrown on here. */
export class ProblemError extends Error {
  override readonly name = "ProblemError"
  readonly problem: Problem

  constructor(problem: Problem) {
    super(`${problem.code} ${JSON.stringify(problem.details)}`)
    this.problem = problem
  }
}
