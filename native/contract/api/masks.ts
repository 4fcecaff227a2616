/** The masks of items: what of an item's picture is kept as it is. Their pictures are `imageUrl("mask", hash)`. */
import { oc } from "@orpc/contract"
import { z } from "zod"
import { maskNameSchema, maskSchema } from "../mask.ts"
import { noteSchema } from "../note.ts"
import { idSchema } from "./common.ts"
import { jobSchema } from "./jobs.ts"

const named = z.object({ item: idSchema, name: maskNameSchema })

export const masks = {
  list: oc.input(z.object({ item: idSchema })).output(z.array(maskSchema)),
  /** Takes a PNG as a mask, in place of an earlier one of that name: white is kept, or, in a transparent one, what is opaque. */
  save: oc
    .input(named.extend({ file: z.file().max(32 * 1024 * 1024) }))
    .output(z.object({ mask: maskSchema, notes: z.array(noteSchema) })),
  /** Brings back a mask that was deleted or replaced. */
  restore: oc.input(maskSchema.pick({ item: true, name: true, hash: true, image: true })).output(maskSchema),
  remove: oc.input(named).output(maskSchema),
  /** What the foreground network takes for the picture's subject, and why it should be looked at; nothing is kept. */
  subject: oc
    .input(z.object({ item: idSchema }))
    .output(z.object({ picture: z.string().startsWith("data:image/png"), doubts: z.array(noteSchema) })),
  /** Queues the subjects' masks of many items. The job's report lists those that should be looked at. */
  makeSubjects: oc
    .input(z.object({ items: z.array(idSchema).min(1).max(10_000), name: maskNameSchema }))
    .output(jobSchema),
}
