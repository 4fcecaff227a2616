/** From a recipe back to the settings that it was made with; `adapters` are those of the workspace. */
import type { Recipe } from "./recipe.ts"
import { type Settings, settingsSchema } from "./settings.ts"

export const settingsOfRecipe = (
  recipe: Recipe,
  adapters: readonly { id: string; hash: string }[] = [],
): Settings =>
  settingsSchema.parse({
    ...recipe,
    tags: recipe.tagsUsed,
    history: Math.max(1, recipe.historyUsed),
    neighbours: Math.max(1, recipe.neighbours),
    fit: recipe.rewrite.fit,
    adapter: adapters.find(({ hash }) => hash === recipe.adapter?.hash)?.id ?? null,
    count: 1,
  })
