/** What a run learns. The trainer and the run around it know only this of it, so every kind of run walks the same way. */
import type { FloatTensor, Tensor } from "../contract/tensor.ts"
import type { Value } from "../graph/index.ts"
import type { LogLine } from "./run-folder.ts"

/** One number, and the inputs of its graph that are trained. */
export interface WrittenLoss {
  loss: Value
  parameters: Value[]
}

export interface Lesson {
  /** The weights at the start, by the names of the loss's parameters. */
  readonly weights: Readonly<Record<string, FloatTensor>>
  /** Rows of one step; a micro-batch holds as many of them as fit. */
  readonly rows: number
  /** Rows of one measurement: those of some whole steps. */
  readonly measuredRows: number
  /** Samples that it learns from, and that are held out. */
  readonly samples: number
  readonly heldOut: number
  /** Tells its samples from others. */
  readonly dataHash: string
  /** Tells the graphs of its loss from all others on a runtime. */
  readonly key: string
  /** The loss of so many rows, their mean. */
  write(rows: number): Promise<WrittenLoss>
  /** Rows to learn from, by their places in all that a run draws: the place decides all of a row's chances. */
  learn(places: readonly number[]): Promise<Record<string, Tensor>>
  /** Rows of a measurement, the same each time. */
  measure(rows: readonly number[]): Promise<Record<string, Tensor>>
  /** Draws sample images with these weights into the run's folder, one at a time. */
  draw(weights: Readonly<Record<string, FloatTensor>>, step: number): AsyncIterable<LogLine>
  /** Leaves what was learned in the run's folder; `training` is what is known of it. */
  leave(
    weights: Readonly<Record<string, FloatTensor>>,
    training: Readonly<Record<string, unknown>>,
  ): Promise<void>
}
