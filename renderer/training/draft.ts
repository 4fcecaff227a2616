/** The run that is being set up; it survives a look at another screen. */
import { create } from "zustand"
import { type TrainingSettings, trainingSettingsSchema } from "../../native/contract/training.ts"
import { type NumberName, readNumber, withNumber } from "./fields.ts"

interface Draft {
  /** null until it was typed: the default holds the day. */
  name: string | null
  /** The latest that could be taken. */
  settings: TrainingSettings
  /** Fields as they stand while they are typed, and those that can't be taken. */
  typed: Partial<Record<NumberName, string>>
}

export const useTrainingDraft = create<Draft>()(() => ({
  name: null,
  settings: trainingSettingsSchema.parse({}),
  typed: {},
}))

const set = useTrainingDraft.setState

export const nameRun = (name: string | null): void => set({ name })

export const changeTraining = (change: Partial<TrainingSettings>): void =>
  set(({ settings }) => ({ settings: { ...settings, ...change } }))

export function typeNumber(name: NumberName, text: string): void {
  const read = readNumber(name, text)
  set(({ settings, typed }) => ({
    typed: { ...typed, [name]: text },
    settings: read ? withNumber(settings, name, read.value) : settings,
  }))
}

/** Ends typing: what was taken is shown as it is kept. */
export function leaveNumber(name: NumberName): void {
  set(({ typed }) => {
    const { [name]: text, ...others } = typed
    return text === undefined || readNumber(name, text) ? { typed: others } : {}
  })
}

/** Whether a field holds what can't be taken. */
export const hasWrongNumber = ({ typed }: Pick<Draft, "typed">): boolean =>
  Object.entries(typed).some(([name, text]) => readNumber(name as NumberName, text) === null)
