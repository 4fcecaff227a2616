/** Schemas that the calls of several parts share. */
import { z } from "zod"
import { idSchema } from "../catalog.ts"
import { hashSchema } from "../hash.ts"

export { hashSchema, idSchema }

/** Ids that the workspace makes itself: renders, jobs, presets. */
export const keySchema = z.uuid()

/** A sample image of a training run: the run's id, the step, and the number of the pair. */
export const sampleKeySchema = z.string().regex(/^\d{8}-\d{6}-[0-9a-f]{4}\.\d{8}-\d{1,2}$/)

/** A folder or file that the engine's picker offered: opaque, valid until the engine ends. */
export const handleSchema = z.string().min(1).max(64)

/** A part of a long list. */
export const pageSchema = z.object({
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).max(500).default(100),
})

export const tagSchema = z.string().trim().min(1).max(200)

/** An item in a list: enough for a tile. */
export const itemSummarySchema = z.object({
  id: idSchema,
  scenario: z.string(),
  title: z.string(),
  /** SHA-256 of its image: see imageUrl. */
  image: hashSchema,
  width: z.int(),
  height: z.int(),
})
export type ItemSummary = z.infer<typeof itemSummarySchema>

/** An image of a study: the study's id and the image's file, without its ending; version 0.1 named files by shorter keys. */
export const studyImageKeySchema = z.string().regex(/^\d{8}-\d{6}-[0-9a-f]{4}\.([0-9a-f]{32}|[0-9a-f]{64})$/)

/** `mask`: by its hash; `sample`: drawn during a training run; `study`: drawn for an evaluation. */
export type PictureKind = "item" | "mask" | "render" | "sample" | "study"

/** Where the page finds pictures, in both shells: by id only. `edge` bounds the longer side in pixels. */
export const imageUrl = (kind: PictureKind, id: string, edge?: 160 | 320 | 640): string =>
  `/images/${kind}/${encodeURIComponent(id)}${edge ? `?edge=${edge}` : ""}`
