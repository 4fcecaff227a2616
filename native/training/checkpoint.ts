/**
 * Checkpoints of a run: weights, both moments, their average, all in one file that is there whole or not at all. Where
 * the data and chance stand follows from the step (random.ts), and so does the learning rate.
 */
import { mkdir, readdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { reasonOf } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"
import type { FloatTensor } from "../contract/tensor.ts"
import { openSafetensors, readRef } from "../weights/safetensors.ts"
import { writeSafetensors } from "../weights/write-safetensors.ts"
import type { AdamWState } from "./adamw.ts"
import type { AverageState } from "./average.ts"

type Tensors = Record<string, FloatTensor>

/** Everything that changes with a step. */
export interface TrainingState {
  /** Steps done. */
  step: number
  weights: Tensors
  optimizer: AdamWState
  /** Absent where none is kept. */
  average?: AverageState
}

const kinds = ["weights", "first", "second", "average"] as const
const pattern = /^step-(\d{8})\.safetensors$/

export class Checkpoints {
  readonly #dir: string

  constructor(dir: string) {
    this.#dir = dir
  }

  /** Writes one, then removes all but the latest `keep`. Throws weights.not_written; then the older ones stay. */
  async save(state: TrainingState, keep: number): Promise<void> {
    await mkdir(this.#dir, { recursive: true })
    const { weights, optimizer, average } = state
    const parts = {
      weights,
      first: optimizer.first,
      second: optimizer.second,
      average: average?.values ?? {},
    }
    const tensors = Object.fromEntries(
      kinds.flatMap(kind =>
        Object.entries(parts[kind]).map(([name, tensor]) => [`${kind}/${name}`, tensor] as const),
      ),
    )
    await writeSafetensors(this.#path(state.step), tensors)
    for (const step of (await this.steps()).slice(keep)) await rm(this.#path(step), { force: true })
  }

  /** The latest that can be read, and why later ones can't. */
  async latest(): Promise<{ state: TrainingState | null; problems: Note[] }> {
    const problems: Note[] = []
    for (const step of await this.steps()) {
      try {
        return { state: await read(this.#path(step), step), problems }
      } catch (error) {
        problems.push(reasonOf(error))
      }
    }
    return { state: null, problems }
  }

  /** Latest first. */
  async steps(): Promise<number[]> {
    const names = await readdir(this.#dir).catch(() => [])
    const steps = names.flatMap(name => pattern.exec(name)?.[1] ?? [])
    return steps.map(Number).sort((a, b) => b - a)
  }

  #path(step: number): string {
    return join(this.#dir, `step-${String(step).padStart(8, "0")}.safetensors`)
  }
}

async function read(path: string, step: number): Promise<TrainingState> {
  const found: Record<(typeof kinds)[number], Tensors> = { weights: {}, first: {}, second: {}, average: {} }
  for (const ref of (await openSafetensors(path)).tensors.values()) {
    const slash = ref.name.indexOf("/")
    const kind = kinds.find(known => known === ref.name.slice(0, slash))
    if (kind) found[kind][ref.name.slice(slash + 1)] = (await readRef(ref)) as FloatTensor
  }
  const { weights, first, second, average } = found
  return {
    step,
    weights,
    optimizer: { steps: step, first, second },
    ...(Object.keys(average).length > 0 && { average: { updates: step, values: average } }),
  }
}
