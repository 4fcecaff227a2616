/** Where an interval's bar lies in its cell. */
import type { Interval } from "../../native/contract/evaluation.ts"

export type Scale = readonly [least: number, most: number]

/** From the least to the most of a column's intervals; with 0 among them for differences. */
export function scaleOf(intervals: readonly (Interval | null)[], withZero: boolean): Scale {
  const values = intervals.flatMap(interval => (interval ? [interval.low, interval.high] : []))
  if (withZero) values.push(0)
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return values.length > 0 && least < most ? [least, most] : [least - 1, most + 1]
}

/** Places in percent of the cell's width. */
export function barOf({ mean, low, high }: Interval, [least, most]: Scale) {
  const place = (value: number) => (100 * (value - least)) / (most - least)
  return { mean: place(mean), low: place(low), high: place(high), zero: place(0) }
}
