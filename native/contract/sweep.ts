/** A sweep: one to three settings take several values each, and every combination is drawn. */
import { z } from "zod"
import type { Settings } from "./settings.ts"
import { type SweepName, settingEntry, sweepNames } from "./settings-table.ts"

const valueSchema = z.union([z.number(), z.string(), z.boolean()])
export type SweepValue = z.infer<typeof valueSchema>

/** A setting and the values that it takes in turn: what the setting may be, each once, as many as its entry allows. */
export const sweepAxisSchema = z
  .object({ setting: z.enum(sweepNames), values: z.array(valueSchema).min(1) })
  .superRefine(({ setting, values }, context) => {
    const { schema, sweep } = settingEntry(setting)
    const refuse = (message: string) => context.addIssue({ code: "custom", path: ["values"], message })
    if (values.length > sweep!.most) refuse(`${setting} takes at most ${sweep!.most} values`)
    if (new Set(values).size < values.length) refuse(`${setting} takes each value once`)
    for (const value of values) if (!schema.safeParse(value).success) refuse(`${setting} can't be ${value}`)
  })
export type SweepAxis = z.infer<typeof sweepAxisSchema>

/** Pictures of a sweep over three settings: each more value multiplies what is drawn. */
export const mostOfThree = 64

export const countOf = (axes: readonly Pick<SweepAxis, "values">[]): number =>
  axes.reduce((product, { values }) => product * values.length, 1)

export const isTooMany = (axes: readonly Pick<SweepAxis, "values">[]): boolean =>
  axes.length > 2 && countOf(axes) > mostOfThree

export const sweepAxesSchema = z
  .array(sweepAxisSchema)
  .min(1)
  .max(3)
  .refine(axes => new Set(axes.map(({ setting }) => setting)).size === axes.length, "Two axes of one setting")
  .refine(axes => !isTooMany(axes), `More than ${mostOfThree} pictures`)
export type SweepAxes = z.infer<typeof sweepAxesSchema>

/** The values that a sweep of a setting starts with. */
export function firstValues(setting: SweepName): SweepValue[] {
  const entry = settingEntry(setting)
  if (entry.kind === "switch") return [false, true]
  if (entry.kind === "choice") return entry.schema.unwrap().options
  return [...(entry.sweep?.start ?? [])]
}

/** The values of the swept settings in one cell. */
export type SweepPoint = Partial<Pick<Settings, SweepName>>
export const sweepPointSchema = z.partialRecord(
  z.enum(sweepNames),
  valueSchema,
) as unknown as z.ZodType<SweepPoint>

/** All combinations of the axes' values, the first axis outermost. */
export const pointsOf = (axes: readonly SweepAxis[]): SweepPoint[] =>
  axes.reduce<SweepPoint[]>(
    (points, { setting, values }) =>
      points.flatMap(point => values.map(value => ({ ...point, [setting]: value }))),
    [{}],
  )
