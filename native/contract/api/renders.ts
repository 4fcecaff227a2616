/** The history: every render is kept, with its recipe. */
import { oc } from "@orpc/contract"
import { z } from "zod"
import { noteSchema } from "../note.ts"
import { recipeSchema } from "../recipe.ts"
import { settingsSchema } from "../settings.ts"
import { markSchema, verdictSchema } from "../verdict.ts"
import { idSchema, keySchema, pageSchema } from "./common.ts"
import { metricsSchema } from "./studio.ts"

export const renderSchema = z.object({
  id: keySchema,
  createdAt: z.iso.datetime(),
  /** The item and persona of this workspace; null for one that is gone or came from elsewhere. */
  item: idSchema,
  itemTitle: z.string(),
  persona: idSchema.nullable(),
  personaName: z.string(),
  starred: z.boolean(),
  verdict: verdictSchema,
  metrics: metricsSchema.nullable(),
  recipe: recipeSchema,
  /** Whether its file stays in a farm's store: the workspace has a small copy, and fetches the file when it is looked at. */
  isStored: z.boolean().default(false),
})
export type RenderView = z.infer<typeof renderSchema>

const ids = z.object({ ids: z.array(keySchema).min(1).max(1000) })

export const renders = {
  list: oc
    .input(
      pageSchema.extend({
        item: idSchema.optional(),
        persona: idSchema.optional(),
        starred: z.boolean().optional(),
        verdict: verdictSchema.optional(),
      }),
    )
    .output(z.object({ total: z.int(), renders: z.array(renderSchema) })),
  get: oc.input(z.object({ id: keySchema })).output(renderSchema),
  /** Has the file of a render that a farm keeps here, as looking at it does. @throws render.unknown, farm.* */
  fetch: oc.input(z.object({ id: keySchema })),
  mark: oc.input(ids.extend(markSchema.shape)).output(z.array(renderSchema)),
  /** Hides it at once and deletes it later: `restore` undoes it for 30 days. */
  remove: oc.input(ids).output(z.object({ removed: z.int() })),
  restore: oc.input(ids).output(z.array(renderSchema)),
  /** The recipe inside an image file of at most 32 MB, and what of it this workspace knows. */
  readRecipe: oc.input(z.object({ file: z.file().max(32 * 1024 * 1024) })).output(
    z.object({
      recipe: recipeSchema,
      settings: settingsSchema,
      item: idSchema.nullable(),
      persona: idSchema.nullable(),
      /** Differences from when it was made: another pack, a changed item. */
      warnings: z.array(noteSchema),
    }),
  ),
}

export const presetSchema = z.object({
  id: keySchema,
  name: z.string().trim().min(1).max(80),
  scenario: z.string(),
  settings: settingsSchema,
})
export type Preset = z.infer<typeof presetSchema>

export const presets = {
  list: oc.output(z.array(presetSchema)),
  save: oc.input(presetSchema.omit({ id: true })).output(presetSchema),
  remove: oc.input(z.object({ id: keySchema })).output(presetSchema),
  /** Settings that a scenario was last used with; null before its first use. */
  lastUsed: oc.input(z.object({ scenario: z.string() })).output(settingsSchema.nullable()),
}
