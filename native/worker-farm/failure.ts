/** Why a unit failed, as the queue keeps it: an error's code and details, as text. */
import { UnrecoverableError } from "bullmq"
import { parsedJson } from "../base/json.ts"
import { note } from "../contract/codes/index.ts"
import { isStudioError, reasonOf } from "../contract/errors.ts"
import { type Note, noteSchema } from "../contract/note.ts"
import { boundedNote, problemFrom } from "../contract/problem.ts"

/** Longer ones of other programs are cut. */
const longestText = 500

/** Of what no other try can help. */
const lasting = [
  "farm.bad_job",
  "farm.not_on_list",
  "farm.other_arithmetic",
  "farm.blob_gone",
  "farm.bad_blob",
  "farm.no_tagger",
]

const isLasting = (error: unknown): boolean => isStudioError(error) && lasting.includes(error.code)

/** What a job is to fail with: it is tried again unless that is of no use. */
export const asJobError = (error: unknown): Error =>
  isLasting(error) ? new UnrecoverableError(writeFailure(error)) : new Error(writeFailure(error))

export const writeFailure = (error: unknown): string =>
  JSON.stringify(isStudioError(error) ? problemFrom(error) : boundedNote(reasonOf(error)))

/** Anyone may have written it. */
export function readFailure(text: string): Note {
  if (text.startsWith("job stalled")) return note("farm.stalled", {})
  return parsedJson(text, noteSchema) ?? note("program.quoted", { text: text.slice(0, longestText) })
}
