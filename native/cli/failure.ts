/** How a command fails: what is said, and the exit code. */
import { CommanderError } from "commander"
import { noteUncoded } from "../base/uncoded.ts"
import { isStudioError, StudioError } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"
import { ProblemError } from "../engine/problem.ts"
import { cancelledCode } from "./interrupt.ts"
import { problemOf, UsageProblem } from "./usage-problem.ts"
import { say, sayForPrograms } from "./voice.ts"

export interface Failure {
  exitCode: number
  problem: Note
}

export const usageCode = 2

/** What any thrown value means to the user. `command` is what they called, for help. */
export function failureOf(thrown: unknown, command: string): Failure {
  const misused =
    thrown instanceof UsageProblem
      ? thrown.problem
      : thrown instanceof CommanderError
        ? problemOf(thrown)
        : undefined
  if (misused) return failureOf(new StudioError("cli.usage", { problem: misused, command }), command)
  if (isStudioError(thrown)) {
    const { code, details } = thrown
    const stopped = code === "job.cancelled" || code === "training.paused"
    const exitCode = code === "cli.usage" ? usageCode : stopped ? cancelledCode : 1
    return { exitCode, problem: { code, details: details as Note["details"] } }
  }
  if (thrown instanceof ProblemError) return { exitCode: 1, problem: thrown.problem }
  // Whatever threw first because of a cancel, the cancel is what happened.
  if (thrown instanceof Error && thrown.name === "AbortError") {
    return failureOf(new StudioError("job.cancelled", { what: "command" }), command)
  }
  noteUncoded(thrown)
  const reason = thrown instanceof Error ? thrown.message : String(thrown)
  return failureOf(new StudioError("cli.internal", { reason }, { cause: thrown }), command)
}

/** For a person, on stderr. */
export function failureText({ problem }: Pick<Failure, "problem">): string {
  const { message, next } = say.error(problem)
  return `${message}\n${next}`
}

/** For a program: in English whatever the language, so that nothing of it changes with the language. */
export const failureJson = ({ problem: { code, details } }: Failure): string =>
  JSON.stringify({ error: { code, ...sayForPrograms.error({ code, details }), details } })
