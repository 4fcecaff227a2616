/**
 * The engine's folder picker. The page never sees or sends a path that counts: it gets names to show and opaque handles
 * to hand back, and only inside the root that the engine was started with.
 */
import { oc } from "@orpc/contract"
import { z } from "zod"
import { handleSchema } from "./common.ts"

const entrySchema = z.object({
  handle: handleSchema,
  name: z.string(),
  kind: z.enum(["folder", "file"]),
  bytes: z.int().nullable(),
  modified: z.iso.datetime(),
})

export const folderSchema = z.object({
  handle: handleSchema,
  name: z.string(),
  /** From the root down to this folder. */
  trail: z.array(z.object({ handle: handleSchema, name: z.string() })),
  entries: z.array(entrySchema),
  /** True when there are more entries than are listed. */
  more: z.boolean(),
})
export type Folder = z.infer<typeof folderSchema>

export const folders = {
  /** Opens a folder; the root when no handle is given. */
  open: oc.input(z.object({ handle: handleSchema.nullable().default(null) })).output(folderSchema),
  /** Makes a folder in another and opens it. */
  create: oc
    .input(z.object({ parent: handleSchema, name: z.string().trim().min(1).max(120) }))
    .output(folderSchema),
}
