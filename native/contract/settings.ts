/** What a designer can turn: the settings of one personalisation. Their table is `settings-table.ts`. */
import { z } from "zod"
import {
  type PackSettingName,
  type SettingName,
  type StudySettingName,
  settingEntry,
  settingNames,
  settingsTable,
  studySettingNames,
} from "./settings-table.ts"

export const devices = ["cpu", "webgpu", "cuda", "dml", "coreml"] as const
export const deviceSchema = z.enum(devices)
export type Device = z.infer<typeof deviceSchema>

type Schemas = { [Name in SettingName]: (typeof settingsTable)[Name]["schema"] }

export const settingsSchema = z.object(
  Object.fromEntries(settingNames.map(name => [name, settingsTable[name].schema])) as Schemas,
)

export type Settings = z.output<typeof settingsSchema>
export type SettingsInput = z.input<typeof settingsSchema>

/** What the pack decides where nothing else is asked for: a setting of the table that lacks a value here doesn't compile. */
export const settingsOfPack = (pack: {
  nativeSize: { width: number; height: number }
  guidance: number
}): Record<PackSettingName, number> => ({ ...pack.nativeSize, guidance: pack.guidance })

/** How an image is drawn that is only to be looked at: a solver that is near its end after few steps. */
export const previewSettings = { scheduler: "dpmpp-2m-karras", steps: 12 } as const

/** What a study takes of the settings. */
export const studySettingsSchema = settingsSchema.pick(
  Object.fromEntries(studySettingNames.map(name => [name, true])) as Record<StudySettingName, true>,
)

const without = (settings: Settings, part: "subject" | "call"): Partial<Settings> =>
  Object.fromEntries(
    settingNames.filter(name => settingEntry(name).belongsTo !== part).map(name => [name, settings[name]]),
  )

/** Settings as another item or persona starts with them: without what names items of this one's history and pool. */
export const forAnotherSubject = (settings: Settings): Settings =>
  settingsSchema.parse(without(settings, "subject"))

/** What a preset changes when it is taken: all but which pictures are made. */
export const changedByPreset = (preset: Settings): Partial<Settings> => without(preset, "call")
