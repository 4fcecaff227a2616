/** Networks that enlarge pictures, by name: those of a workspace, and the pack's own. */
import { z } from "zod"
import { hashSchema } from "./hash.ts"

/** What stands for the upscaler that comes with the pack. */
export const packUpscaler = "pack"

/** The name of an upscaler's folder in a workspace. */
export const upscalerNameSchema = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,99}$/u)
  .refine(name => name !== packUpscaler)

/** One of the workspace's, or the pack's. */
export const upscalerChoiceSchema = z.union([z.literal(packUpscaler), upscalerNameSchema])

/** How many times larger a picture can become. */
export const upscaleTimes = [2, 4] as const
export const upscaleTimesSchema = z.union([z.literal(2), z.literal(4)])
export type UpscaleTimes = z.infer<typeof upscaleTimesSchema>

/** What the studio's page asks for. */
export const upscaleRequestSchema = z.object({
  /** Id of a render. */
  render: z.string().min(1).max(200),
  upscaler: upscalerChoiceSchema,
  times: upscaleTimesSchema,
})

/** What enlarged the image in a file. */
export const upscalerRefSchema = z.strictObject({
  name: upscalerChoiceSchema,
  hash: hashSchema,
  times: z.number().min(1).max(16),
})
export type UpscalerRef = z.infer<typeof upscalerRefSchema>
