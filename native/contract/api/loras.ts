/** The LoRAs of the workspace, and the one for few steps that the pack in use may bring. */
import { oc } from "@orpc/contract"
import { z } from "zod"
import { loraNameSchema } from "../lora.ts"
import { problemSchema } from "../problem.ts"
import { handleSchema, hashSchema } from "./common.ts"

export const loraViewSchema = z.object({
  name: loraNameSchema,
  hash: hashSchema,
  bytes: z.int(),
  /** Null for the one that the pack brings. */
  addedAt: z.iso.datetime().nullable(),
  /** Name of the file that it was taken from. */
  source: z.string(),
  /** Whether it makes pictures of a few steps possible (LCM-LoRA). */
  isFewSteps: z.boolean(),
  /** Why the pack in use can't take it; null when it can. */
  problem: problemSchema.nullable(),
})
export type LoraView = z.infer<typeof loraViewSchema>

export const loras = {
  /** By name, the pack's own first: it is called `pack`, where the workspace has none of that name. */
  list: oc.output(z.array(loraViewSchema)),
  /** Copies a LoRA's file into the workspace. */
  add: oc.input(z.object({ handle: handleSchema })).output(loraViewSchema),
}
