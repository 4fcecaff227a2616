/** The numbers of a training that are typed: how they are written, read and bounded. The schema is the measure. */
import type { z } from "zod"
import { teachingSettingsSchema } from "../../native/contract/teaching.ts"
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

/** Numbers of a form, as its schema bounds them. */
export interface NumberFields<Name extends string, Settings> {
  /** @returns the number as it is typed; empty where it is left open */
  text: (name: Name, value: number | undefined) => string
  /** @returns the number as the settings keep it, undefined where it is left open; null when it can't be taken */
  read: (name: Name, text: string) => { value: number | undefined } | null
  /** What can be typed, in the field's own unit. */
  bounds: (name: Name) => Bounds
  /** Settings with one number changed; left open when undefined. */
  change: (settings: Settings, name: Name, value: number | undefined) => Settings
}

interface Bounds {
  min: number
  max: number
  /** How the bounds are told: `aboveMin` and `belowMax` leave that bound itself out. */
  rule: "wholeNumber" | "aboveMin" | "belowMax" | "between"
}

function numberFields<Name extends string, Settings extends object>(
  schema: { shape: Readonly<Record<Name, z.ZodType>> },
  parse: (settings: object) => Settings,
  isShare: (name: Name) => boolean = () => false,
): NumberFields<Name, Settings> {
  const schemaOf = (name: Name) =>
    schema.shape[name] as z.ZodOptional<z.ZodNumber> | z.ZodDefault<z.ZodNumber>
  const bounds = (name: Name): Bounds => {
    const number = schemaOf(name).unwrap() as z.ZodNumber
    const min = number.minValue ?? 0
    const max = number.maxValue ?? Number.MAX_SAFE_INTEGER
    const takes = (value: number) => number.safeParse(value).success
    const rule = number.isInt ? "wholeNumber" : !takes(min) ? "aboveMin" : takes(max) ? "between" : "belowMax"
    const times = isShare(name) ? 100 : 1
    return { min: times * min, max: times * max, rule }
  }
  return {
    bounds,
    text: (name, value) =>
      value === undefined ? "" : String(isShare(name) ? Number((100 * value).toFixed(4)) : value),
    read(name, text) {
      const trimmed = text.trim()
      const numberOf = bounds(name).rule === "wholeNumber" ? wholeNumber : decimalNumber
      const typed = trimmed === "" ? undefined : numberOf(trimmed)
      // An empty field would otherwise read as the default.
      if (typed === undefined && schemaOf(name).def.type !== "optional") return null
      const value = typed !== undefined && isShare(name) ? Number((typed / 100).toFixed(6)) : typed
      return schemaOf(name).safeParse(value).success ? { value } : null
    },
    change(settings, name, value) {
      const others = Object.fromEntries(Object.entries(settings).filter(([other]) => other !== name))
      return parse(value === undefined ? others : { ...others, [name]: value })
    },
  }
}

/** Commas may stand between thousands; “2.000” could mean either, so it is none. */
const wholeNumber = (text: string): number =>
  /^(\d+|\d{1,3}(,\d{3})+)$/.test(text) ? Number(text.replaceAll(",", "")) : Number.NaN

const decimalNumber = (text: string): number => Number(text.replace(",", "."))

export const trainingNumbers = numberFields<NumberName, TrainingSettings>(
  trainingSettingsSchema,
  settings => trainingSettingsSchema.parse(settings),
  name => shares.has(name),
)

/** The numbers of teaching a product: those of every run, and its own. */
export const taughtNumbers = {
  product: ["rank", "alpha", "classPictures", "priorWeight"],
  learning: advanced.learning,
  keeping: advanced.keeping,
} as const

export type TeachingNumberName = "steps" | (typeof taughtNumbers)[keyof typeof taughtNumbers][number]

const teachingFields = teachingSettingsSchema.omit({ word: true, class: true })
/** What is taught, but for the words, which have no default. */
export type TeachingNumbersOf = z.output<typeof teachingFields>
export const defaultTeaching = (): TeachingNumbersOf => teachingFields.parse({})

export const teachingNumbers = numberFields<TeachingNumberName, TeachingNumbersOf>(teachingFields, settings =>
  teachingFields.parse(settings),
)

export const { text: numberText, read: readNumber, bounds: boundsOf, change: withNumber } = trainingNumbers
