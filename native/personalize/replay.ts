/** Makes a recipe's image again: the stored T* and neighbours, never a new retrieval. */
import { itemText } from "../contract/catalog.ts"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"
import type { Recipe } from "../contract/recipe.ts"
import type { RawImage } from "../models/image.ts"
import type { Lora } from "../models/lora/lora.ts"
import { version } from "../version.ts"
import { dtypeOf, madeBy } from "./complete-recipe.ts"
import type { DrawHooks } from "./draw.ts"
import { sha256 } from "./hash.ts"
import { listLoras, loraOfPack, openLora } from "./loras.ts"
import { arithmeticRevision } from "./recipe-key.ts"
import type { Session } from "./session.ts"
import { type Studio, withLoras } from "./studio.ts"

export interface Replay {
  image: RawImage
  recipe: Recipe
  /** Why the pixels may differ from the first time, in sentences. */
  warnings: Note[]
}

/**
 * The image as it was drawn, before anything enlarged it. Same pixelKey: the same pixels. Another device, precision or arithmetic is a
 * warning; another pack, adapter, item or neighbour is an error.
 *
 * @throws StudioError recipe.other_pack, recipe.other_adapter, recipe.item_changed, recipe.neighbour_changed,
 *   recipe.no_lora, lora.changed, lora.misfit, catalog.unknown_item, job.cancelled
 */
export async function replay(session: Session, recipe: Recipe, hooks: DrawHooks = {}): Promise<Replay> {
  const { pack, adapter, runtime, workspace } = session.studio
  if (recipe.made.pack.hash !== pack.hash) {
    throw new StudioError("recipe.other_pack", { wanted: recipe.made.pack.name, found: pack.name })
  }
  if (recipe.made.adapter?.hash !== adapter?.hash) {
    throw new StudioError("recipe.other_adapter", {
      wanted: recipe.made.adapter?.name ?? null,
      found: adapter?.name ?? null,
    })
  }
  const item = await workspace.findItem(recipe.plan.item.id)
  if (item.image !== recipe.plan.item.imageHash || sha256(itemText(item)) !== recipe.plan.item.textHash) {
    throw new StudioError("recipe.item_changed", { item: item.id })
  }
  const studio = await withLoras(session.studio, await lorasOf(session.studio, recipe))
  const warnings: Note[] = []
  if (recipe.made.device !== runtime.device) {
    warnings.push(note("recipe.other_device", { made: recipe.made.device, used: runtime.device }))
  }
  if (recipe.made.dtype !== dtypeOf(runtime)) {
    warnings.push(note("recipe.other_precision", { made: recipe.made.dtype, used: dtypeOf(runtime) }))
  }
  if (recipe.made.arithmetic !== arithmeticRevision) {
    warnings.push(note("recipe.other_version", { made: recipe.made.app, used: version }))
  }
  const { image } = await session.draw(await session.conditions({ studio, recipe }), recipe.made.seed, hooks)
  const made = { ...madeBy(studio, recipe.made, recipe.made.loras), createdAt: recipe.made.createdAt }
  const { upscaler: _, ...drawn } = recipe
  return { image, recipe: { ...drawn, made }, warnings: [...warnings, ...runtime.takeNotes()] }
}

/** The recipe's LoRAs by their content, whatever they are called here. */
async function lorasOf({ workspace, pack }: Studio, { made }: Recipe): Promise<Lora[]> {
  if (made.loras.length === 0) return []
  const [installed, own] = [await listLoras(workspace), await loraOfPack(pack, workspace.cacheDir)]
  return Promise.all(
    made.loras.map(({ name, hash }) => {
      if (own?.hash === hash) return { ...own, name }
      const found = installed.find(lora => lora.hash === hash)
      if (!found) throw new StudioError("recipe.no_lora", { lora: name })
      return openLora(workspace, found.name)
    }),
  )
}
