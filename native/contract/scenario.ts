/**
 * A scenario is the purpose of the images (movie poster, outfit, …): the φ of the paper, its tagger prompts
 * (figure 6) and the vocabulary that the built-in tagger looks for.
 */
import { z } from "zod"
import { avoidedTextSchema } from "./setting-values.ts"
import type { SettingsInput } from "./settings.ts"
import { settingsTable } from "./settings-table.ts"

/** A facet is one thing to look for in an image (subject, palette, …); `{tag}` in its template stands for a tag. */
export const facetSchema = z.object({
  name: z.string().min(1).max(60),
  template: z.string().max(200).includes("{tag}"),
  tags: z.array(z.string().min(1).max(60)).min(2).max(500),
})

export const scenarioSchema = z.object({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  name: z.string().min(1).max(60),
  /** φ: the words that fill "This φ is about …". */
  phi: z.string().min(1).max(60),
  imagePrompt: z.string().min(1).max(2000),
  textPrompt: z.string().min(1).max(2000),
  /** Most tags a tagger may give per modality: fewer than 8 in the paper. */
  maxTags: z.int().min(1).max(7),
  /** H and k that the scenario starts with. */
  defaultTags: settingsTable.tags.schema.unwrap(),
  defaultHistory: settingsTable.history.schema.unwrap(),
  /** Words to avoid in each of its pictures. */
  avoid: avoidedTextSchema.default(""),
  facets: z.array(facetSchema).min(1).max(30),
})

export type Facet = z.infer<typeof facetSchema>
export type Scenario = z.infer<typeof scenarioSchema>

/** The settings that a scenario starts with. */
export const scenarioSettings = ({
  defaultTags,
  defaultHistory,
}: Pick<Scenario, "defaultTags" | "defaultHistory">): Pick<SettingsInput, "tags" | "history"> => ({
  tags: defaultTags,
  history: defaultHistory,
})
