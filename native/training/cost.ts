/** What a run takes of time, memory and disk, estimated before it starts; and why there isn't enough of it. */
import { statfs } from "node:fs/promises"
import { StudioError } from "../contract/errors.ts"
import type { RunCost } from "../contract/run-cost.ts"
import { floatingPointOperations } from "../graph/index.ts"
import type { Studio } from "../personalize/studio.ts"
import { operationsPerSecond } from "./device-speed.ts"
import { fitLoss, freeMemory, type WriteLoss } from "./stage-budget.ts"

export type Cost = Pick<
  RunCost,
  "microBatch" | "seconds" | "memoryBytes" | "freeMemoryBytes" | "diskBytes" | "freeDiskBytes"
>

export interface Work {
  write: WriteLoss
  /** Rows of a step, and how many are wanted at once. */
  rows: number
  microBatch?: number | undefined
  steps: number
  /** Operations before the first step. */
  before?: number
  /** Bytes that it keeps on disk. */
  diskBytes: number
}

/** What the work takes; of one that isn't possible, nothing is known. */
export async function costOf({ workspace, runtime }: Studio, work: Work | null): Promise<Cost> {
  const { bavail, bsize } = await statfs(workspace.dir)
  const free = { freeMemoryBytes: process.availableMemory(), freeDiskBytes: bavail * bsize }
  if (!work) return { microBatch: 1, seconds: null, memoryBytes: 0, diskBytes: 0, ...free }
  const { write, rows, steps, before = 0, diskBytes } = work
  const { microBatch, bytes, stages } = await fitLoss(write, work.microBatch ?? rows, freeMemory(runtime))
  const operations = stages.reduce(
    (sum, { forward, backward }, index) =>
      sum +
      floatingPointOperations(backward) +
      (index < stages.length - 1 ? floatingPointOperations(forward) : 0),
    0,
  )
  const rate = await operationsPerSecond(runtime)
  return {
    microBatch,
    seconds: (before + (steps * rows * operations) / microBatch) / rate,
    memoryBytes: runtime.device === "cpu" ? bytes : 0,
    diskBytes,
    ...free,
  }
}

/** Bytes of a run's checkpoints, of its best weights and of what it leaves, for trained weights of so many bytes. */
export const weightsOnDisk = (bytes: number, { keep }: { keep: number }): number =>
  bytes * (3 * (keep + 1) + 5)

export function refusalsOfCost(
  { memoryBytes, freeMemoryBytes, diskBytes, freeDiskBytes }: Cost,
  dir: string,
): StudioError[] {
  const refusals: StudioError[] = []
  if (memoryBytes > freeMemoryBytes)
    refusals.push(new StudioError("training.memory", { needed: memoryBytes, free: freeMemoryBytes }))
  if (diskBytes > freeDiskBytes)
    refusals.push(new StudioError("training.disk", { needed: diskBytes, free: freeDiskBytes, dir }))
  return refusals
}
