/** A schema's refusal as a note. A check of our own puts its note into the issue's `params`. */
import type { z } from "zod"
import { type DetailsOf, note } from "./codes/index.ts"
import type { Note } from "./note.ts"

/** @example schema.refine(isEven, refusal(note("value.no_multiple", { of: 2 }))) */
export const refusal = (problem: Note, path: PropertyKey[] = []) => ({ params: { note: problem }, path })

/** Where and why: `title: it must be a text`. */
export function noteOfIssue(issue: z.core.$ZodIssue): Note {
  const problem = problemOfIssue(issue)
  const where = issue.path.map(String).join(".")
  return where === "" ? problem : note("value.at", { where, problem })
}

/** Why, without where. */
export function problemOfIssue(issue: z.core.$ZodIssue): Note {
  switch (issue.code) {
    case "custom":
      return (issue.params?.note as Note | undefined) ?? note("value.invalid", {})
    case "invalid_type":
      return note("value.wrong_type", { expected: typeOf(issue.expected) })
    case "invalid_value":
      return note("value.not_one_of", { choices: issue.values.map(String) })
    case "too_small":
      return tooSmall(issue.origin, Number(issue.minimum), issue.inclusive === false)
    case "too_big":
      return tooLarge(issue.origin, Number(issue.maximum), issue.inclusive === false)
    case "not_multiple_of":
      return note("value.no_multiple", { of: issue.divisor })
    case "unrecognized_keys":
      return note("value.unknown_keys", { keys: issue.keys })
    case "invalid_format":
      return formatProblem(issue)
    default:
      return note("value.invalid", {})
  }
}

const tooSmall = (origin: string, minimum: number, exclusive: boolean): Note =>
  origin === "string"
    ? note("value.too_short", { minimum })
    : origin === "array"
      ? note("value.too_few", { minimum })
      : note("value.too_small", { minimum, exclusive })

const tooLarge = (origin: string, maximum: number, exclusive: boolean): Note =>
  origin === "string"
    ? note("value.too_long", { maximum })
    : origin === "array"
      ? note("value.too_many", { maximum })
      : note("value.too_large", { maximum, exclusive })

function formatProblem(issue: z.core.$ZodIssueInvalidStringFormat): Note {
  const { format } = issue
  if ("includes" in issue) return note("value.must_hold", { text: String(issue.includes) })
  return format === "regex" && issue.pattern
    ? note("value.pattern", { pattern: issue.pattern })
    : note("value.bad_format", { format })
}

type Type = DetailsOf<"value.wrong_type">["expected"]
const known: ReadonlySet<string> = new Set([
  "string",
  "number",
  "int",
  "boolean",
  "array",
  "object",
  "record",
  "date",
])
const typeOf = (expected: string): Type => (known.has(expected) ? (expected as Type) : "other")
