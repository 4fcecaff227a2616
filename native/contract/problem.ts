/** An error as it crosses the border and as it is kept with a job: a code of errors.ts, its sentence, and what to do. */
import { z } from "zod"
import type { StudioError } from "./errors.ts"

const longestText = 1000
const mostListed = 8

const textSchema = z.string().max(longestText)

/** What and where, so that a page can say it in its own language. */
export const detailsSchema = z.record(
  z.string().max(40),
  // One more than is listed says that there are more.
  z.union([textSchema, z.number(), z.array(textSchema).max(mostListed + 1)]),
)
export type Details = z.infer<typeof detailsSchema>

export const problemSchema = z.object({
  /** A code of errors.ts, or `unexpected`. */
  code: z.string().max(60),
  message: z.string(),
  next: z.string(),
  /** Absent of what was kept by an older version. */
  details: detailsSchema.optional(),
})
export type Problem = z.infer<typeof problemSchema>

/** @example problemFrom(new StudioError("job.unknown", { job })).details // { job } */
export function problemFrom({ code, message, next, details: given }: StudioError): Problem {
  const details: Details = {}
  for (const [name, value] of Object.entries(given)) {
    const detail = detailOf(value)
    if (detail !== null) details[name] = detail
  }
  return { code, message, next, details }
}

/** null of what has no place in a sentence. */
function detailOf(value: unknown): Details[string] | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null
  if (typeof value === "string" || typeof value === "boolean") return short(String(value))
  if (!Array.isArray(value)) return null
  const listed = value.slice(0, mostListed).map(entry => short(textOf(entry)))
  return value.length > mostListed ? [...listed, "…"] : listed
}

/** A device and why it can't be used is “cuda: no driver”. */
const textOf = (entry: unknown): string =>
  typeof entry === "object" && entry !== null
    ? Object.values(entry).filter(Boolean).join(": ")
    : String(entry)

const short = (text: string): string =>
  text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text
