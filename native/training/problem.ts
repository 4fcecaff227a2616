/** Why a run ended, whatever process it ended in. */
import { noteUncoded } from "../base/uncoded.ts"
import { reasonOf, StudioError } from "../contract/errors.ts"
import { type Problem, problemFrom } from "../contract/problem.ts"

export function problemOf(error: unknown): Problem {
  if (error instanceof StudioError) return problemFrom(error)
  noteUncoded(error)
  return problemFrom(new StudioError("training.unexpected", { reason: reasonOf(error) }))
}
