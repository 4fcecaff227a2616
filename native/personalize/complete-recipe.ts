/** A plan and its settings as a recipe: everything that decides the pixels. */
import type { Recipe } from "../contract/recipe.ts"
import { version } from "../version.ts"
import type { Plan } from "./plan.ts"
import type { SizedSettings } from "./settings.ts"
import type { Studio } from "./studio.ts"

/**
 * The recipe of the image that `settings.seed` makes.
 *
 * @param cutsOut whether the item's foreground is cut out of its picture, where the pack can
 */
export function completeRecipe(
  studio: Studio,
  plan: Plan,
  settings: SizedSettings,
  { cutsOut }: { cutsOut: boolean },
): Recipe {
  const { pack, adapter, runtime } = studio
  return {
    ...plan,
    version: 1,
    app: version,
    createdAt: new Date().toISOString(),
    pack: { name: pack.name, hash: pack.hash },
    adapter: adapter && { name: adapter.name, hash: adapter.hash },
    excludeSelf: settings.excludeSelf,
    excludedNeighbours: settings.excludedNeighbours,
    excludedHistory: settings.excludedHistory,
    lambda1: settings.lambda1,
    lambda2: settings.lambda2,
    imageScale: settings.imageScale,
    tagsUsed: settings.tags,
    historyUsed: settings.history,
    neighbours: settings.neighbours,
    scheduler: settings.scheduler,
    steps: settings.steps,
    guidance: settings.guidance,
    seed: settings.seed,
    width: settings.width,
    height: settings.height,
    preprocessing: {
      resize: "keep-whole",
      foreground: cutsOut && pack.has("foreground") ? "network" : "none",
    },
    device: runtime.device,
  }
}
