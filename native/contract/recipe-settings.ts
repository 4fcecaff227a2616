/** From a recipe back to the settings that it was made with; adapters and LoRAs are those of the workspace. */
import { strongestLora } from "./lora.ts"
import type { Recipe } from "./recipe.ts"
import { type Settings, settingsSchema } from "./settings.ts"

export const settingsOfRecipe = (
  { settings, made }: Recipe,
  adapters: readonly { id: string; hash: string }[] = [],
  loras: readonly { name: string; hash: string }[] = [],
): Settings =>
  settingsSchema.parse({
    ...settings,
    seed: made.seed,
    width: made.width,
    height: made.height,
    adapter: adapters.find(({ hash }) => hash === made.adapter?.hash)?.id ?? null,
    loras: made.loras.flatMap(({ hash, strength }) => {
      const name = loras.find(lora => lora.hash === hash)?.name
      return name === undefined ? [] : [{ name, strength: within(strength) }]
    }),
    count: 1,
  })

/** With all strengths doubled at once, one may have been stronger than it is set alone. */
const within = (strength: number): number => Math.min(strongestLora, Math.max(-strongestLora, strength))
