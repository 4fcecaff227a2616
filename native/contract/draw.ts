/** A request to draw images. */
import { z } from "zod"
import { idSchema } from "./catalog.ts"
import { settingsSchema } from "./settings.ts"

/** One item × one persona × settings. */
export const drawRequestSchema = z.object({ item: idSchema, persona: idSchema, settings: settingsSchema })
export type DrawRequest = z.input<typeof drawRequestSchema>
