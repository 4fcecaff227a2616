/** What a bench is, and how it prints a figure beside its aim. */

/** Takes a line for the reader, or a figure. */
export type Print = (what: string | Figure) => void

export interface Bench {
  readonly name: string
  readonly about: string
  /** `packDir` is the pack that speed and starter measure. */
  run(print: Print, packDir: string): Promise<void>
}

/** What a figure should be at least, or at most. */
export type Aim = { atLeast: number } | { atMost: number }

export interface Figure {
  what: string
  value: number
  /** `%` shows a share of 1 as a percentage. */
  unit: string
  aim?: Aim
  /** Absent without an aim. */
  reached?: boolean
}

const meets = (value: number, aim: Aim): boolean =>
  "atLeast" in aim ? value >= aim.atLeast : value <= aim.atMost

export const figure = (what: string, value: number, unit: string, aim?: Aim): Figure => ({
  what,
  value,
  unit,
  ...(aim ? { aim, reached: meets(value, aim) } : {}),
})

/**
 * One line: what, the value in its unit, the aim and whether it is reached.
 *
 * @example lineOf(figure("VAE PSNR", 28.3, "dB", { atLeast: 28 })) // "VAE PSNR  28.30 dB  (aim ≥ 28, reached)"
 */
export function lineOf({ what, value, unit, aim, reached }: Figure): string {
  const shown = shownAs(value, unit)
  if (!aim) return `${what.padEnd(52)} ${shown}`
  const bound = "atLeast" in aim ? aim.atLeast : aim.atMost
  const sign = "atLeast" in aim ? "≥" : "≤"
  return `${what.padEnd(52)} ${shown}  (aim ${sign} ${unit === "%" ? Number((100 * bound).toFixed(1)) : bound}, ${reached ? "reached" : "MISSED"})`
}

function shownAs(value: number, unit: string): string {
  if (unit === "%") return `${(100 * value).toFixed(1)} %`
  // Bare numbers are losses and ratios, which may differ in their last digits alone.
  return unit === "" ? value.toPrecision(5) : `${value.toFixed(2)} ${unit}`
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** The middle value; the mean of the two middle ones of an even number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The value that `share` of the values don't exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!
}

/** Share of `true` among values. */
export const share = (values: readonly boolean[]): number => values.filter(Boolean).length / values.length

/** Median seconds of `runs` calls, after one to warm up. */
export async function medianSeconds(runs: number, work: () => Promise<unknown>): Promise<number> {
  const seconds: number[] = []
  for (let run = -1; run < runs; run++) {
    const start = performance.now()
    await work()
    if (run >= 0) seconds.push((performance.now() - start) / 1000)
  }
  return median(seconds)
}

/** Peak signal-to-noise ratio of two 8-bit pictures of one size, in dB: 10·log10(255² / MSE). */
export function psnr(a: Uint8Array, b: Uint8Array): number {
  let square = 0
  for (let i = 0; i < a.length; i++) square += (a[i]! - b[i]!) ** 2
  return 10 * Math.log10((255 ** 2 * a.length) / square)
}
