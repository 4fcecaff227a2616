/** The study that is being set up; it survives a look at another screen. */
import type { z } from "zod"
import { create } from "zustand"
import {
  type EvaluationSettings,
  evaluationSettingsSchema,
  type StudyName,
} from "../../native/contract/evaluation.ts"
import { settingEntry, studySettingNames } from "../../native/contract/settings-table.ts"

const settingNumbers = studySettingNames.filter(name => settingEntry(name).kind === "number")

/** Numbers that are typed: how large the study is, and the settings that it draws with. */
export const sizes = ["users", "images"] as const
export type NumberName = (typeof sizes)[number] | (typeof settingNumbers)[number]

interface Draft {
  settings: EvaluationSettings
  /** Fields that hold what can't be taken, as they stand. */
  wrong: Partial<Record<NumberName, string>>
}

export const useStudyDraft = create<Draft>()(() => ({
  settings: evaluationSettingsSchema.parse({ study: "methods" }),
  wrong: {},
}))

export const changeStudy = (change: Partial<EvaluationSettings>): void =>
  useStudyDraft.setState(({ settings }) => ({ settings: { ...settings, ...change } }))

/** Only the study of methods takes further arms. */
export const chooseStudy = (study: StudyName): void =>
  changeStudy(study === "methods" ? { study } : { study, baselines: [] })

/** What a number may be. */
export const numberSchema = (name: NumberName) => evaluationSettingsSchema.shape[name].unwrap() as z.ZodNumber

/** The number that a text stands for, undefined where it is left to the pack; null when it can't be taken. */
export function readNumber(name: NumberName, text: string): { value: number | undefined } | null {
  const typed = text.trim()
  const schema = evaluationSettingsSchema.shape[name]
  // An empty field would otherwise read as the default.
  if (typed === "") return schema.def.type === "optional" ? { value: undefined } : null
  const value = Number(typed.replace(",", "."))
  return schema.safeParse(value).success ? { value } : null
}

export function typeNumber(name: NumberName, text: string): void {
  const read = readNumber(name, text)
  useStudyDraft.setState(({ settings, wrong: { [name]: _, ...wrong } }) =>
    read ? { settings: { ...settings, [name]: read.value }, wrong } : { wrong: { ...wrong, [name]: text } },
  )
}

/** Ends typing: what couldn't be taken falls away. */
export const leaveNumber = (name: NumberName): void =>
  useStudyDraft.setState(({ wrong: { [name]: _, ...wrong } }) => ({ wrong }))
