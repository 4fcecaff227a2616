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
  const trimmed = text.trim()
  const numberOf = boundsOf(name).rule === "wholeNumber" ? wholeNumber : decimalNumber
  const typed = trimmed === "" ? undefined : numberOf(trimmed)
  // An empty field would otherwise read as the default.
  if (typed === undefined && trainingSettingsSchema.shape[name].def.type !== "optional") return null
  const value = typed !== undefined && shares.has(name) ? Number((typed / 100).toFixed(6)) : typed
  return trainingSettingsSchema.shape[name].safeParse(value).success ? { value } : null
}

/** Commas may stand between thousands; “2.000” could mean either, so it is none. */
const wholeNumber = (text: string): number =>
  /^(\d+|\d{1,3}(,\d{3})+)$/.test(text) ? Number(text.replaceAll(",", "")) : Number.NaN

const decimalNumber = (text: string): number => Number(text.replace(",", "."))

interface Bounds {
  min: number
  max: number
  /** How the bounds are told: `aboveMin` and `belowMax` leave that bound itself out. */
  rule: "wholeNumber" | "aboveMin" | "belowMax" | "between"
}

/** What can be typed, in the field's own unit. */
export function boundsOf(name: NumberName): Bounds {
  const schema = trainingSettingsSchema.shape[name].unwrap() as z.ZodNumber
  const min = schema.minValue ?? 0
  const max = schema.maxValue ?? Number.MAX_SAFE_INTEGER
  const takes = (value: number) => schema.safeParse(value).success
  const rule = schema.isInt ? "wholeNumber" : !takes(min) ? "aboveMin" : takes(max) ? "between" : "belowMax"
  const times = shares.has(name) ? 100 : 1
  return { min: times * min, max: times * max, rule }
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
