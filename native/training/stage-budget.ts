/** How many rows are on the device at once, and how their loss is cut for it. */
import { cutIntoStages, type Stage } from "../graph/index.ts"
import { estimateMemory } from "../runtime/memory.ts"
import type { Runtime } from "../runtime/runtime.ts"
import type { WrittenLoss } from "./lesson.ts"

/** A stage's inside takes this much at most: few large stages work out less twice than many small ones. */
const mostPerStage = 1.5 * 2 ** 30

/** The program itself, its libraries, and their memory apart from the model. */
const baseBytes = 400 * 2 ** 20

export interface CutLoss {
  stages: Stage[]
  /** Estimated, of the whole process on a CPU. */
  bytes: number
}

/** Writes the loss of so many rows. */
export type WriteLoss = (rows: number) => Promise<WrittenLoss>

export function cutLoss({ loss, parameters }: WrittenLoss): CutLoss {
  const stages = cutIntoStages(loss, parameters, mostPerStage)
  const sessions = stages.flatMap(({ forward, backward }, index) =>
    index === stages.length - 1 ? [backward] : [forward, backward],
  )
  const kept = stages.slice(0, -1).flatMap(({ forward }) => forward.outputs)
  // Weights, gradient, its sum, two moments; values between stages, and their gradients.
  const numbers = 5 * sum(parameters.map(count)) + 2 * sum(kept.map(count))
  return { stages, bytes: baseBytes + sum(sessions.map(estimateMemory)) + 4 * numbers }
}

/** The loss of as many rows of a batch at once as fit into `bytes`; of one where none do. */
export async function fitLoss(
  write: WriteLoss,
  batch: number,
  bytes: number,
): Promise<CutLoss & { microBatch: number }> {
  const sizes = microBatches(batch)
  for (const microBatch of sizes) {
    const cut = cutLoss(await write(microBatch))
    if (cut.bytes <= bytes || microBatch === sizes.at(-1)) return { ...cut, microBatch }
  }
  throw new RangeError(`a batch of ${batch}`)
}

/** Bytes that a run may take: on a CPU most of the free memory; other devices report by themselves when theirs runs out. */
export const freeMemory = ({ device }: Pick<Runtime, "device">): number =>
  device === "cpu" ? 0.9 * process.availableMemory() : Number.POSITIVE_INFINITY

/** The divisors of a batch, largest first: so many rows at once, batch / that many times. */
export const microBatches = (batch: number): number[] =>
  Array.from({ length: batch }, (_, i) => batch - i).filter(size => batch % size === 0)

const count = ({ shape }: { shape: readonly number[] }) => shape.reduce((product, size) => product * size, 1)
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
