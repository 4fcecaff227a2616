/** The settings of one personalisation. Their table is `settings-table.ts`. */
import { z } from "zod"
import type { StructureKind } from "./setting-values.ts"
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

/** What networks compute in: float32 or float16. */
export type Precision = "full" | "half"
/** `auto` is half on a GPU that can, and full on the CPU. */
export const precisionChoices = ["auto", "full", "half"] as const
export const precisionSchema = z.enum(precisionChoices)
export type PrecisionChoice = z.infer<typeof precisionSchema>

type Schemas = { [Name in SettingName]: (typeof settingsTable)[Name]["schema"] }

export const settingsSchema = z.object(
  Object.fromEntries(settingNames.map(name => [name, settingsTable[name].schema])) as Schemas,
)

export type Settings = z.output<typeof settingsSchema>
export type SettingsInput = z.input<typeof settingsSchema>

/** The settings that are the pack's where nothing else is asked for, decided. */
export type PackSettings = { [Name in PackSettingName]: NonNullable<Settings[Name]> }

/** What the pack decides: a setting of the table that lacks a value here doesn't compile. */
export const settingsOfPack = (pack: {
  nativeSize: { width: number; height: number }
  guidance: number
  structureScale: number
  structureKinds: readonly StructureKind[]
}): PackSettings => ({
  ...pack.nativeSize,
  guidance: pack.guidance,
  structure: pack.structureScale,
  structureKind: pack.structureKinds[0] ?? "edges",
})

/** How previews are drawn: with a solver that is close to the final image after few steps. */
export const previewSettings = { scheduler: "dpmpp-2m-karras", steps: 12 } as const

/** How a model for few steps draws best: with its own solver, and without a second row. */
export const fewStepsSettings = {
  scheduler: "lcm",
  steps: 4,
  guidance: 1,
} as const satisfies Partial<Settings>

/** The settings that a study takes. */
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

/** The settings that a preset changes: all but the seed and number of the pictures. */
export const changedByPreset = (preset: Settings): Partial<Settings> => without(preset, "call")
