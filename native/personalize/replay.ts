/** Makes a recipe's image again: the stored T* and neighbours, never a new retrieval. */

import { itemText } from "../contract/catalog.ts"
import { StudioError } from "../contract/errors.ts"
import type { Recipe } from "../contract/recipe.ts"
import type { RawImage } from "../models/image.ts"
import { version } from "../version.ts"
import type { DrawHooks } from "./draw.ts"
import { sha256 } from "./hash.ts"
import type { Session } from "./session.ts"

export interface Replay {
  image: RawImage
  recipe: Recipe
  /** Why the pixels may differ from the first time, in sentences. */
  warnings: string[]
}

/**
 * Same recipe, same device kind, same version: the same pixels. Another device or version is a warning; another pack,
 * adapter, item or neighbour is an error.
 *
 * @throws StudioError recipe.other_pack, recipe.other_adapter, recipe.item_changed, recipe.neighbour_changed,
 *   catalog.unknown_item, job.cancelled
 */
export async function replay(session: Session, recipe: Recipe, hooks: DrawHooks = {}): Promise<Replay> {
  const { studio } = session
  const { pack, adapter, runtime, workspace } = studio
  if (recipe.pack.hash !== pack.hash) {
    throw new StudioError("recipe.other_pack", { wanted: recipe.pack.name, found: pack.name })
  }
  if (recipe.adapter?.hash !== adapter?.hash) {
    throw new StudioError("recipe.other_adapter", {
      wanted: recipe.adapter?.name ?? null,
      found: adapter?.name ?? null,
    })
  }
  const item = await workspace.findItem(recipe.item.id)
  if (item.image !== recipe.item.imageHash || sha256(itemText(item)) !== recipe.item.textHash) {
    throw new StudioError("recipe.item_changed", { item: item.id })
  }
  const warnings: string[] = []
  if (recipe.device !== runtime.device) {
    warnings.push(
      `The recipe was made on ${recipe.device} and this is ${runtime.device}: pixels may differ slightly.`,
    )
  }
  if (recipe.app !== version) {
    warnings.push(`The recipe was made by version ${recipe.app} and this is ${version}: pixels may differ.`)
  }
  const { image } = await session.draw(await session.conditions({ studio, recipe }), recipe.seed, hooks)
  return { image, recipe: { ...recipe, device: runtime.device, app: version }, warnings }
}
