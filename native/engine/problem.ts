/** Any thrown value as a user meets it. */
import { StudioError } from "../contract/errors.ts"
import type { Problem } from "../contract/problem.ts"

/** What nobody foresaw says nothing of its insides; the log does. */
export const unexpected: Problem = {
  code: "unexpected",
  message: "Something went wrong inside the program.",
  next: "Try again. If it happens again, report it with the diagnostics from Settings.",
}

export function problemOf(error: unknown): Problem {
  if (!(error instanceof StudioError)) return unexpected
  const { code, message, next } = error
  return { code, message, next }
}

/** A problem that another process met, thrown on here. */
export class ProblemError extends Error {
  override readonly name = "ProblemError"
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}
