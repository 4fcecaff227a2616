/** The settings of a personalisation as command-line flags. */
import type { Command } from "commander"
import { StudioError } from "../contract/errors.ts"
import { type SettingsInput, settingsSchema } from "../contract/settings.ts"
import { type Flag, FlagTable } from "./flags.ts"

type Setting = Exclude<
  keyof SettingsInput,
  "adapter" | "excludeSelf" | "excludedNeighbours" | "excludedHistory"
>

const flags: readonly Flag<Setting>[] = [
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

const table = new FlagTable(settingsSchema, flags, {
  tags: "the scenario's",
  history: "the scenario's",
  guidance: "the pack's",
})

/** Raw option values, as commander hands them over. */
export type SettingsOptions = Partial<Record<Setting, string>> & { size?: string; excludeSelf?: boolean }

/** Adds the flags, but for those that the command reads in its own way. */
export const withSettings = (command: Command, omit: readonly Setting[] = []): Command =>
  table
    .addTo(command, omit)
    .option("--size <WxH>", "pixels, multiples of 64 (default: the pack's own size)")
    .option("--exclude-self", "keep the item out of its own neighbours")

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
      problems.push(`--size is ${options.size}, but must be WIDTHxHEIGHT, each ${table.describe("width")}`)
    }
  }
  if (options.excludeSelf) values.excludeSelf = true
  if (problems.length > 0) throw new StudioError("settings.invalid", { problems })
  return values as SettingsInput
}

/**
 * A list such as `0,0.2,0.4` of one setting's values.
 *
 * @throws StudioError settings.invalid
 */
export function readList(setting: "lambda1" | "lambda2" | "tags", flag: string, raw: string): number[] {
  const values = raw.split(",").map(part => table.parse(setting, part.trim()))
  const wrong = values.findIndex(value => !table.fits(setting, value))
  if (wrong >= 0) {
    const problem = `${flag} holds ${raw.split(",")[wrong]!.trim() || "nothing"}, but each value must be ${table.describe(setting)}`
    throw new StudioError("settings.invalid", { problems: [problem] })
  }
  return [...new Set(values as number[])]
}
