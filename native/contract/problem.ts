/** An error as it crosses the contract and as it is kept with a job: a note whose details are short enough for a sentence. */
import { z } from "zod"
import { note } from "./codes/index.ts"
import type { StudioError } from "./errors.ts"
import { type Detail, type Note, noteSchema } from "./note.ts"

export const problemSchema = noteSchema
export type Problem = Note

const longestText = 1000
const mostListed = 8

/** @example problemFrom(new StudioError("job.unknown", { job })).details // { job } */
export const problemFrom = (error: StudioError): Problem => boundedNote(error)

/** A note that fits the schema: long texts and lists are cut. */
export const boundedNote = ({ code, details }: { code: string; details: object }): Note => ({
  code,
  details: Object.fromEntries(Object.entries(details).map(([name, value]) => [name, bounded(value)])),
})

function bounded(value: unknown): Detail {
  if (typeof value === "number") return Number.isFinite(value) ? value : null
  if (typeof value === "string") return short(value)
  if (typeof value === "boolean" || value === null) return value
  if (Array.isArray(value)) {
    const listed = value.slice(0, mostListed).map(entry => bounded(entry) as string | number | Note)
    // One entry more than are shown: the last one says that there are more.
    return value.length > mostListed ? [...listed, typeof listed[0] === "object" ? more : "…"] : listed
  }
  return boundedNote(value as Note)
}

const more = note("program.quoted", { text: "…" })

const short = (text: string): string =>
  text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text

/** A note in a file or a database, which an older version may have written in words. */
export const storedNoteSchema = z.union([
  z.string().transform(keptNote),
  z.object({ message: z.string(), next: z.string() }).transform(keptNote),
  noteSchema,
])

/** A note that an older version kept: a sentence, or a problem with its sentences. */
export function keptNote(kept: unknown): Note {
  if (typeof kept === "string") return note("program.kept", { text: kept })
  const { message, next } = kept as { message?: string; next?: string }
  if (message !== undefined) return note("program.kept", { text: [message, next].filter(Boolean).join(" ") })
  return kept as Note
}
