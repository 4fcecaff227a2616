/**
 * The steps of a run: the values that change with them, and the measuring, drawing and saving on the way. Everything that a step
 * does follows from its number and the state before it, so a run that is taken up again walks the same way.
 */
import { isStudioError, StudioError } from "../contract/errors.ts"
import type { FloatTensor } from "../contract/tensor.ts"
import type { TrainingSettings } from "../contract/training.ts"
import type { Networks } from "../models/networks.ts"
import type { Studio } from "../personalize/studio.ts"
import { AdamW } from "./adamw.ts"
import { type AdapterTensors, tensorsOfAdapter } from "./adapter-folder.ts"
import { Average } from "./average.ts"
import { type BatchMaker, type Draw, makeBatch } from "./batch.ts"
import type { TrainingState } from "./checkpoint.ts"
import { accumulate, clipToNorm, zerosLike } from "./gradients.ts"
import { learningRateAt } from "./learning-rate.ts"
import { trainables } from "./loss.ts"
import { createOrder } from "./random.ts"
import type { Sample } from "./samples.ts"
import { cutLoss, fitLoss, microBatches } from "./stage-budget.ts"
import { StagedLoss } from "./staged-loss.ts"
import { validationDraws, validationLoss } from "./validation.ts"

type Tensors = Record<string, FloatTensor>

export interface StepResult {
  step: number
  loss: number
  learningRate: number
  gradientNorm: number
}

export interface TrainerParts {
  studio: Studio
  networks: Networks
  settings: TrainingSettings
  maker: BatchMaker
  train: readonly Sample[]
  heldOut: readonly Sample[]
  /** Called between micro-batches; throws to stop. */
  check: () => void
  /** Memory ran out: so many samples at once from now on. */
  onShrink: (microBatch: number) => void
}

export class Trainer {
  readonly #parts: TrainerParts
  readonly #start: AdapterTensors
  readonly #optimizer: AdamW
  readonly #average: Average | null
  readonly #weights: Tensors
  readonly #order: (draw: number) => number
  readonly #validation: Draw[]
  #staged: StagedLoss
  #microBatch: number
  #step: number

  private constructor(
    parts: TrainerParts,
    start: AdapterTensors,
    weights: Tensors,
    state: TrainingState | null,
    loss: { staged: StagedLoss; microBatch: number },
  ) {
    const { settings, maker } = parts
    this.#parts = parts
    this.#start = start
    this.#weights = weights
    this.#step = state?.step ?? 0
    this.#optimizer = new AdamW(weights, { weightDecay: settings.weightDecay }, state?.optimizer)
    this.#average = settings.average > 0 ? new Average(weights, settings.average, state?.average) : null
    this.#order = createOrder(settings.seed, parts.train.length)
    this.#validation = validationDraws(parts.heldOut, settings.batch, maker.alphas.length)
    this.#staged = loss.staged
    this.#microBatch = loss.microBatch
  }

  /** At the start, or at `state`. `bytes` is the memory that the process may take. */
  static async open(
    parts: TrainerParts,
    state: TrainingState | null,
    bytes: number,
    microBatch?: number,
  ): Promise<Trainer> {
    const { networks, settings } = parts
    const start = await tensorsOfAdapter(networks)
    const all = { ...start.ip_adapter, ...start.interest }
    const names = (await trainables(networks)).map(({ ref }) => ref.name)
    const weights = state?.weights ?? Object.fromEntries(names.map(name => [name, all[name]!]))
    const size = sizeOf(parts)
    const cut =
      microBatch === undefined
        ? await fitLoss(networks, size, settings.batch, bytes)
        : { ...(await cutLoss(networks, { ...size, batch: microBatch })), microBatch }
    const staged = new StagedLoss(parts.studio.runtime, keyOf(parts, cut.microBatch), cut.stages)
    return new Trainer(parts, start, weights, state, { staged, microBatch: cut.microBatch })
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

  /** Mean loss on the held-out users, with the weights that would be kept. */
  validate(): Promise<number> {
    return this.#withMemory(() =>
      validationLoss(
        this.#staged,
        this.#parts.maker,
        this.#validation,
        this.#microBatch,
        this.kept,
        this.#parts.check,
      ),
    )
  }

  /** The weights that would be kept now: their average, where there is one. */
  get kept(): Tensors {
    return this.#average?.values ?? this.#weights
  }

  /** The adapter that `weights` make. */
  adapter(weights: Tensors): AdapterTensors {
    const tensorsOf = (part: keyof AdapterTensors) =>
      Object.fromEntries(
        Object.entries(this.#start[part]).map(([name, tensor]) => [name, weights[name] ?? tensor]),
      )
    return { ip_adapter: tensorsOf("ip_adapter"), interest: tensorsOf("interest") }
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
    const { settings, train, maker, check } = this.#parts
    const first = this.#step * settings.batch
    const draws = Array.from({ length: settings.batch }, (_, row) => ({
      sample: train[this.#order(first + row)]!,
      place: first + row,
    }))
    return this.#withMemory(async () => {
      const gradients = zerosLike(this.#weights)
      const share = this.#microBatch / settings.batch
      let loss = 0
      for (let start = 0; start < draws.length; start += this.#microBatch) {
        check()
        const batch = await makeBatch(maker, draws.slice(start, start + this.#microBatch))
        const result = await this.#staged.gradients({ ...batch, ...this.#weights })
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
    const { networks, studio } = this.#parts
    const { stages } = await cutLoss(networks, { ...sizeOf(this.#parts), batch: microBatch })
    this.#staged = new StagedLoss(studio.runtime, keyOf(this.#parts, microBatch), stages)
    this.#microBatch = microBatch
    this.#parts.onShrink(microBatch)
  }
}

const sizeOf = ({ studio, maker }: TrainerParts) => {
  const side = studio.pack.nativeSize / studio.pipeline.pixelsPerLatent
  return { neighbours: maker.neighbours, height: side, width: side }
}

/** What makes a loss's graph another one on the same runtime. */
const keyOf = ({ studio, maker, settings }: TrainerParts, microBatch: number): string =>
  `${studio.pack.hash.slice(0, 16)} for ${microBatch} of ${settings.batch}, ${maker.neighbours} neighbours`
