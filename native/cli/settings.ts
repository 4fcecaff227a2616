/**
 * The settings of a personalisation as command-line flags. Ranges, defaults and choices come from the contract's
 * schema, in help and in errors alike.
 */
import type { Command } from "commander"
import { z } from "zod"
import { StudioError } from "../contract/errors.ts"
import { type SettingsInput, settingsSchema } from "../contract/settings.ts"

type Setting = Exclude<
  keyof SettingsInput,
  "adapter" | "excludeSelf" | "excludedNeighbours" | "excludedHistory"
>

/** What the schema says about one setting. */
interface Range {
  default?: unknown
  minimum?: number
  maximum?: number
  multipleOf?: number
  type?: string
  enum?: string[]
}

const ranges = z.toJSONSchema(settingsSchema, { io: "input" }).properties as unknown as Record<Setting, Range>

interface Flag {
  setting: Setting
  flag: string
  value: string
  about: string
}

const flags: readonly Flag[] = [
  {
    setting: "lambda1",
    flag: "--lambda1",
    value: "number",
    about: "λ1: how strongly the rewritten text guides",
  },
  {
    setting: "lambda2",
    flag: "--lambda2",
    value: "number",
    about: "λ2: how strongly the interest embedding guides",
  },
  { setting: "tags", flag: "--tags", value: "count", about: "H: how many persona tags are used" },
  { setting: "history", flag: "--history", value: "count", about: "k: how many history items count" },
  {
    setting: "neighbours",
    flag: "--neighbours",
    value: "count",
    about: "K: how many texts and images are retrieved",
  },
  { setting: "steps", flag: "--steps", value: "count", about: "denoising steps" },
  { setting: "guidance", flag: "--guidance", value: "number", about: "classifier-free guidance" },
  { setting: "scheduler", flag: "--scheduler", value: "name", about: "solver" },
  {
    setting: "seed",
    flag: "--seed",
    value: "number",
    about: "seed of the first image; the next ones count up",
  },
  { setting: "count", flag: "--count", value: "count", about: "how many images" },
  {
    setting: "imageScale",
    flag: "--image-scale",
    value: "number",
    about: "how strongly the item's own image guides",
  },
  {
    setting: "fit",
    flag: "--fit",
    value: "how",
    about: "what gives way when T* is longer than the text encoder reads",
  },
]

/** Flags whose default depends on the item's scenario. */
const scenarioDefaults: ReadonlySet<Setting> = new Set(["tags", "history"])

/** Raw option values, as commander hands them over. */
export type SettingsOptions = Partial<Record<Setting, string>> & { size?: string; excludeSelf?: boolean }

/** Adds the flags, but for those that the command reads in its own way. */
export function withSettings(command: Command, omit: readonly Setting[] = []): Command {
  for (const { setting, flag, value, about } of flags) {
    if (omit.includes(setting)) continue
    const preset = scenarioDefaults.has(setting) ? "the scenario's" : ranges[setting].default
    command.option(`${flag} <${value}>`, `${about} (${describeRange(ranges[setting])}; default ${preset})`)
  }
  return command
    .option("--size <WxH>", "pixels, multiples of 64 (default: the pack's own size)")
    .option("--exclude-self", "keep the item out of its own neighbours")
}

/**
 * The settings that were given, checked.
 *
 * @throws StudioError settings.invalid naming every flag, its value and what it may be
 */
export function readSettings(options: SettingsOptions): SettingsInput {
  const problems: string[] = []
  const settings: Record<string, unknown> = {}
  for (const { setting, flag } of flags) {
    const raw = options[setting]
    if (raw === undefined) continue
    settings[setting] = readValue(ranges[setting], raw)
    if (!fits(setting, settings[setting]))
      problems.push(`${flag} is ${raw}, but must be ${describeRange(ranges[setting])}`)
  }
  if (options.size !== undefined) {
    const [, width, height] = /^(\d+)[x×](\d+)$/i.exec(options.size) ?? []
    settings.width = Number(width)
    settings.height = Number(height)
    if (!fits("width", settings.width) || !fits("height", settings.height)) {
      problems.push(
        `--size is ${options.size}, but must be WIDTHxHEIGHT, each ${describeRange(ranges.width)}`,
      )
    }
  }
  if (options.excludeSelf) settings.excludeSelf = true
  if (problems.length > 0) throw new StudioError("settings.invalid", { problems })
  return settings as SettingsInput
}

/**
 * A list such as `0,0.2,0.4` of one setting's values.
 *
 * @throws StudioError settings.invalid
 */
export function readList(setting: "lambda1" | "lambda2" | "tags", flag: string, raw: string): number[] {
  const values = raw.split(",").map(part => readValue(ranges[setting], part.trim()))
  const wrong = values.findIndex(value => !fits(setting, value))
  if (wrong >= 0) {
    const problem = `${flag} holds ${raw.split(",")[wrong]!.trim() || "nothing"}, but each value must be ${describeRange(ranges[setting])}`
    throw new StudioError("settings.invalid", { problems: [problem] })
  }
  return [...new Set(values as number[])]
}

/** NaN for what isn't a number. */
const readValue = ({ type }: Range, raw: string): unknown =>
  type === "string" ? raw : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(raw) ? Number(raw) : Number.NaN

const fits = (setting: Setting, value: unknown): boolean =>
  settingsSchema.shape[setting].safeParse(value).success

function describeRange({ minimum, maximum, multipleOf, type, enum: choices }: Range): string {
  if (choices) return choices.join(" or ")
  const range = `${minimum} to ${maximum}`
  if (multipleOf) return `a multiple of ${multipleOf} from ${range}`
  return type === "integer" ? `a whole number from ${range}` : range
}
