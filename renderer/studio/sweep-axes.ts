/** The axes of a sweep as they are typed: numbers with commas between them. */

export interface AxisRange {
  min: number
  max: number
  /** Most values that one sweep takes. */
  most: number
  whole: boolean
}

export const axisRanges = {
  lambda1: { min: 0, max: 2, most: 9, whole: false },
  lambda2: { min: 0, max: 1, most: 9, whole: false },
  tags: { min: 0, max: 32, most: 12, whole: true },
} as const satisfies Record<string, AxisRange>

export const axisText = (values: readonly number[]): string => values.join(", ")

/** Values in rising order, each once; null when a value is no number, lies outside, or there are too many or none. */
export function readAxis(text: string, { min, max, most, whole }: AxisRange): number[] | null {
  const parts = text.split(/[,;，、\s]+/).filter(part => part !== "")
  const values = [...new Set(parts.map(Number))].sort((a, b) => a - b)
  const fits = (value: number) => value >= min && value <= max && (!whole || Number.isInteger(value))
  return values.length >= 1 && values.length <= most && values.every(fits) ? values : null
}
