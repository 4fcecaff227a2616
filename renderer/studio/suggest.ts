/** Which cell of a sweep best balances persona fit and item fidelity. */
import type { SweepCell } from "../../native/contract/api/studio.ts"

/**
 * The cell with the highest (1 − balance) · z(SSIM) + balance · z(CLIP score to the persona's tags), where z is the
 * distance from the sweep's mean in standard deviations. Ties go to the earlier cell; null without cells.
 *
 * @param balance 0 keeps the item, 1 follows the persona
 */
export function suggestedCell(cells: readonly SweepCell[], balance: number): SweepCell | null {
  const fidelity = standardised(cells.map(({ metrics }) => metrics.ssim))
  const fit = standardised(cells.map(({ metrics }) => metrics.clipPersona ?? metrics.clipText ?? 0))
  let best: { cell: SweepCell; score: number } | null = null
  for (const [index, cell] of cells.entries()) {
    const score = (1 - balance) * fidelity[index]! + balance * fit[index]!
    if (!best || score > best.score) best = { cell, score }
  }
  return best?.cell ?? null
}

function standardised(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
  return values.map(value => (deviation > 0 ? (value - mean) / deviation : 0))
}
