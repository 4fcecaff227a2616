/** Takes an adapter to the studio, as a step that can be taken back. */
import { useTranslations } from "use-intl"
import { useLocation } from "wouter"
import { paths } from "../app/paths.ts"
import { useSettingsSteps } from "../studio/use-settings-steps.ts"

export function useUseAdapter(): (adapter: { id: string; name: string }) => void {
  const t = useTranslations("training.run")
  const [, navigate] = useLocation()
  const steps = useSettingsSteps()
  return ({ id, name }) => {
    steps.take(t("used", { name }), { adapter: id })
    navigate(`~${paths.studio}`)
  }
}
