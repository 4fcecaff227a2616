/**
 * The loss on held-out users: the same rows, noise and timesteps each time, nothing dropped, so that two measurements
 * differ by the weights alone.
 */
import type { Tensor } from "../contract/tensor.ts"
import { type BatchMaker, type Draw, makeBatch } from "./batch.ts"
import type { Sample } from "./samples.ts"
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

export function validationDraws(samples: readonly Sample[], batch: number, timesteps: number): Draw[] {
  const rows = wholeBatches(Math.min(samples.length * looks, mostRows), batch)
  return Array.from({ length: rows }, (_, row) => ({
    sample: samples[row % samples.length]!,
    place: firstPlace + row,
    // Spread evenly over the schedule, and over the samples: 0.618… is the golden ratio's part after the point.
    timestep: Math.floor((((row + 0.5) * 0.6180339887498949) % 1) * timesteps),
  }))
}

/** Mean loss over `draws`, `size` at a time. `beforeBatch` is waited for: it throws to stop. */
export async function validationLoss(
  staged: StagedLoss,
  maker: BatchMaker,
  draws: readonly Draw[],
  size: number,
  weights: Readonly<Record<string, Tensor>>,
  beforeBatch: () => void,
): Promise<number> {
  let sum = 0
  for (let start = 0; start < draws.length; start += size) {
    beforeBatch()
    const batch = await makeBatch(maker, draws.slice(start, start + size))
    sum += await staged.loss({ ...batch, ...weights })
  }
  return sum / (draws.length / size)
}
