/**
 * A sentence as it crosses the contract: its code and the details that it names, never the words themselves. The words of
 * each language are in native/words; the codes and their details are in codes/.
 */
import { z } from "zod"

export interface Note {
  /** The part of the program, a dot, the name: `pack.no_foreground`. */
  readonly code: string
  readonly details: Details
}
export type Details = Readonly<Record<string, Detail>>
/** A note inside a note is the reason for it. */
export type Detail = string | number | boolean | null | Note | readonly (string | number | Note)[]

const longestText = 1000
const longestList = 100

export const noteSchema: z.ZodType<Note, Note> = z.lazy(() =>
  z.object({ code: z.string().max(60), details: detailsSchema }),
)

const textSchema = z.string().max(longestText)

export const detailsSchema: z.ZodType<Details, Details> = z.record(
  z.string().max(40),
  z.union([
    textSchema,
    z.number(),
    z.boolean(),
    z.null(),
    noteSchema,
    z.array(z.union([textSchema, z.number(), noteSchema])).max(longestList),
  ]),
)
