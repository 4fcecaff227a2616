/** Says once when a newer version of the program is found, wherever the user is. */
import { useEffect, useRef } from "react"
import { useLocation } from "wouter"
import { notify } from "../app/notices.tsx"
import { paths } from "../app/paths.ts"
import { useTranslations } from "../app/translations.ts"
import { useUpdates } from "../engine/use-updates.ts"

export function useUpdateNotice(): void {
  const t = useTranslations("settings.updates")
  const [location, navigate] = useLocation()
  const progress = useUpdates()?.progress
  const found = progress?.step === "found" ? progress.version : null
  const told = useRef<string | null>(null)
  useEffect(() => {
    if (found === null || told.current === found) return
    told.current = found
    // There it stands already.
    if (location.startsWith(paths.settings)) return
    notify({
      text: t("notice", { version: found }),
      action: { label: t("show"), run: () => navigate(paths.settings) },
    })
  }, [found, location, navigate, t])
}
