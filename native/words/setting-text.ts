/** A setting's value as people read it. */
import type { Settings } from "../contract/settings.ts"
import { type SettingName, settingEntry, settingNames, settingsIn } from "../contract/settings-table.ts"
import type { AllSettingWords } from "./setting-words.ts"

/** What a value that is no number and no choice reads as. */
export type SettingValueWords = {
  readonly on: string
  readonly off: string
  /** A list of nothing. */
  readonly none: string
  /** Between the entries of a list. */
  readonly separator: string
  /** What the pack has of its own. */
  readonly packsOwn: string
}

/** @example settingText(words, values, "scheduler", "ddim") // "DDIM" */
export function settingText(
  words: AllSettingWords,
  values: SettingValueWords,
  name: SettingName,
  value: unknown,
): string {
  if (value === undefined || value === null) return values.packsOwn
  if (typeof value === "boolean") return value ? values.on : values.off
  if (value === "") return values.none
  if (Array.isArray(value)) return value.join(values.separator) || values.none
  const { options } = words[name] as { options?: Readonly<Record<string, string>> }
  return options?.[String(value)] ?? String(value)
}

/** What a setting is called where there is little room: as the paper writes it, or else its name. */
export const shortName = (words: AllSettingWords, name: SettingName): string =>
  settingEntry(name).symbol ?? words[name].label

/** The settings that decide most, on one line: `λ1 1 · λ2 0.2 · H 8`. */
export const mainSettingsText = (
  words: AllSettingWords,
  settings: Readonly<Record<string, unknown>>,
): string =>
  settingsIn("main")
    .filter(name => settings[name] !== undefined)
    .map(name => `${shortName(words, name)} ${settings[name]}`)
    .join(" · ")

/** The settings behind the main ones that a recipe shows one by one: those that have an effect on its image. */
export const settingsToShow = (settings: Settings): SettingName[] =>
  settingNames.filter(name => {
    const { group, decides, neutral } = settingEntry(name)
    const decidesImage = decides === "plan" || decides === "drawing"
    return group !== "main" && decidesImage && JSON.stringify(settings[name]) !== JSON.stringify(neutral)
  })
