/** The numbers of a training that are typed: how they are written, read and bounded. The schema is the measure. */
import type { z } from "zod"
import { type TrainingSettings, trainingSettingsSchema } from "../../native/contract/training.ts"

/** The numbers under “Advanced”, by what they are about. */
export const advanced = {
  learning: ["batch", "microBatch", "learningRate", "warmUp", "weightDecay", "clip", "average"],
  sampling: ["lambda2", "tags", "history", "neighbours", "dropImage", "dropText", "dropBoth", "heldOut"],
  keeping: ["validateEvery", "drawEvery", "saveEvery", "keep", "seed"],
} as const

export type NumberName = "steps" | (typeof advanced)[keyof typeof advanced][number]

/** Shares are written in percent. */
const shares: ReadonlySet<NumberName> = new Set(["dropImage", "dropText", "dropBoth", "heldOut"])

/** @returns the number as it is typed; empty where it is left open */
export function numberText(name: NumberName, value: number | undefined): string {
  if (value === undefined) return ""
  return String(shares.has(name) ? Number((100 * value).toFixed(4)) : value)
}

/** @returns the number as the settings keep it, undefined where it is left open; null when it can't be taken */
export function readNumber(name: NumberName, text: string): { value: number | undefined } | null {
  const trimmed = text.trim().replace(",", ".")
  const typed = trimmed === "" ? undefined : Number(trimmed)
  // An empty field would otherwise read as the default.
  if (typed === undefined && trainingSettingsSchema.shape[name].def.type !== "optional") return null
  const value = typed !== undefined && shares.has(name) ? Number((typed / 100).toFixed(6)) : typed
  return trainingSettingsSchema.shape[name].safeParse(value).success ? { value } : null
}

/** What can be typed, in the field's own unit. */
export function boundsOf(name: NumberName): { min: number; max: number; whole: boolean } {
  const { minValue, maxValue, isInt } = trainingSettingsSchema.shape[name].unwrap() as z.ZodNumber
  const times = shares.has(name) ? 100 : 1
  return { min: times * (minValue ?? 0), max: times * (maxValue ?? Number.MAX_SAFE_INTEGER), whole: isInt }
}

/** Settings with one number changed; left open when undefined. */
export function withNumber(
  settings: TrainingSettings,
  name: NumberName,
  value: number | undefined,
): TrainingSettings {
  const { [name]: _, ...others } = settings
  return trainingSettingsSchema.parse(value === undefined ? others : { ...others, [name]: value })
}
