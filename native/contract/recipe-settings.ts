/** From a recipe back to the settings that it was made with. */
import type { Recipe } from "./recipe.ts"
import { type Settings, settingsSchema } from "./settings.ts"

export const settingsOfRecipe = (recipe: Recipe): Settings =>
  settingsSchema.parse({
    ...recipe,
    tags: recipe.tagsUsed,
    history: Math.max(1, recipe.historyUsed),
    neighbours: Math.max(1, recipe.neighbours),
    fit: recipe.rewrite.fit,
    count: 1,
  })
