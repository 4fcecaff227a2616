/** Takes up the settings that made a render, as a step with its way back. */
import { useQuery } from "@tanstack/react-query"
import type { RenderView } from "../../native/contract/api/renders.ts"
import { settingsOfRecipe } from "../../native/contract/recipe-settings.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { draft } from "../shared/studio-draft.ts"
import { useSettingsSteps } from "../shared/use-settings-steps.ts"

export function useRestore(): (render: RenderView) => void {
  const t = useTranslations("studio.variants")
  const settings = useSettingsSteps()
  const { data: adapters } = useQuery(orpc.adapters.list.queryOptions())
  const { data: loras } = useQuery(orpc.loras.list.queryOptions())
  return ({ recipe }) => {
    const { count } = draft().settings
    const restored = settingsOfRecipe(recipe, adapters, loras)
    const { adapter } = recipe.made
    const gone = adapter && restored.adapter === null ? adapter.name : null
    const lora = recipe.made.loras.find(({ hash }) => !loras?.some(lora => lora.hash === hash))
    const without = lora ? t("restoredWithoutLora", { name: lora.name }) : t("restored")
    const label = gone === null ? without : t("restoredWithout", { name: gone })
    settings.take(label, { ...restored, count })
  }
}
