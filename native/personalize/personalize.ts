/**
 * The main road: one item × one persona × settings → images, each with the recipe that made it. It reads as the paper
 * does: tags, interests, rewrite, retrieve (plan.ts), attend (conditions.ts), sample, decode (draw.ts).
 */

import type { Item, ItemTags, Persona } from "../contract/catalog.ts"
import type { Recipe } from "../contract/recipe.ts"
import { maxSeed } from "../contract/setting-values.ts"
import type { SettingsInput } from "../contract/settings.ts"
import { type RawImage, readImage } from "../models/image.ts"
import { completeRecipe } from "./complete-recipe.ts"
import { buildConditions } from "./conditions.ts"
import { farFromPack } from "./domain.ts"
import { type DrawHooks, draw } from "./draw.ts"
import { findSubject, planPersonalization } from "./plan.ts"
import { parseSettings, withinPack } from "./settings.ts"
import { Stopwatch, type Timing } from "./stopwatch.ts"
import { type Studio, studioFor } from "./studio.ts"

export interface PersonalizeRequest {
  /** An item's id, and a persona's id or name. */
  item: string
  persona: string
  settings: SettingsInput
}

export interface PersonalizeHooks extends DrawHooks {
  /** An image is done; `index` counts from 0. Waited for, so that what it keeps is kept before the next is drawn. */
  onImage?: (index: number, drawn: Drawn) => void | Promise<void>
}

/** One image with the recipe that made it. */
export interface Drawn {
  image: RawImage
  recipe: Recipe
  seconds: number
}

export interface Personalization {
  item: Item
  persona: Persona
  original: RawImage
  itemTags: ItemTags
  /** The first image's recipe; the others differ in their seed alone. */
  recipe: Recipe
  warnings: string[]
  images: Drawn[]
  timings: Timing[]
}

/**
 * Makes `settings.count` images of an item for a persona. Image n uses seed + n and a batch of its own, so that any of
 * them can be made again alone.
 *
 * @throws StudioError settings.invalid, catalog.unknown_item, catalog.unknown_persona, persona.short_history,
 *   item.untagged, item.unprepared, job.cancelled
 */
export async function personalize(
  opened: Studio,
  request: PersonalizeRequest,
  hooks: PersonalizeHooks = {},
): Promise<Personalization> {
  const asked = parseSettings(request.settings, opened.pack)
  const studio = await studioFor(opened, asked)
  const { settings, warnings } = withinPack(asked, studio.pipeline)
  const watch = new Stopwatch()

  const subject = await watch.time("read item, persona and history", () =>
    findSubject(studio, request.item, request.persona, settings),
  )
  const plan = await watch.time("tags, interests, rewrite, retrieve", () =>
    planPersonalization(studio, subject, settings),
  )
  const recipe = completeRecipe(studio, plan, settings)
  const conditions = await watch.time("encode and attend", () => buildConditions(studio, recipe))
  warnings.push(...(await farFromPack(studio, subject.item.scenario)))

  const images: Drawn[] = []
  for (let index = 0; index < settings.count; index++) {
    const own: Recipe = { ...recipe, seed: (settings.seed + index) % (maxSeed + 1) }
    const name = `image ${index + 1}`
    const image = await watch.time(name, () => draw(studio, own, conditions, hooks))
    const drawn = { image, recipe: own, seconds: watch.seconds(name) }
    images.push(drawn)
    await hooks.onImage?.(index, drawn)
  }
  return {
    item: subject.item,
    persona: subject.persona,
    original: await readImage(studio.workspace.imagePath(subject.item.image)),
    itemTags: plan.tags,
    recipe,
    warnings,
    images,
    timings: watch.timings,
  }
}
