/** Confidence intervals by the percentile bootstrap (Efron 1979). */
import type { Interval } from "../contract/evaluation.ts"
import { philox4x32 } from "../diffusion/noise.ts"

export interface BootstrapOptions {
  resamples?: number
  confidence?: number
  seed?: number
}

/**
 * The mean of one value a user, and its interval: users are drawn again with replacement, and the means of these samples
 * show how far it may be off. The same values give the same interval. Null with fewer than two users: one shows nothing of
 * others.
 */
export function meanInterval(values: readonly number[], options: BootstrapOptions = {}): Interval | null {
  const { resamples = 10_000, confidence = 0.95, seed = 0 } = options
  const users = values.length
  if (users < 2) return null
  const means = new Float64Array(resamples)
  for (let n = 0; n < resamples; n++) {
    let sum = 0
    for (let block = 0; block * 4 < users; block++) {
      const words = philox4x32([block, n, 0, 0], [seed, 0])
      for (let i = 0; i < 4 && block * 4 + i < users; i++)
        sum += values[Math.floor((words[i]! / 2 ** 32) * users)]!
    }
    means[n] = sum / users
  }
  means.sort()
  const tail = (1 - confidence) / 2
  return {
    mean: mean(values),
    low: quantile(means, tail),
    high: quantile(means, 1 - tail),
    users,
  }
}

/** Each user's mean over its rows, leaving out those without a value: users count alike, however many rows they have. */
export function meansByUser<Row>(
  rows: readonly Row[],
  userOf: (row: Row) => string,
  measure: (row: Row) => number | null,
): Map<string, number> {
  const values = new Map<string, number[]>()
  for (const row of rows) {
    const [user, value] = [userOf(row), measure(row)]
    if (value !== null) values.set(user, [...(values.get(user) ?? []), value])
  }
  return new Map([...values].map(([user, own]) => [user, mean(own)]))
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** Between two values it is interpolated, as numpy's default does. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1)
  const below = Math.floor(place)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!)
}
