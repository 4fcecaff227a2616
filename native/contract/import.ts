/** Importing a catalog: the formats that are read, the mapping of columns, and the report. */
import { z } from "zod"
import { note } from "./codes/index.ts"
import { encodingChoiceSchema } from "./encoding.ts"
import { detailsSchema, noteSchema } from "./note.ts"

/** Endings of files that may list the items. native/catalog/import/records reads each of them. */
export const tableEndings = [".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xml", ".jsonl"] as const

/** The formats of catalog folders. native/catalog/import/formats recognises and reads them. */
export const importFormats = [
  "shopify",
  "woocommerce",
  "google",
  "amazon",
  "akeneo",
  "pimcore",
  "csv",
  "jsonl",
  "movielens",
  "mind",
  "pog",
  "table",
] as const
export const importFormatSchema = z.enum(importFormats)
export type ImportFormat = z.infer<typeof importFormatSchema>

/** The format that a user asks for; `auto` takes the first that fits the folder. */
export const askedFormats = ["auto", ...importFormats] as const
export const askedFormatSchema = z.enum(askedFormats)
export type AskedFormat = z.infer<typeof askedFormatSchema>

/** Version 0.2 knew one column at most. */
const columnsSchema = z.preprocess(
  value => (value === null || value === undefined ? [] : Array.isArray(value) ? value : [value]),
  z.array(z.string().max(1000)).max(200),
)

/**
 * Which columns of the items' file hold what; null or an empty list where none does. An item's picture is the first that any of the
 * image columns names, the others are its other pictures. Every column that isn't named here is kept as a field of the item.
 */
export const mappingSchema = z.object({
  id: z.string().nullable(),
  title: z.string().nullable(),
  description: z.string().nullable(),
  image: columnsSchema,
  tags: columnsSchema,
})
export type Mapping = z.infer<typeof mappingSchema>

/** Which comes first in a file's dates: 02/01/2024 is the second of January, or the first of February. */
export const dayOrders = ["dmy", "mdy"] as const
export const dayOrderSchema = z.enum(dayOrders)
export type DayOrder = z.infer<typeof dayOrderSchema>

/** How the files of a folder are to be read, where that isn't found by looking at them. */
export const readingSchema = z.object({
  /** What it leaves out is found by the columns' names. */
  mapping: mappingSchema.partial().optional(),
  /** Where dates can be read both ways. */
  dates: dayOrderSchema.optional(),
  encodings: encodingChoiceSchema.optional(),
  /** Name of the sheet that holds the items, in an Excel file; its first one when absent. */
  sheet: z.string().max(200).optional(),
  /** File of the folder that holds the items. */
  table: z.string().max(400).optional(),
})
export type Reading = z.infer<typeof readingSchema>

/** Hosts that pictures may be fetched from: the user's consent. A port is named where it isn't the usual one. */
export const fetchFromSchema = z.array(z.string().min(1).max(260)).max(1000)

const placeSchema = z.object({
  file: z.string(),
  /** 1-based line of the file, counting its header. */
  row: z.int(),
  id: z.string().nullable(),
})

/** The problem of one row of an imported file. */
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
  /** Items that this folder brought before and has no longer; `archived` says whether the import put them away. */
  gone: z
    .object({
      count: z.int(),
      items: z.array(z.object({ id: z.string(), title: z.string() })),
      archived: z.boolean(),
    })
    .default({ count: 0, items: [], archived: false }),
  /** Other pictures of items. Those that can't be read are listed with the problems, and their items are taken. */
  pictures: z.object({ kept: z.int(), refused: z.int() }).default({ kept: 0, refused: 0 }),
  /**
   * Pictures that rows name by addresses: how many at each host, and whether they may be fetched from there; then what came
   * of those that may: fetched now, known from before, or not to be had.
   */
  addresses: z
    .object({
      hosts: z.array(z.object({ host: z.string(), pictures: z.int(), allowed: z.boolean() })),
      fetched: z.int(),
      known: z.int(),
      failed: z.int(),
    })
    .default({ hosts: [], fetched: 0, known: 0, failed: 0 }),
  /** How the files were read, and what of them isn't kept. */
  notes: z.array(noteSchema).default([]),
  /** Every refused row (at most 10,000 are listed; `refused` counts all). */
  problems: z.array(problemRowSchema),
})
export type ImportReport = z.infer<typeof importReportSchema>
