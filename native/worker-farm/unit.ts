/**
 * The unit of work: a recipe, and the hashes of what it doesn't name itself. As a job of the queue it is text, so that the
 * code of the farm's key covers each byte, and it is read only once that code is right.
 */
import { z } from "zod"
import { parsedJson } from "../base/json.ts"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import { hashSchema } from "../contract/hash.ts"
import { fusesInterest, maxRecipeBytes, type Recipe, recipeSchema } from "../contract/recipe.ts"
import { askKey } from "../personalize/recipe-key.ts"
import type { FarmKey } from "./farm-key.ts"

/** Whether it is as it was drawn: nothing is laid over it yet. */
const isDrawn = ({ layout, upscaler }: Recipe): boolean => layout === undefined && upscaler === undefined

const unitSchema = z.strictObject({
  recipe: recipeSchema.refine(isDrawn),
  /** Of the embeddings of the recipe's image neighbours, in their order; none where they have no effect. */
  embeddings: z.array(hashSchema).max(20),
})
export type Unit = z.infer<typeof unitSchema>

/** The data of a job. */
const messageSchema = z.strictObject({
  version: z.literal(1),
  unit: z.string().max(maxRecipeBytes + 4096),
  code: z.string().regex(/^[0-9a-f]{64}$/),
})
export type UnitMessage = z.infer<typeof messageSchema>

/** @param id the askKey of the unit's recipe @throws StudioError recipe.too_large */
export function writeUnit(id: string, unit: Unit, key: FarmKey): UnitMessage {
  if (!isDrawn(unit.recipe)) throw new Error("workers only draw")
  const text = JSON.stringify(unit)
  if (Buffer.byteLength(text) > maxRecipeBytes)
    throw new StudioError("recipe.too_large", {
      file: unit.recipe.plan.item.id,
      limit: `${maxRecipeBytes / 1024} KB`,
    })
  return { version: 1, unit: text, code: key.codeFor("job", id, text).toString("hex") }
}

/**
 * The unit of the job `id`, which anyone may have written.
 *
 * @throws StudioError farm.bad_job
 */
export function readUnit(id: string, data: unknown, key: FarmKey): Unit {
  const message = messageSchema.safeParse(data).data
  if (!message) throw new StudioError("farm.bad_job", { problem: note("farm.no_unit", {}) })
  if (!key.isCodeFor("job", id, message.unit, Buffer.from(message.code, "hex")))
    throw new StudioError("farm.bad_job", { problem: note("farm.other_key", {}) })
  const unit = parsedJson(message.unit, unitSchema)
  if (!unit) throw new StudioError("farm.bad_job", { problem: note("farm.no_unit", {}) })
  if (askKey(unit.recipe) !== id)
    throw new StudioError("farm.bad_job", { problem: note("farm.other_ask", {}) })
  if (unit.embeddings.length !== (fusesInterest(unit.recipe) ? unit.recipe.plan.imageNeighbours.length : 0))
    throw new StudioError("farm.bad_job", { problem: note("farm.no_unit", {}) })
  return unit
}

/** What decides who may draw a recipe. */
export type MadeFor = Pick<Recipe["made"], "pack" | "adapter" | "loras" | "arithmetic">
