/** Masks: what of an item's picture is kept as it is. They belong to the item, have names, and are kept by content hash. */
import { z } from "zod"

/** As in `--protect logo`, which also takes a list with commas. */
export const maskNameSchema = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._-]{0,39}$/u)

const hashSchema = z.string().regex(/^[0-9a-f]{64}$/)

/** A mask as a recipe names it: `hash` is that of its PNG. */
export const maskRefSchema = z.object({
  name: maskNameSchema,
  hash: hashSchema,
})
export type MaskRef = z.infer<typeof maskRefSchema>

/** The most masks of an item that are protected at once. */
export const mostProtected = 16

export const maskSchema = maskRefSchema.extend({
  item: z.string(),
  /** Hash of the picture that it was made for. */
  image: hashSchema,
  width: z.int(),
  height: z.int(),
  /** Share of the picture that it keeps, 0 … 1. */
  share: z.number(),
  /** The item has another picture by now. */
  stale: z.boolean(),
})
export type Mask = z.infer<typeof maskSchema>
