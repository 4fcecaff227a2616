/**
 * The loss on what is held out: the same rows, noise and timesteps each time, nothing dropped, so that two measurements
 * differ by the weights alone.
 */
import type { Tensor } from "../contract/tensor.ts"
import type { Lesson } from "./lesson.ts"
import type { StagedLoss } from "./staged-loss.ts"

/** Timesteps that each held-out sample is looked at, and how many rows there are at most. */
const looks = 4
const mostRows = 256

/** Validation draws lie far from those of training, so that they share no noise. */
const firstPlace = 2 ** 31

/** Rows as whole batches, so that every micro-batch that divides a batch gives the same ones. */
const wholeBatches = (rows: number, batch: number): number => Math.ceil(rows / batch) * batch

/** The most samples that are looked at. */
export const mostMeasured = (batch: number): number => wholeBatches(mostRows, batch)

/** How many rows are looked at of so many samples. */
export const measuredRows = (samples: number, batch: number): number =>
  wholeBatches(Math.min(samples * looks, mostRows), batch)

/** The chances of a row, and its timestep: spread evenly over the schedule, and over the samples. */
export const measuredDraw = (row: number, timesteps: number): { place: number; timestep: number } => ({
  place: firstPlace + row,
  // 0.618… is the golden ratio's part after the point.
  timestep: Math.floor((((row + 0.5) * 0.6180339887498949) % 1) * timesteps),
})

/** Mean loss over all rows, `size` at a time. `beforeBatch` is waited for: it throws to stop. */
export async function validationLoss(
  staged: StagedLoss,
  lesson: Pick<Lesson, "measure" | "measuredRows">,
  size: number,
  weights: Readonly<Record<string, Tensor>>,
  beforeBatch: () => void,
): Promise<number> {
  let sum = 0
  for (let start = 0; start < lesson.measuredRows; start += size) {
    beforeBatch()
    const rows = Array.from({ length: size }, (_, row) => start + row)
    sum += await staged.loss({ ...(await lesson.measure(rows)), ...weights })
  }
  return sum / (lesson.measuredRows / size)
}
