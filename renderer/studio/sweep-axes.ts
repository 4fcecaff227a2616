/**
 * The axes of a sweep: the two that the paper varies, with outlines as a third, or any; and numbers as they are typed, with
 * commas between them.
 */
import type { PackView } from "../../native/contract/api/app.ts"
import type { SettingsInput } from "../../native/contract/settings.ts"
import { rangeOf, type SweepName, settingEntry, sweepNames } from "../../native/contract/settings-table.ts"
import { firstValues, type SweepValue } from "../../native/contract/sweep.ts"
import { isLacking } from "../shared/lacking.ts"

type Axes = readonly SweepName[]

/** What the paper varies: λ1 and λ2 together (table 8), and H (figure 3). */
export const presets: readonly Axes[] = [["lambda1", "lambda2"], ["tags"]]

/** How much of the item's outlines is kept, against how much its text says. */
const keeping: Axes = ["structure", "lambda1"]

/** The same beside what the paper varies. */
const keepingToo: Axes = ["structure", "lambda1", "lambda2"]

/** Where the pack reads outlines, a sweep may find how many to keep. */
export const presetsFor = (pack: PackView | null): readonly Axes[] =>
  pack?.features.structure ? [...presets, keeping, keepingToo] : presets

/** The values that an axis starts with: over three settings few, as each multiplies the pictures. */
export const startOf = (name: SweepName, among: Axes): SweepValue[] =>
  (among.length > 2 && fewValues[name]) || firstValues(name)

const fewValues: Partial<Record<SweepName, SweepValue[]>> = {
  structure: [0, 0.5, 1],
  lambda1: [0.5, 1, 1.5],
  lambda2: [0, 0.2, 0.5],
}

/** The settings that can be swept with an effect: without LoRAs their strength has none, nor has what the pack lacks. */
export const effectiveNames = (
  settings: Pick<SettingsInput, "adapter" | "loras">,
  pack: PackView | null,
): SweepName[] =>
  sweepNames.filter(
    name => !isLacking(name, settings, pack) && (name !== "loraStrength" || !!settings.loras?.length),
  )

export const axisText = (values: readonly SweepValue[]): string => values.join(", ")

/** Numbers in rising order, each once; null when one may not be, or there are too many or none. */
export function readAxis(text: string, name: SweepName): number[] | null {
  const { schema, sweep } = settingEntry(name)
  const parts = text.split(/[,;，、\s]+/).filter(part => part !== "")
  const values = [...new Set(parts.map(Number))].sort((a, b) => a - b)
  const fits = values.every(value => schema.safeParse(value).success)
  return fits && values.length >= 1 && values.length <= sweep!.most ? values : null
}

/** What the numbers of an axis may be. */
export function axisLimits(name: SweepName): { min: number; max: number; most: number } | null {
  const entry = settingEntry(name)
  return entry.kind === "number" ? { ...rangeOf(entry), most: entry.sweep!.most } : null
}
