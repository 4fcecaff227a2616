/** The settings of a personalisation as command-line flags, made from the table of settings. */
import type { Command } from "commander"
import { note } from "../contract/codes/index.ts"
import { loraAskSchema, mostLoras, strongestLora } from "../contract/lora.ts"
import type { Note } from "../contract/note.ts"
import { type Settings, type SettingsInput, settingsSchema } from "../contract/settings.ts"
import {
  type SettingName,
  type SweepName,
  settingEntry,
  settingNames,
  sweepNames,
} from "../contract/settings-table.ts"
import type { SweepValue } from "../contract/sweep.ts"
import { withoutStop } from "../words/say.ts"
import { mainSettingsText, settingText, shortName as shortNameIn } from "../words/setting-text.ts"
import { settingValuesIn, settingWordsIn } from "../words/settings-in.ts"
import { type Flag, FlagTable, type Preset, refuseIfAny } from "./flags.ts"
import { repeated } from "./options.ts"
import { help, localeInUse } from "./voice.ts"

const wordsInUse = () => settingWordsIn(localeInUse())

/** What --help says of a setting, before its range. */
export const aboutSetting = (name: SettingName): string => {
  const { label, explain } = wordsInUse()[name]
  return help("extra.labelled", { label, text: withoutStop(explain) })
}

/** What a setting is called in a table: as the paper writes it, or else its name. */
export const shortName = (name: SettingName): string => shortNameIn(wordsInUse(), name)

/** A setting and its value as a row of a table. */
export const settingRow = (name: SettingName, value: unknown): [label: string, value: string] => {
  const words = wordsInUse()
  return [words[name].label, settingText(words, settingValuesIn(localeInUse()), name, value)]
}

/** A setting's value as people read it. */
export const valueText = (name: SettingName, value: unknown): string =>
  settingText(wordsInUse(), settingValuesIn(localeInUse()), name, value)

/** The settings that decide most, on one line. */
export const mainSettings = (settings: Readonly<Record<string, unknown>>): string =>
  mainSettingsText(wordsInUse(), settings)

/** Flags of settings, for a command that takes some of them among its own. */
export const flagsOf = <Name extends SettingName>(names: readonly Name[]): Flag<Name>[] =>
  names.flatMap(setting => {
    const { flag, repeatable } = settingEntry(setting)
    return flag ? [{ setting, flag, repeatable, about: () => aboutSetting(setting) }] : []
  })

/** Whose default counts, where it isn't the schema's. */
export const presetsOf = <Name extends SettingName>(names: readonly Name[]): Partial<Record<Name, Preset>> =>
  Object.fromEntries(
    names.flatMap(name => {
      const { presetBy } = settingEntry(name)
      return presetBy ? [[name, presetBy]] : []
    }),
  ) as Partial<Record<Name, Preset>>

const table = new FlagTable<SettingName>(settingsSchema, flagsOf(settingNames), presetsOf(settingNames))

export interface SettingsOptions {
  size?: string
  lora?: string[]
}

/** Adds the flags, but for those that the command reads in its own way. */
export const withSettings = (
  command: Command,
  omit: readonly SettingName[] = [],
  defaults: Partial<Settings> = {},
): Command =>
  table
    .addTo(command, omit, defaults)
    .option("--size <WxH>", help("common.size"))
    .option("--lora <nameAndStrength>", help("common.lora"), repeated)

/**
 * The settings that were given, checked.
 *
 * @throws StudioError settings.invalid naming every flag, its value and what it may be
 */
export function readSettings(options: SettingsOptions): SettingsInput {
  const { values, problems } = table.read(options)
  if (options.size !== undefined) {
    const [, width, height] = /^(\d+)[x×](\d+)$/i.exec(options.size) ?? []
    Object.assign(values, { width: Number(width), height: Number(height) })
    if (!table.fits("width", values.width) || !table.fits("height", values.height)) {
      problems.push(note("cli.size", { value: options.size, range: table.describe("width") }))
    }
  }
  if (options.lora !== undefined) values.loras = options.lora.map(raw => readLora(raw, problems))
  if (problems.length === 0 && !table.fits("loras", values.loras ?? []))
    problems.push(
      note("cli.loras", { value: options.lora!.join(", "), strongest: strongestLora, most: mostLoras }),
    )
  refuseIfAny(problems)
  return values as SettingsInput
}

/** `NAME` or `NAME=STRENGTH`. */
function readLora(raw: string, problems: Note[]): { name: string; strength: number } {
  const [, name = "", strength = "1"] = /^([^=]*)(?:=(.+))?$/.exec(raw) ?? []
  const asked = { name, strength: Number(strength) }
  if (!loraAskSchema.safeParse(asked).success || !/^[-+]?[\d.]+$/.test(strength))
    problems.push(note("cli.lora", { value: raw, strongest: strongestLora }))
  return asked
}

/** The flag that sets a setting. */
export const flagOf = (name: SettingName): string =>
  name === "width" || name === "height"
    ? "--size"
    : name === "loras"
      ? "--lora"
      : (settingEntry(name).flag?.split(" ")[0] ?? `--${name}`)

/**
 * Adds the flags of a sweep: what can be swept takes a list such as `0,0.2,0.4`, all else one value. `lists` and `single`
 * are the command's own defaults of the two.
 */
export const withSweptSettings = (
  command: Command,
  lists: Partial<Record<SweepName, string>>,
  single: Partial<Settings>,
): Command => withSettings(table.addListsTo(command, sweepNames, lists), sweepNames, single)

/**
 * The lists of the settings that are swept: those that take several values, and those that `always` are. A setting with
 * one value stays the same in every cell.
 *
 * @throws StudioError settings.invalid
 */
export function readSweptSettings(options: SettingsOptions, always: readonly SweepName[]) {
  const { lists, problems } = table.readLists(options, sweepNames)
  refuseIfAny(problems)
  const swept: Partial<Record<SweepName, SweepValue[]>> = {}
  const fixed: Record<string, unknown> = {}
  for (const name of sweepNames) {
    const values = lists[name] as SweepValue[] | undefined
    if (values && (values.length > 1 || always.includes(name))) swept[name] = values
    else if (values) fixed[name] = values[0]
  }
  const others = Object.entries(options).filter(([name]) => !(name in lists))
  const settings: SettingsInput = { ...readSettings(Object.fromEntries(others)), ...fixed }
  return { lists: swept, settings }
}
