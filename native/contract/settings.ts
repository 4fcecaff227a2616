/** What a designer can turn: the settings of one personalisation. Their table is `settings-table.ts`. */
import { z } from "zod"
import { type SettingName, settingNames, settingsTable } from "./settings-table.ts"

export const devices = ["cpu", "webgpu", "cuda", "dml", "coreml"] as const
export const deviceSchema = z.enum(devices)
export type Device = z.infer<typeof deviceSchema>

type Schemas = { [Name in SettingName]: (typeof settingsTable)[Name]["schema"] }

export const settingsSchema = z.object(
  Object.fromEntries(settingNames.map(name => [name, settingsTable[name].schema])) as Schemas,
)

export type Settings = z.output<typeof settingsSchema>
export type SettingsInput = z.input<typeof settingsSchema>

/** How an image is drawn that is only to be looked at: a solver that is near its end after few steps. */
export const previewSettings = { scheduler: "dpmpp-2m-karras", steps: 12 } as const
