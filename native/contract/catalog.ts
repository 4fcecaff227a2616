/** Items, interactions, personas and what an import says about them. */
import { z } from "zod"
import { hashSchema } from "./hash.ts"

/** An id as it is in the user's files. */
export const idSchema = z.string().trim().min(1).max(200)

/** One catalog item as stored in a workspace. */
export const itemSchema = z.object({
  id: idSchema,
  scenario: z.string(),
  title: z.string().max(1000),
  description: z.string().max(20_000),
  /** SHA-256 of the normalised image, its name in the workspace's images/. */
  image: hashSchema,
  width: z.int().positive(),
  height: z.int().positive(),
  /** Tags given by the catalog itself or typed by the user. */
  tags: z.array(z.string()).default([]),
})
export type Item = z.infer<typeof itemSchema>

/** How much of a catalog's other columns is kept with an item. */
export const itemFieldsLimit = { count: 200, name: 200, value: 2000 } as const

/** What an import keeps of an item beside what personalising needs. */
export const itemExtrasSchema = z.object({
  /** The catalog's other columns, by their names in lower case: price, brand, colour … */
  fields: z.record(z.string(), z.string()),
  /** Its other pictures in the catalog's order, stored as its first one is. */
  pictures: z.array(itemSchema.pick({ image: true, width: true, height: true })),
})
export type ItemExtras = z.infer<typeof itemExtrasSchema>

/** T of an item: what the text encoder reads. */
export const itemText = (item: Pick<Item, "title" | "description">): string =>
  [item.title, item.description].filter(part => part.trim() !== "").join(". ")

/** An item's tags by origin; `tags_i` (eq. 4) is image tags then text tags, as a set. */
export const itemTagsSchema = z.object({
  image: z.array(z.string()),
  text: z.array(z.string()),
  /** Typed by the user or given by the catalog; they come first. */
  own: z.array(z.string()),
  /** Which tagger made image and text tags, with version, e.g. `built-in/1:starter`. */
  tagger: z.string(),
})
export type ItemTags = z.infer<typeof itemTagsSchema>

/** Says that the tag `from` is to be read as `to`; undone by removing it. */
export const tagMergeSchema = z.object({ from: z.string().min(1), to: z.string().min(1) })
export type TagMerge = z.infer<typeof tagMergeSchema>

/** How items and personas are put away: archived until someone brings them back, or removed for good after 30 days. */
export const awayKindSchema = z.enum(["archived", "removed"])
export type AwayKind = z.infer<typeof awayKindSchema>

/** A folder that was imported, with how many items it brought, and what became of them. */
export const importedCatalogSchema = z.object({
  id: z.int(),
  source: z.string(),
  format: z.string(),
  /** ISO 8601: its latest import. */
  at: z.string(),
  items: z.int(),
  archived: z.int(),
  removed: z.int(),
  /** No longer in the folder, and still in the catalog. */
  gone: z.int(),
})
export type ImportedCatalog = z.infer<typeof importedCatalogSchema>

/** Which of them a list holds. */
export const awaySchema = z.enum(["none", "archived", "removed"])
export type Away = z.infer<typeof awaySchema>

/** What is to be put away or brought back. */
export const awayRequestSchema = z.object({
  items: z.array(idSchema).max(200_000).default([]),
  /** By id or name. */
  personas: z.array(idSchema).max(10_000).default([]),
  /** By number or folder. */
  catalogs: z.array(z.string().max(4096)).max(1000).default([]),
  /** Of the catalogs, or of all, only items that their folder no longer has. */
  gone: z.boolean().default(false),
})
export type AwayRequest = z.infer<typeof awayRequestSchema>

/** Ids of what was changed. `deleted` says which of those that came back had been deleted, not archived. */
export const putAwaySchema = z.object({
  items: z.array(z.string()),
  personas: z.array(z.string()),
  deleted: z.array(z.string()).default([]),
})
export type PutAway = z.infer<typeof putAwaySchema>

/** What was erased of a shopper, in numbers. */
export const erasedSchema = z.object({
  shopper: z.string(),
  interactions: z.int(),
  personas: z.int(),
  renders: z.int(),
  jobs: z.int(),
  studies: z.int(),
  runs: z.int(),
  backups: z.int(),
})
export type Erased = z.infer<typeof erasedSchema>

export const interactionSchema = z.object({
  user: idSchema,
  item: idSchema,
  /** Milliseconds since 1970. */
  timestamp: z.int(),
  rating: z.number().nullable(),
})
export type Interaction = z.infer<typeof interactionSchema>

/** A shopper: a user of the interactions, or a named list of items. Items most recent first. */
export const personaSchema = z.object({
  id: idSchema,
  name: z.string().min(1).max(200),
  scenario: z.string(),
  origin: z.enum(["user", "picked"]),
  /** Positive history, most recent first. */
  items: z.array(idSchema),
  pinned: z.array(z.string()).default([]),
  banned: z.array(z.string()).default([]),
})
export type Persona = z.infer<typeof personaSchema>
