/** The upscalers of the workspace and of the pack in use. */
import { oc } from "@orpc/contract"
import { z } from "zod"
import { upscaleRequestSchema, upscalerChoiceSchema } from "../upscaler.ts"
import { handleSchema } from "./common.ts"
import { jobSchema } from "./jobs.ts"

export const upscalerViewSchema = z.object({
  /** `pack` for the pack's own. */
  name: upscalerChoiceSchema,
  /** How many times larger it makes a picture. */
  scale: z.number(),
})
export type UpscalerView = z.infer<typeof upscalerViewSchema>

export const upscalers = {
  /** The pack's own first, then those of the workspace by name. */
  list: oc.output(z.array(upscalerViewSchema)),
  /** Copies an upscaler's file into the workspace. */
  add: oc.input(z.object({ handle: handleSchema })).output(upscalerViewSchema),
  /** Enlarges a render, as a job; the larger one is kept beside it. */
  upscale: oc.input(upscaleRequestSchema).output(jobSchema),
}
