/** How a command fails: what is said, and the exit code. */
import { CommanderError } from "commander"
import { isStudioError, StudioError } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"
import { ProblemError } from "../engine/problem.ts"
import { cancelledCode } from "./interrupt.ts"
import { say } from "./voice.ts"

export interface Failure {
  exitCode: number
  error: { code: string; message: string; next: string; details: object }
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
    return { exitCode, error: said(thrown) }
  }
  if (thrown instanceof ProblemError) return { exitCode: 1, error: said(thrown.problem) }
  // Whatever threw first because of a cancel, the cancel is what happened.
  if (thrown instanceof Error && thrown.name === "AbortError") {
    return failureOf(new StudioError("job.cancelled", { what: "command" }), command)
  }
  const reason = thrown instanceof Error ? thrown.message : String(thrown)
  return failureOf(new StudioError("cli.internal", { reason }, { cause: thrown }), command)
}

const said = ({ code, details }: { code: string; details: object }): Failure["error"] => {
  const problem = { code, details } as Note
  return { code, ...say.error(problem), details }
}

/** For a person, on stderr. */
export const failureText = ({ error }: Failure): string => `${error.message}\n${error.next}`
