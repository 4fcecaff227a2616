/** Items, their tags, and importing a catalog. */
import { eventIterator, oc } from "@orpc/contract"
import { z } from "zod"
import {
  awayKindSchema,
  awayRequestSchema,
  awaySchema,
  importedCatalogSchema,
  itemExtrasSchema,
  itemSchema,
  itemTagsSchema,
  putAwaySchema,
  tagMergeSchema,
} from "../catalog.ts"
import { encodingChoiceSchema, encodingSchema } from "../encoding.ts"
import {
  askedFormatSchema,
  fetchFromSchema,
  importFormatSchema,
  importReportSchema,
  mappingSchema,
  readingSchema,
} from "../import.ts"
import { localeSchema } from "../locale.ts"
import { handleSchema, idSchema, itemSummarySchema, pageSchema, tagSchema } from "./common.ts"
import { jobSchema } from "./jobs.ts"

export const itemQuerySchema = pageSchema.extend({
  scenario: z.string().max(40).optional(),
  search: z.string().trim().max(300).default(""),
  /** `words` looks in title, id and description; `meaning` compares with the pictures, by the pack's CLIP pair. */
  by: z.enum(["words", "meaning"]).default("words"),
  /** Those that weren't put away, or those that were. */
  away: awaySchema.default("none"),
  /** Items that carry all of these tags. */
  tags: z.array(tagSchema).max(20).default([]),
})
export type ItemQuery = z.input<typeof itemQuerySchema>

const itemPageSchema = z.object({
  item: itemSchema,
  /** null until a tagger has seen it. */
  tags: itemTagsSchema.nullable(),
  renders: z.int(),
  interactions: z.int(),
  extras: itemExtrasSchema,
  away: awaySchema,
})
export type ItemPage = z.infer<typeof itemPageSchema>

export const items = {
  list: oc.input(itemQuerySchema).output(z.object({ total: z.int(), items: z.array(itemSummarySchema) })),
  get: oc.input(z.object({ id: idSchema })).output(itemPageSchema),
  /** Tags in use with the number of items, most used first. */
  tagCounts: oc
    .input(z.object({ scenario: z.string().optional() }))
    .output(z.array(z.object({ tag: z.string(), count: z.int() }))),
  setOwnTags: oc.input(z.object({ id: idSchema, tags: z.array(tagSchema).max(64) })).output(itemTagsSchema),
}

/** Folders that were imported; archiving, deleting and restoring what they brought, and personas. */
export const catalogs = {
  list: oc.output(z.array(importedCatalogSchema)),
  /** Answers with what it changed, so that it can be brought back. */
  putAway: oc.input(awayRequestSchema.extend({ kind: awayKindSchema })).output(putAwaySchema),
  bringBack: oc.input(awayRequestSchema).output(putAwaySchema),
}

export const merges = {
  list: oc.output(z.array(tagMergeSchema)),
  /** Reads `from` as `to` from now on. */
  add: oc.input(tagMergeSchema).output(z.array(tagMergeSchema)),
  remove: oc.input(z.object({ from: tagSchema })).output(z.array(tagMergeSchema)),
}

const importSchema = readingSchema.extend({
  handle: handleSchema,
  format: askedFormatSchema.default("auto"),
  scenario: z.string().max(40).optional(),
  /** Archives items that the folder no longer has. */
  archiveGone: z.boolean().optional(),
  /** Nothing is fetched from other hosts; from none when absent. */
  fetchFrom: fetchFromSchema.optional(),
})
const checkSchema = importSchema.extend({ fetchAgain: z.boolean().optional() })
export type CheckRequest = z.input<typeof checkSchema>

const textFileSchema = z.object({
  name: z.string(),
  encoding: encodingSchema,
  /** Without it, nobody can tell: the user says which of the likely ones it is. */
  sure: z.boolean(),
  /** The file starts with a byte-order mark, so that there is nothing to choose. */
  marked: z.boolean(),
  likely: z.array(encodingSchema),
  /** Lines to judge the encoding by, decoded. */
  lines: z.array(z.string()),
})
export type TextFile = z.infer<typeof textFileSchema>

export const imports = {
  /** What a folder holds, before anything is read in full. A file stands for its folder and for the items' table. */
  inspect: oc
    .input(
      z.object({
        handle: handleSchema,
        encodings: encodingChoiceSchema.optional(),
        sheet: z.string().max(200).optional(),
      }),
    )
    .output(
      z.object({
        format: importFormatSchema,
        /** The scenario the source names, if it does. */
        scenario: z.string().nullable(),
        files: z.array(z.object({ name: z.string(), bytes: z.int() })),
        /** The text files that will be read, and the encoding of each. */
        texts: z.array(textFileSchema),
        /** Sheets of the items' Excel file, and the one that is read; empty for other files. */
        sheets: z.array(z.string()),
        sheet: z.string().nullable(),
        /** Columns of the items' file with up to three values each; empty for formats whose columns are fixed. */
        columns: z.array(z.object({ name: z.string(), samples: z.array(z.string()) })),
        mapping: mappingSchema.nullable(),
      }),
    ),
  /**
   * Reads everything and changes nothing: progress, then the report that an import would give. Pictures that it was allowed to fetch
   * are kept for the import. With `fetchAgain` it fetches also those that are kept from before.
   */
  check: oc.input(checkSchema).output(
    eventIterator(
      z.discriminatedUnion("type", [
        z.object({
          type: z.literal("progress"),
          step: z.string(),
          done: z.int(),
          total: z.int().nullable(),
        }),
        z.object({ type: z.literal("report"), report: importReportSchema }),
      ]),
    ),
  ),
  /** Queues the import; its job's report is an ImportReport. Preparing and tagging follow as jobs of their own. */
  start: oc.input(importSchema.extend({ locale: localeSchema })).output(jobSchema),
}
