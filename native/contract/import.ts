/** Importing a catalog: the formats that are read, the mapping of columns, and what an import reports. */
import { z } from "zod"
import { note } from "./codes/index.ts"
import { detailsSchema, noteSchema } from "./note.ts"

/** How a catalog folder is recognised and read stands in native/catalog/import/formats, one file a format. */
export const importFormats = ["csv", "jsonl", "movielens", "mind", "pog"] as const
export const importFormatSchema = z.enum(importFormats)
export type ImportFormat = z.infer<typeof importFormatSchema>

/** The format that a user asks for; `auto` takes the first that fits the folder. */
export const askedFormats = ["auto", ...importFormats] as const
export const askedFormatSchema = z.enum(askedFormats)
export type AskedFormat = z.infer<typeof askedFormatSchema>

/** Which column of the items' file holds what; null where none does. */
export const mappingSchema = z.object({
  id: z.string().nullable(),
  title: z.string().nullable(),
  description: z.string().nullable(),
  image: z.string().nullable(),
  tags: z.string().nullable(),
})
export type Mapping = z.infer<typeof mappingSchema>

/** Which comes first in a file's dates: 02/01/2024 is the second of January, or the first of February. */
export const dayOrders = ["dmy", "mdy"] as const
export const dayOrderSchema = z.enum(dayOrders)
export type DayOrder = z.infer<typeof dayOrderSchema>

const placeSchema = z.object({
  file: z.string(),
  /** 1-based line of the file, counting its header. */
  row: z.int(),
  id: z.string().nullable(),
})

/** What became of one row of an imported file. */
export const problemRowSchema = z.union([
  // Kept by a version that wrote sentences.
  placeSchema.extend({ reason: z.string(), next: z.string() }).transform(({ reason, next, ...place }) => ({
    ...place,
    ...note("program.kept", { text: `${reason} ${next}` }),
  })),
  placeSchema.extend({ code: z.string(), details: detailsSchema }),
])
export type ImportProblem = z.infer<typeof problemRowSchema>

export const importReportSchema = z.object({
  source: z.string(),
  format: importFormatSchema,
  scenario: z.string(),
  items: z.object({ added: z.int(), updated: z.int(), unchanged: z.int(), refused: z.int() }),
  interactions: z.object({ taken: z.int(), refused: z.int(), negative: z.int() }),
  users: z.object({ kept: z.int(), dropped: z.int() }),
  personas: z.int(),
  /** What is to be known about the import as a whole. */
  notes: z.array(noteSchema).default([]),
  /** Every refused row (at most 10,000 are listed; `refused` counts all). */
  problems: z.array(problemRowSchema),
})
export type ImportReport = z.infer<typeof importReportSchema>
