/** The study that is being set up; it survives a look at another screen. */
import { create } from "zustand"
import { type EvaluationSettings, evaluationSettingsSchema } from "../../native/contract/evaluation.ts"

/** Whole numbers that are typed. */
export const numbers = ["users", "images", "steps", "seed"] as const
export type NumberName = (typeof numbers)[number]

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

export function typeNumber(name: NumberName, text: string): void {
  const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN
  const fits = evaluationSettingsSchema.shape[name].safeParse(value).success
  useStudyDraft.setState(({ settings, wrong: { [name]: _, ...wrong } }) =>
    fits ? { settings: { ...settings, [name]: value }, wrong } : { wrong: { ...wrong, [name]: text } },
  )
}

/** Ends typing: what couldn't be taken falls away. */
export const leaveNumber = (name: NumberName): void =>
  useStudyDraft.setState(({ wrong: { [name]: _, ...wrong } }) => ({ wrong }))
