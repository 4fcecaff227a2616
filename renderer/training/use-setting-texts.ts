/** A run's settings in words: their standard names and their values. */
import { useQuery } from "@tanstack/react-query"
import { useFormatter } from "use-intl"
import type { TeachingSettings } from "../../native/contract/teaching.ts"
import type { Run, TrainingSettings } from "../../native/contract/training.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { useScenarioName } from "../shared/scenario-name.ts"
import { advanced, type NumberName, numberText } from "./fields.ts"

/** Of any kind of run: those that it hasn't are absent. */
export type RunSettings = Partial<TrainingSettings> & Partial<TeachingSettings>

const productNames = [
  "word",
  "class",
  "text",
  "rank",
  "alpha",
  "convolutions",
  "textEncoder",
  "classPictures",
  "classAlone",
  "priorWeight",
] as const

type ProductName = (typeof productNames)[number]

export type SettingName = NumberName | "schedule" | "target" | "scenario" | "from" | "polite" | ProductName

const isOfProduct = (setting: SettingName): setting is ProductName =>
  (productNames as readonly SettingName[]).includes(setting)

const settingNames: Readonly<Record<Run["kind"], readonly SettingName[]>> = {
  interests: [
    ...(["steps", "scenario", "from", "target", "polite", "schedule"] as const),
    ...advanced.learning,
    ...advanced.sampling,
    ...advanced.keeping,
  ],
  product: [
    ...productNames,
    ...(["steps", "target", "polite", "schedule"] as const),
    ...advanced.learning,
    ...advanced.keeping,
  ],
}

/** What runs set, in the order it is shown in. */
export const settingNamesOf = (runs: readonly Pick<Run, "kind">[]): SettingName[] => [
  ...new Set(runs.flatMap(({ kind }) => settingNames[kind])),
]

export function useSettingTexts(): {
  nameOf: (setting: SettingName) => string
  textOf: (setting: SettingName, settings: RunSettings) => string
} {
  const t = useTranslations("training")
  const format = useFormatter()
  const scenarioName = useScenarioName()
  const { data: adapters } = useQuery(orpc.adapters.list.queryOptions())
  return {
    nameOf(setting) {
      if (isOfProduct(setting)) return t(`teach.fields.${setting}.label`)
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
      if (!(setting in settings) && setting !== "microBatch" && setting !== "tags" && setting !== "history")
        return t("run.none")
      switch (setting) {
        case "scenario": {
          const { scenario } = settings
          return !scenario ? t("allScenarios") : scenarioName(scenario)
        }
        case "from": {
          const { from } = settings
          return !from ? t("packsOwn") : (adapters?.find(({ id }) => id === from)?.name ?? from)
        }
        case "target":
          return t(`targets.${settings.target!}`)
        case "polite":
          return t(settings.polite ? "paces.polite" : "paces.full")
        case "schedule":
          return t(`schedules.${settings.schedule!}`)
        case "convolutions":
          return t(settings.convolutions ? "teach.parts.convolutions" : "teach.parts.attention")
        case "textEncoder":
          return t(settings.textEncoder ? "teach.textEncoders.taught" : "teach.textEncoders.kept")
        case "classAlone":
          return t(settings.classAlone ? "teach.classTexts.alone" : "teach.classTexts.both")
        case "word":
        case "class":
        case "text":
          return settings[setting]!
        case "rank":
        case "alpha":
        case "classPictures":
        case "priorWeight":
          return format.number(settings[setting]!, { maximumFractionDigits: 4 })
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
