/** The product that is being set up; it survives a look at another screen. */
import { create } from "zustand"
import type { Chosen } from "../../native/contract/shell.ts"
import { type TeachingSettings, teachingSettingsSchema } from "../../native/contract/teaching.ts"
import {
  defaultTeaching,
  type TeachingNumberName,
  type TeachingNumbersOf,
  teachingNumbers,
} from "./fields.ts"

interface Draft {
  name: string
  word: string
  class: string
  /** Where the pictures are: a folder, or items. */
  folder: Chosen | null
  items: readonly { id: string; title: string }[]
  settings: TeachingNumbersOf
  /** Fields as they stand while they are typed, and those that can't be taken. */
  typed: Partial<Record<TeachingNumberName, string>>
}

export const useTeachDraft = create<Draft>()(() => ({
  name: "",
  word: "",
  class: "",
  folder: null,
  items: [],
  settings: defaultTeaching(),
  typed: {},
}))

export const changeTeaching = (change: Partial<Omit<Draft, "settings" | "typed">>): void =>
  useTeachDraft.setState(change)

export const changeTaught = (change: Partial<TeachingNumbersOf>): void =>
  useTeachDraft.setState(({ settings }) => ({ settings: { ...settings, ...change } }))

export function typeTaught(name: TeachingNumberName, text: string): void {
  const read = teachingNumbers.read(name, text)
  useTeachDraft.setState(({ settings, typed }) => ({
    typed: { ...typed, [name]: text },
    settings: read ? teachingNumbers.change(settings, name, read.value) : settings,
  }))
}

/** Ends typing: what was taken is shown as it is kept. */
export function leaveTaught(name: TeachingNumberName): void {
  useTeachDraft.setState(({ typed }) => {
    const { [name]: text, ...others } = typed
    return text === undefined || teachingNumbers.read(name, text) ? { typed: others } : {}
  })
}

/** Whether a field holds what can't be taken. */
export const hasWrongTaught = ({ typed }: Pick<Draft, "typed">): boolean =>
  Object.entries(typed).some(
    ([name, text]) => teachingNumbers.read(name as TeachingNumberName, text) === null,
  )

export interface TeachingAsk {
  settings: TeachingSettings
  items: string[]
  folder: string | null
}

/** What the draft asks for; null while pictures, word or class are missing. */
export function teachingAsk({ word, class: kind, settings, folder, items }: Draft): TeachingAsk | null {
  const { text, ...others } = settings
  const words = { word, class: kind, ...(text.trim() !== "" && { text }) }
  const whole = teachingSettingsSchema.safeParse({ ...others, ...words })
  if (!whole.success || (folder === null && items.length === 0)) return null
  return { settings: whole.data, items: items.map(({ id }) => id), folder: folder?.handle ?? null }
}
