/**
 * Settings as command-line flags. Ranges, defaults and choices come from the contract's schema, in help and in errors
 * alike.
 */
import type { Command } from "commander"
import { z } from "zod"

/** What the schema says about one setting. */
interface Range {
  default?: unknown
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  multipleOf?: number
  type?: string
  enum?: string[]
}

export interface Flag<Setting extends string> {
  setting: Setting
  flag: string
  value: string
  about: string
}

export class FlagTable<Setting extends string> {
  readonly #schema: z.ZodObject
  readonly #flags: readonly Flag<Setting>[]
  readonly #defaults: Partial<Record<Setting, string>>
  readonly #ranges: Readonly<Record<string, Range>>

  /** `defaults` says whose default counts where the schema has none, or another. */
  constructor(
    schema: z.ZodObject,
    flags: readonly Flag<Setting>[],
    defaults: Partial<Record<Setting, string>> = {},
  ) {
    this.#schema = schema
    this.#flags = flags
    this.#defaults = defaults
    this.#ranges = z.toJSONSchema(schema, { io: "input" }).properties as Record<string, Range>
  }

  /** Adds the flags, but for those that the command reads in its own way. */
  addTo(command: Command, omit: readonly Setting[] = []): Command {
    for (const { setting, flag, value, about } of this.#flags) {
      if (omit.includes(setting)) continue
      const preset = this.#defaults[setting] ?? this.#ranges[setting]!.default
      const known = preset === undefined ? "" : `; default ${preset}`
      command.option(`${flag} <${value}>`, `${about} (${this.describe(setting)}${known})`)
    }
    return command
  }

  /** The values that were given, and a sentence for each that may not be. */
  read(options: Readonly<Partial<Record<Setting, string>>>) {
    const problems: string[] = []
    const values: Record<string, unknown> = {}
    for (const { setting, flag } of this.#flags) {
      const raw = options[setting]
      if (raw === undefined) continue
      values[setting] = this.parse(setting, raw)
      if (!this.fits(setting, values[setting]))
        problems.push(`${flag} is ${raw}, but must be ${this.describe(setting)}`)
    }
    return { values, problems }
  }

  /** NaN for what isn't a number. */
  parse(setting: Setting, raw: string): unknown {
    if (this.#ranges[setting]!.type === "string") return raw
    return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(raw) ? Number(raw) : Number.NaN
  }

  fits(setting: string, value: unknown): boolean {
    return z.safeParse(this.#schema.shape[setting]!, value).success
  }

  /** What a setting may be. */
  describe(setting: string): string {
    return describeRange(this.#ranges[setting]!)
  }
}

function describeRange(range: Range): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, type, enum: choices } = range
  if (choices) return choices.join(" or ")
  const least = exclusiveMinimum === undefined ? `${minimum}` : `above ${exclusiveMinimum}`
  const most = exclusiveMaximum === undefined ? `to ${maximum}` : `and below ${exclusiveMaximum}`
  const bounds = `${least} ${most}`
  if (multipleOf) return `a multiple of ${multipleOf} from ${bounds}`
  return type === "integer" ? `a whole number from ${bounds}` : bounds
}
