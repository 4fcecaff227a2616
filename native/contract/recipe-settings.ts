/** From a recipe back to the settings that it was made with; `adapters` are those of the workspace. */
import type { Recipe } from "./recipe.ts"
import { type Settings, settingsSchema } from "./settings.ts"

export const settingsOfRecipe = (
  { settings, made }: Recipe,
  adapters: readonly { id: string; hash: string }[] = [],
): Settings =>
  settingsSchema.parse({
    ...settings,
    seed: made.seed,
    width: made.width,
    height: made.height,
    adapter: adapters.find(({ hash }) => hash === made.adapter?.hash)?.id ?? null,
    count: 1,
  })
