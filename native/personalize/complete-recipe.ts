/** A plan and its settings as a recipe: everything that decides the pixels. */
import type { Recipe, RecipeMade, RecipeSettings } from "../contract/recipe.ts"
import { version } from "../version.ts"
import { strengthsOf } from "./loras.ts"
import type { Plan } from "./plan.ts"
import { arithmeticRevision } from "./recipe-key.ts"
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
  const foreground = cutsOut && studio.pack.has("foreground") ? "network" : "none"
  return {
    version: 2,
    settings: recipeSettings(settings),
    plan: { ...plan, preprocessing: { resize: "keep-whole", foreground } },
    made: madeBy(studio, settings, strengthsOf(studio.loras, settings)),
  }
}

/** The settings as a recipe holds them. */
export function recipeSettings(settings: SizedSettings): RecipeSettings {
  const { seed, count, width, height, adapter, loras, loraStrength, ...asked } = settings
  return asked
}

/** What makes an image at a studio now. */
export function madeBy(
  { pack, adapter, runtime }: Pick<Studio, "pack" | "adapter" | "runtime">,
  { seed, width, height }: Pick<RecipeMade, "seed" | "width" | "height">,
  loras: RecipeMade["loras"],
): RecipeMade {
  return {
    app: version,
    createdAt: new Date().toISOString(),
    pack: { name: pack.name, hash: pack.hash },
    adapter: adapter && { name: adapter.name, hash: adapter.hash },
    loras,
    device: runtime.device,
    dtype: "float32",
    arithmetic: arithmeticRevision,
    seed,
    width,
    height,
  }
}
