/** How a command fails: what is said, and the exit code. */
import { CommanderError } from "commander"
import { isStudioError, StudioError } from "../contract/errors.ts"
import { ProblemError } from "../engine/problem.ts"
import { cancelledCode } from "./interrupt.ts"

export interface Failure {
  exitCode: number
  error: { code: string; message: string; next: string; details: unknown }
}

export const usageCode = 2

/** What any thrown value means to the user. `command` is what they called, for help. */
export function failureOf(thrown: unknown, command: string): Failure {
  if (thrown instanceof CommanderError) {
    const problem = thrown.message.replace(/^error: /, "")
    const usage = new StudioError("cli.usage", {
      problem: problem[0]!.toUpperCase() + problem.slice(1),
      command,
    })
    return failureOf(usage, command)
  }
  if (isStudioError(thrown)) {
    const stopped = thrown.code === "job.cancelled" || thrown.code === "training.paused"
    const exitCode = thrown.code === "cli.usage" ? usageCode : stopped ? cancelledCode : 1
    return { exitCode, error: thrown.toJSON() }
  }
  if (thrown instanceof ProblemError) return { exitCode: 1, error: { details: null, ...thrown.problem } }
  // Whatever threw first because of a cancel, the cancel is what happened.
  if (thrown instanceof Error && thrown.name === "AbortError") {
    return failureOf(new StudioError("job.cancelled", { what: "command" }), command)
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const error = {
    code: "internal",
    message: `Something went wrong inside the program: ${message}`,
    next: "Please report it with what the command says with --verbose.",
    details: null,
  }
  return { exitCode: 1, error }
}

/** For a person, on stderr. */
export const failureText = ({ error }: Failure): string => `${error.message}\n${error.next}`
