/** A plan and its settings as a recipe: everything that decides the pixels. */
import { cutOutOf } from "../catalog/cut-outs.ts"
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
  return {
    version: 2,
    settings: recipeSettings(settings),
    plan: { ...plan, preprocessing: preprocessingOf(studio, plan, cutsOut) },
    made: madeBy(studio, settings, strengthsOf(studio.loras, settings)),
  }
}

/** A picture that came cut out needs no network for it. */
function preprocessingOf({ pack, workspace }: Studio, { item }: Plan, cutsOut: boolean): Preprocessing {
  const resize = "keep-whole"
  const opacity = cutsOut ? cutOutOf(workspace, item.imageHash) : null
  if (opacity) return { resize, foreground: "own", opacity }
  return { resize, foreground: cutsOut && pack.has("foreground") ? "network" : "none" }
}

type Preprocessing = Recipe["plan"]["preprocessing"]

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
    dtype: dtypeOf(runtime),
    arithmetic: arithmeticRevision,
    seed,
    width,
    height,
  }
}

/** What a recipe calls the precision of a runtime. */
export const dtypeOf = ({ precision }: Studio["runtime"]): RecipeMade["dtype"] =>
  precision === "half" ? "float16" : "float32"
