/** Personas and their interests. */
import { oc } from "@orpc/contract"
import { z } from "zod"
import { awaySchema, erasedSchema, personaSchema } from "../catalog.ts"
import { interestSchema } from "../recipe.ts"
import { idSchema, itemSummarySchema, pageSchema, tagSchema } from "./common.ts"

const personaId = z.object({ id: idSchema })

export const personaSummarySchema = z.object({
  id: idSchema,
  name: z.string(),
  scenario: z.string(),
  origin: z.enum(["user", "picked"]),
  /** Length of its history. */
  items: z.int(),
  /** Its five latest items. */
  latest: z.array(itemSummarySchema),
  pinned: z.array(z.string()),
  banned: z.array(z.string()),
})
export type PersonaSummary = z.infer<typeof personaSummarySchema>

const personaPageSchema = z.object({
  persona: personaSchema,
  history: z.array(itemSummarySchema),
  away: awaySchema,
  /** Whether a shopper's history is behind it, which can be erased. */
  shopper: z.boolean(),
})

export const personas = {
  list: oc
    .input(
      pageSchema.extend({
        scenario: z.string().optional(),
        search: z.string().trim().max(200).default(""),
        away: awaySchema.default("none"),
      }),
    )
    .output(z.object({ total: z.int(), personas: z.array(personaSummarySchema) })),
  get: oc.input(personaId).output(personaPageSchema),
  /** Every tag of the history, counted (eq. 5), most frequent first; banned ones too. */
  interests: oc
    .input(personaId.extend({ history: z.int().min(1).max(50).default(50) }))
    .output(z.array(interestSchema)),
  create: oc
    .input(
      z.object({
        name: z.string().trim().min(1).max(200),
        scenario: z.string(),
        items: z.array(idSchema).min(1).max(500),
      }),
    )
    .output(personaSchema),
  duplicate: oc.input(personaId.extend({ name: z.string().trim().min(1).max(200) })).output(personaSchema),
  update: oc
    .input(
      personaId.extend({
        name: z.string().trim().min(1).max(200).optional(),
        pinned: z.array(tagSchema).max(64).optional(),
        banned: z.array(tagSchema).max(256).optional(),
      }),
    )
    .output(personaSchema),
  /** Returns the removed persona, so that it can be put back. */
  remove: oc.input(personaId).output(personaSchema),
  /** Erases the shopper whose history the persona is, for good: there is no way back. */
  erase: oc.input(personaId).output(erasedSchema),
  putBack: oc.input(personaSchema).output(personaSchema),
}
