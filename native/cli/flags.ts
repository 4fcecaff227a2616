/**
 * Settings as command-line flags. Ranges, defaults and choices come from the contract's schema, in help and in errors
 * alike.
 */
import { type Command, Option } from "commander"
import { z } from "zod"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"
import { repeated } from "./options.ts"
import { help, say } from "./voice.ts"

/** What the schema says about one setting. */
interface Range {
  default?: unknown
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  multipleOf?: number
  maxItems?: number
  maxLength?: number
  type?: string
  enum?: string[]
}

export interface Flag<Setting extends string> {
  setting: Setting
  /** As commander writes it, `--steps <count>`; without a value word for a setting that is on or off. */
  flag: string
  /** Whether it may be given several times. */
  repeatable?: boolean | undefined
  /** What --help says of it, in the language in use when the command is read. */
  about: () => string
}

/** Whose default counts. */
export type Preset = "scenario" | "pack"

/** Raw option values by option, as commander hands them over. */
export type RawOptions = object

/** @throws StudioError settings.invalid with all problems, where there are any */
export function refuseIfAny(problems: readonly Note[]): void {
  if (problems.length > 0) throw new StudioError("settings.invalid", { problems: [...problems] })
}

export class FlagTable<Setting extends string> {
  readonly #schema: z.ZodObject
  readonly #flags: readonly Flag<Setting>[]
  readonly #presets: Partial<Record<Setting, Preset>>
  readonly #ranges: Readonly<Record<string, Range>>

  /** `presets` says whose default counts where the schema has none, or another. */
  constructor(
    schema: z.ZodObject,
    flags: readonly Flag<Setting>[],
    presets: Partial<Record<Setting, Preset>> = {},
  ) {
    this.#schema = schema
    this.#flags = flags
    this.#presets = presets
    this.#ranges = z.toJSONSchema(schema, { io: "input" }).properties as Record<string, Range>
  }

  /** Adds the flags, but for those that the command reads in its own way; `defaults` are the command's own. */
  addTo(
    command: Command,
    omit: readonly string[] = [],
    defaults: Partial<Record<Setting, unknown>> = {},
  ): Command {
    for (const { setting, flag, repeatable, about } of this.#flags) {
      if (omit.includes(setting)) continue
      const text = about()
      const range = say(this.describe(setting))
      const value = setting in defaults ? String(defaults[setting]) : this.#describeDefault(setting)
      const ranged =
        value === null
          ? help("extra.range", { text, range })
          : help("extra.rangeAndDefault", { text, range, value })
      if (repeatable) command.option(flag, ranged, repeated)
      else command.option(flag, this.#isSwitch(setting) ? text : ranged)
    }
    return command
  }

  /** Adds the flags of some settings so that each takes a list of values; `defaults` are such lists. */
  addListsTo(command: Command, settings: readonly Setting[], defaults: Partial<Record<Setting, string>>) {
    for (const { setting, flag, about } of this.#flags) {
      if (!settings.includes(setting)) continue
      const value = setting in defaults ? null : this.#describeDefault(setting)
      const each = { text: about(), range: say(this.describe(setting)) }
      const text =
        value === null ? help("extra.each", each) : help("extra.eachAndDefault", { ...each, value })
      const list = this.#isSwitch(setting) ? "[list]" : "<list>"
      command.option(`${flag.split(" ")[0]} ${list}`, text, defaults[setting])
    }
    return command
  }

  #isSwitch(setting: Setting): boolean {
    return this.#ranges[setting]!.type === "boolean"
  }

  /** Null where there is none to tell. */
  #describeDefault(setting: Setting): string | null {
    const preset = this.#presets[setting]
    if (preset) return help(preset === "scenario" ? "extra.ofScenario" : "extra.ofPack")
    const value = this.#ranges[setting]!.default
    return value === undefined || value === "" || Array.isArray(value) ? null : String(value)
  }

  /** The values that were given. @throws StudioError settings.invalid naming every flag, its value and what it may be */
  values(options: RawOptions): Record<string, unknown> {
    const { values, problems } = this.read(options)
    refuseIfAny(problems)
    return values
  }

  /** The values that were given, and a sentence for each that may not be. */
  read(options: RawOptions) {
    const problems: Note[] = []
    const values: Record<string, unknown> = {}
    for (const { setting, flag } of this.#flags) {
      const raw = Reflect.get(options, optionOf(flag))
      if (raw === undefined) continue
      values[setting] = this.#parse(setting, raw)
      if (!this.fits(setting, values[setting]))
        problems.push(
          note("cli.flag_value", {
            flag: flag.split(" ")[0]!,
            value: String(raw),
            range: this.describe(setting),
          }),
        )
    }
    return { values, problems }
  }

  /** The lists that were given, each value once, and a sentence for each list that holds what it may not. */
  readLists(options: RawOptions, settings: readonly Setting[]) {
    const problems: Note[] = []
    const lists: Partial<Record<Setting, unknown[]>> = {}
    for (const { setting, flag } of this.#flags) {
      const raw = Reflect.get(options, optionOf(flag))
      if (!settings.includes(setting) || raw === undefined) continue
      const parts = String(raw)
        .split(",")
        .map(part => part.trim())
      const values = parts.map(part => this.#parse(setting, part))
      const wrong = values.findIndex(value => !this.fits(setting, value))
      if (wrong < 0) lists[setting] = [...new Set(values)]
      else
        problems.push(
          note("cli.flag_list", {
            flag: flag.split(" ")[0]!,
            value: parts[wrong] || null,
            range: this.describe(setting),
          }),
        )
    }
    return { lists, problems }
  }

  /** NaN for what isn't a number. */
  #parse(setting: Setting, raw: unknown): unknown {
    const { type } = this.#ranges[setting]!
    if (type === "boolean") return raw === "true" || (raw === "false" ? false : raw)
    if (type === "array")
      return String(raw)
        .split(",")
        .map(part => part.trim())
        .filter(part => part !== "")
    if (type === "string") return raw
    const text = String(raw)
    return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN
  }

  fits(setting: string, value: unknown): boolean {
    return z.safeParse(this.#schema.shape[setting]!, value).success
  }

  /** What a setting may be. */
  describe(setting: string): Note {
    return describeRange(this.#ranges[setting]!)
  }
}

/** How commander names the option of a flag: `--image-scale <number>` is `imageScale`. */
const optionOf = (flag: string): string => new Option(flag).attributeName()

function describeRange(range: Range): Note {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, type, enum: choices } = range
  if (range.maxLength) return note("cli.text", { most: range.maxLength })
  if (type === "array") return note("cli.list", { most: range.maxItems! })
  if (choices) return note("cli.choices", { choices })
  if (type === "boolean") return note("cli.true_or_false", {})
  const bounds = note("cli.range", {
    least: exclusiveMinimum ?? minimum!,
    aboveLeast: exclusiveMinimum !== undefined,
    most: exclusiveMaximum ?? maximum!,
    belowMost: exclusiveMaximum !== undefined,
  })
  if (multipleOf) return note("cli.multiple", { of: multipleOf, range: bounds })
  return type === "integer" ? note("cli.whole", { range: bounds }) : bounds
}
