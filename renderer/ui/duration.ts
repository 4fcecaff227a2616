/** Durations for people, in one unit. */
import { useTranslations } from "../app/translations.ts"

/** @example useDurationText()(150) // "3 minutes" */
export function useDurationText(): (seconds: number) => string {
  const t = useTranslations("jobs")
  return seconds => {
    if (seconds < 90) return t("seconds", { count: Math.max(1, Math.round(seconds)) })
    if (seconds < 90 * 60) return t("minutes", { count: Math.round(seconds / 60) })
    return t("hours", { count: Math.round(seconds / 3600) })
  }
}
