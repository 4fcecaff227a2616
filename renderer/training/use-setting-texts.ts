/** A run's settings in words: their standard names and their values. */
import { useQuery } from "@tanstack/react-query"
import { useFormatter } from "use-intl"
import type { TrainingSettings } from "../../native/contract/training.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { useScenarioName } from "../shared/scenario-name.ts"
import { advanced, type NumberName, numberText } from "./fields.ts"

export type SettingName = NumberName | "schedule" | "target" | "scenario" | "from" | "polite"

export const settingNames: readonly SettingName[] = [
  ...(["steps", "scenario", "from", "target", "polite", "schedule"] as const),
  ...advanced.learning,
  ...advanced.sampling,
  ...advanced.keeping,
]

export function useSettingTexts(): {
  nameOf: (setting: SettingName) => string
  textOf: (setting: SettingName, settings: TrainingSettings) => string
} {
  const t = useTranslations("training")
  const format = useFormatter()
  const scenarioName = useScenarioName()
  const { data: adapters } = useQuery(orpc.adapters.list.queryOptions())
  return {
    nameOf(setting) {
      switch (setting) {
        case "scenario":
        case "from":
        case "target":
          return t(setting)
        case "polite":
          return t("pace")
        default:
          return t(`fields.${setting}.label`)
      }
    },
    textOf(setting, settings) {
      switch (setting) {
        case "scenario": {
          const { scenario } = settings
          return scenario === null ? t("allScenarios") : scenarioName(scenario)
        }
        case "from": {
          const { from } = settings
          return from === null ? t("packsOwn") : (adapters?.find(({ id }) => id === from)?.name ?? from)
        }
        case "target":
          return t(`targets.${settings.target}`)
        case "polite":
          return t(settings.polite ? "paces.polite" : "paces.full")
        case "schedule":
          return t(`schedules.${settings.schedule}`)
        default: {
          const value = settings[setting]
          if (value === undefined) return t(setting === "microBatch" ? "compare.asFits" : "compare.own")
          const text = numberText(setting, value)
          return value < 0.001 && value > 0 ? text : format.number(Number(text), { maximumFractionDigits: 4 })
        }
      }
    },
  }
}
