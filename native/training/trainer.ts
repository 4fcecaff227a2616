/**
 * The steps of a run: the values that change with them, and the measuring, drawing and saving on the way. Everything that a step
 * does follows from its number and the state before it, so a run that is taken up again walks the same way.
 */
import { isStudioError, StudioError } from "../contract/errors.ts"
import type { StepSettings } from "../contract/step-settings.ts"
import type { FloatTensor } from "../contract/tensor.ts"
import type { Runtime } from "../runtime/runtime.ts"
import { AdamW } from "./adamw.ts"
import { Average } from "./average.ts"
import type { TrainingState } from "./checkpoint.ts"
import { accumulate, clipToNorm, zerosLike } from "./gradients.ts"
import { learningRateAt } from "./learning-rate.ts"
import type { Lesson } from "./lesson.ts"
import { cutLoss, fitLoss, microBatches } from "./stage-budget.ts"
import { StagedLoss } from "./staged-loss.ts"
import { validationLoss } from "./validation.ts"

type Tensors = Record<string, FloatTensor>

export interface StepResult {
  step: number
  loss: number
  learningRate: number
  gradientNorm: number
}

export interface TrainerParts {
  runtime: Runtime
  lesson: Lesson
  settings: StepSettings
  /** Called between micro-batches; throws to stop. */
  check: () => void
  /** Memory ran out: so many samples at once from now on. */
  onShrink: (microBatch: number) => void
}

export class Trainer {
  readonly #parts: TrainerParts
  readonly #optimizer: AdamW
  readonly #average: Average | null
  readonly #weights: Tensors
  #staged: StagedLoss
  #microBatch: number
  #step: number

  private constructor(
    parts: TrainerParts,
    state: TrainingState | null,
    { staged, microBatch }: { staged: StagedLoss; microBatch: number },
  ) {
    const { settings, lesson } = parts
    const weights = state?.weights ?? { ...lesson.weights }
    this.#parts = parts
    this.#weights = weights
    this.#step = state?.step ?? 0
    this.#optimizer = new AdamW(weights, { weightDecay: settings.weightDecay }, state?.optimizer)
    this.#average = settings.average > 0 ? new Average(weights, settings.average, state?.average) : null
    this.#staged = staged
    this.#microBatch = microBatch
  }

  /** At the start, or at `state`. `bytes` is the memory that the process may take. */
  static async open(
    parts: TrainerParts,
    state: TrainingState | null,
    bytes: number,
    asked?: number,
  ): Promise<Trainer> {
    const { lesson, runtime } = parts
    const write = (rows: number) => lesson.write(rows)
    // Micro-batches of one size make up a step.
    const most = microBatches(lesson.rows).find(size => asked !== undefined && size <= asked)
    const { stages, microBatch } =
      most === undefined
        ? await fitLoss(write, lesson.rows, bytes)
        : { ...cutLoss(await write(most)), microBatch: most }
    const staged = new StagedLoss(runtime, keyOf(lesson, microBatch), stages)
    return new Trainer(parts, state, { staged, microBatch })
  }

  get step(): number {
    return this.#step
  }
  get microBatch(): number {
    return this.#microBatch
  }

  /** One update. Throws training.not_finite, and leaves the state as it was. */
  async update(): Promise<StepResult> {
    const { settings } = this.#parts
    const { loss, gradients } = await this.#lossAndGradients()
    const gradientNorm = clipToNorm(gradients, settings.clip > 0 ? settings.clip : Number.POSITIVE_INFINITY)
    for (const [what, value] of [
      ["loss", loss],
      ["gradient", gradientNorm],
    ] as const) {
      if (!Number.isFinite(value))
        throw new StudioError("training.not_finite", { step: this.#step + 1, what, kept: this.#step })
    }
    const learningRate = learningRateAt(this.#step, settings)
    this.#optimizer.step(gradients, learningRate)
    this.#average?.update(this.#weights)
    this.#step++
    return { step: this.#step, loss, learningRate, gradientNorm }
  }

  /** Mean loss on what is held out, with the weights that would be kept. */
  validate(): Promise<number> {
    const { lesson, check } = this.#parts
    return this.#withMemory(() => validationLoss(this.#staged, lesson, this.#microBatch, this.kept, check))
  }

  /** The weights that would be kept now: their average, where there is one. */
  get kept(): Tensors {
    return this.#average?.values ?? this.#weights
  }

  get state(): TrainingState {
    return {
      step: this.#step,
      weights: this.#weights,
      optimizer: this.#optimizer.state,
      ...(this.#average && { average: this.#average.state }),
    }
  }

  async #lossAndGradients(): Promise<{ loss: number; gradients: Tensors }> {
    const { lesson, check } = this.#parts
    const first = this.#step * lesson.rows
    return this.#withMemory(async () => {
      const gradients = zerosLike(this.#weights)
      const share = this.#microBatch / lesson.rows
      let loss = 0
      for (let start = 0; start < lesson.rows; start += this.#microBatch) {
        check()
        const places = Array.from({ length: this.#microBatch }, (_, row) => first + start + row)
        const result = await this.#staged.gradients({ ...(await lesson.learn(places)), ...this.#weights })
        accumulate(gradients, result.gradients, share)
        loss += share * result.loss
      }
      return { loss, gradients }
    })
  }

  /** Does the work; where memory runs out, with half as many samples at once, again. */
  async #withMemory<Result>(work: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        return await work()
      } catch (error) {
        const smaller = microBatches(this.#microBatch)[1]
        if (!isStudioError(error, "runtime.out_of_memory") || smaller === undefined) throw error
        await this.#shrink(smaller)
      }
    }
  }

  async #shrink(microBatch: number): Promise<void> {
    const { lesson, runtime, onShrink } = this.#parts
    const { stages } = cutLoss(await lesson.write(microBatch))
    this.#staged = new StagedLoss(runtime, keyOf(lesson, microBatch), stages)
    this.#microBatch = microBatch
    onShrink(microBatch)
  }
}

/** What makes a loss's graph another one on the same runtime. */
const keyOf = ({ key, rows }: Lesson, microBatch: number): string => `${key}, ${microBatch} of ${rows}`
