/**
 * The main road: one item × one persona × settings → images, each with the recipe that made it. It reads as the paper
 * does: tags, interests, rewrite, retrieve (plan.ts), attend (conditions.ts), sample, decode (draw.ts).
 */
import type { Item, ItemTags, Persona } from "../contract/catalog.ts"
import type { Note } from "../contract/note.ts"
import type { Recipe } from "../contract/recipe.ts"
import { maxSeed } from "../contract/setting-values.ts"
import type { SettingsInput } from "../contract/settings.ts"
import { type RawImage, readImage } from "../models/image.ts"
import type { DrawHooks } from "./draw.ts"
import type { About, Session } from "./session.ts"
import { Stopwatch, type Timing } from "./stopwatch.ts"

export interface PersonalizeRequest extends About {
  settings: SettingsInput
}

export interface PersonalizeHooks extends DrawHooks {
  /** An image is done; `index` counts from 0. Waited for, so that the image is saved before the next is drawn. */
  onImage?: (index: number, drawn: Drawn) => void | Promise<void>
}

/** One image with the recipe that made it. */
export interface Drawn {
  image: RawImage
  recipe: Recipe
  seconds: number
}

/** Finding tags, interests, T* and neighbours; encoding them; drawing an image. */
export type PersonalizeStage = "plan" | "conditions" | "image"

export interface Personalization {
  item: Item
  persona: Persona
  original: RawImage
  itemTags: ItemTags
  /** The first image's recipe; the others differ in their seed alone. */
  recipe: Recipe
  warnings: Note[]
  images: Drawn[]
  timings: Timing<PersonalizeStage>[]
}

/**
 * Makes `settings.count` images of an item for a persona. Image n uses seed + n and a batch of its own, so that any of
 * them can be made again alone.
 *
 * @throws StudioError the errors of the session's `plan`, `conditions` and `draw`
 */
export async function personalize(
  session: Session,
  { settings, ...about }: PersonalizeRequest,
  hooks: PersonalizeHooks = {},
): Promise<Personalization> {
  const watch = new Stopwatch<PersonalizeStage>()
  const planned = await watch.time("plan", () => session.plan(about, settings))
  const ready = await watch.time("conditions", () => session.conditions(planned))

  const images: Drawn[] = []
  for (let index = 0; index < planned.settings.count; index++) {
    const seed = (planned.settings.seed + index) % (maxSeed + 1)
    const drawn = await watch.time("image", () => session.draw(ready, seed, hooks))
    images.push({ ...drawn, seconds: watch.seconds("image") })
    await hooks.onImage?.(index, images[index]!)
  }
  const { item, persona } = planned.subject
  return {
    item,
    persona,
    original: await readImage(session.studio.workspace.imagePath(item.image)),
    itemTags: planned.plan.tags,
    recipe: planned.recipe,
    warnings: [...planned.warnings, ...session.studio.runtime.takeNotes()],
    images,
    timings: watch.timings,
  }
}
