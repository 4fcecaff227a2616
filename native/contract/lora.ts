/** LoRAs of a workspace, by name. */
import { z } from "zod"

/** The name of a LoRA's folder in a workspace: no path that leaves it, and no `=`, which the command line needs. */
export const loraNameSchema = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,99}$/u)

/** What stands for the LoRA for few steps that comes with the pack, where the workspace has none of that name. */
export const packLora = "pack"

/** How strongly one may act. Negative strengths turn its effect round. */
export const strongestLora = 2

/** As many as one picture is drawn with. */
export const mostLoras = 8

export const loraAskSchema = z.object({
  name: loraNameSchema,
  strength: z.number().min(-strongestLora).max(strongestLora).default(1),
})
export type LoraAsk = z.output<typeof loraAskSchema>

export const lorasSchema = z
  .array(loraAskSchema)
  .max(mostLoras)
  .refine(loras => new Set(loras.map(({ name }) => name)).size === loras.length, "names a LoRA twice")
