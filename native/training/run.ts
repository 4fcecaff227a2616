/**
 * Continues a run to its end: prepare, step, validate, draw, save, until it is done or asked to stop. Its
 * folder always holds what was reported.
 */
import { note } from "../contract/codes/index.ts"
import { isStudioError, reasonOf, StudioError } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"
import type { FloatTensor } from "../contract/tensor.ts"
import { type Run, rowsOf } from "../contract/training.ts"
import type { Studio } from "../personalize/studio.ts"
import { openSafetensors, readTensors } from "../weights/safetensors.ts"
import { writeSafetensors } from "../weights/write-safetensors.ts"
import { Checkpoints, type TrainingState } from "./checkpoint.ts"
import { interestsLesson } from "./interests-lesson.ts"
import type { Lesson } from "./lesson.ts"
import { problemOf } from "./problem.ts"
import { productLesson } from "./product/product-lesson.ts"
import type { LogLine, RunFolder } from "./run-folder.ts"
import { RunStatus } from "./run-status.ts"
import { freeMemory } from "./stage-budget.ts"
import { type StepResult, Trainer } from "./trainer.ts"

/** The requests to a run while it goes on. */
export type StopRequest = "pause" | "keep" | "cancel"

export interface RunHooks {
  /** The request, if there is one; read between micro-batches. */
  stopRequest: () => StopRequest | null
  /** At every change that someone might want to see. */
  onRun: (run: Run) => void
  onStep: (result: StepResult) => void
}

export interface RunOptions {
  /** Samples at once; as many as fit when absent. */
  microBatch?: number | undefined
}

/** How a run was asked to stop. */
class Stopped extends Error {
  readonly stopRequest: StopRequest
  constructor(stopRequest: StopRequest) {
    super(stopRequest)
    this.stopRequest = stopRequest
  }
}

/** Losses that the shown one is the mean of, and steps whose median is the shown speed. */
const recent = 20

/** What goes wrong while drawing and would go wrong again at the next step, or was asked for. */
const endsRun: ReadonlySet<string> = new Set(["job.cancelled", "runtime.out_of_memory"])

/** Milliseconds between two times that losses are written down, so that they can be watched. */
const logEvery = 1000

/**
 * Continues a run until it ends; resolves with its status then: `done`, `stopped` (kept early), `paused`, or
 * `failed` with the problem. Told to cancel, it is `failed` with job.cancelled.
 */
export async function train(
  studio: Studio,
  folder: RunFolder,
  hooks: RunHooks,
  options: RunOptions = {},
): Promise<Run> {
  const runStatus = await RunStatus.open(folder, hooks.onRun)
  try {
    await new RunLoop(studio, folder, runStatus, hooks).run(options)
  } catch (error) {
    if (error instanceof Stopped && error.stopRequest === "pause") await runStatus.keep({ state: "paused" })
    else await runStatus.keep({ state: "failed", problem: problemOf(stoppedAs(error)) })
    if (!(error instanceof Stopped) && !(error instanceof StudioError)) throw error
  }
  return runStatus.run
}

const stoppedAs = (error: unknown) =>
  error instanceof Stopped ? new StudioError("job.cancelled", { what: "training" }) : error

class RunLoop {
  readonly #studio: Studio
  readonly #folder: RunFolder
  readonly #runStatus: RunStatus
  readonly #hooks: RunHooks
  readonly #checkpoints: Checkpoints
  #lesson!: Lesson
  #lines: LogLine[] = []
  #losses: number[] = []
  #seconds: number[] = []
  #loggedAt = 0
  /** The last step that was measured, and drawn at. */
  #validatedAt = -1
  #drawnAt = -1
  #finishing = false

  constructor(studio: Studio, folder: RunFolder, runStatus: RunStatus, hooks: RunHooks) {
    this.#studio = studio
    this.#folder = folder
    this.#runStatus = runStatus
    this.#hooks = hooks
    this.#checkpoints = new Checkpoints(folder.checkpointsDir)
  }

  async run({ microBatch }: RunOptions): Promise<void> {
    const { name, pack } = this.#runStatus.run
    if (pack.hash !== this.#studio.pack.hash)
      throw new StudioError("training.changed_pack", { run: name, pack: pack.name })
    await this.#runStatus.keep({
      state: "preparing",
      problem: null,
      doing: null,
      device: this.#studio.runtime.device,
    })
    const { lesson, trainer } = await this.#open(microBatch)
    this.#lesson = lesson
    for (const { type, step } of await this.#folder.readLog()) {
      if (type === "validation") this.#validatedAt = step
      if (type === "drawn") this.#drawnAt = step
    }
    try {
      await this.#finish(trainer, await this.#steps(trainer))
    } catch (error) {
      // Whatever stops it, the last good state is kept: no step is lost that doesn't have to be.
      await this.#save(trainer)
      throw error
    }
  }

  /** All steps, or those until it is asked to stop and keep its result. Work that is due after the last step is done, too. */
  async #steps(trainer: Trainer): Promise<"done" | "stopped"> {
    const { steps } = this.#runStatus.run.settings
    try {
      for (;;) {
        await this.#look(trainer)
        if (trainer.step >= steps) return "done"
        await this.#step(trainer)
      }
    } catch (error) {
      if (!(error instanceof Stopped) || error.stopRequest !== "keep") throw error
      return trainer.step < steps ? "stopped" : "done"
    }
  }

  async #open(asked: number | undefined): Promise<{ lesson: Lesson; trainer: Trainer }> {
    const { run } = this.#runStatus
    const { settings, microBatch: before } = run
    const latest = await this.#latest()
    const hooks = {
      check: () => this.#check(),
      doing: (doing: Note) => void this.#runStatus.tell({ doing }),
      note: (note: Note) => this.#runStatus.note(note),
    }
    const lesson =
      run.kind === "product"
        ? await productLesson(this.#studio, this.#folder, run, hooks)
        : await interestsLesson(this.#studio, this.#folder, run, hooks)
    await this.#runStatus.tell({ doing: note("training.loading", {}) })
    const { runtime } = this.#studio
    const trainer = await Trainer.open(
      {
        runtime,
        lesson,
        settings,
        check: () => this.#check(),
        onShrink: size => this.#onShrink(size),
      },
      latest,
      freeMemory(runtime),
      asked ?? before ?? settings.microBatch,
    )
    await this.#folder.cutLog(trainer.step)
    const best = await this.#best()
    await this.#runStatus.keep({
      state: "running",
      doing: null,
      step: trainer.step,
      ...sizesOf(trainer, lesson.rows),
      samples: lesson.samples,
      heldOut: lesson.heldOut,
      bestValidation: best?.loss ?? null,
      bestStep: best?.step ?? null,
    })
    return { lesson, trainer }
  }

  async #step(trainer: Trainer): Promise<void> {
    const { settings } = this.#runStatus.run
    const started = performance.now()
    const result = await trainer.update()
    this.#seconds = [...this.#seconds, (performance.now() - started) / 1000].slice(-recent)
    this.#losses = [...this.#losses, result.loss].slice(-recent)
    this.#lines.push({ type: "step", ...result })
    if (Date.now() - this.#loggedAt >= logEvery) await this.#log()
    this.#hooks.onStep(result)
    await this.#tell(trainer)
    await this.#look(trainer)
    if (isDue(trainer.step, settings.saveEvery, settings.steps)) await this.#save(trainer)
  }

  /** Measures and draws where that is due and hasn't been done: a run may have been stopped just before. */
  async #look(trainer: Trainer): Promise<void> {
    const { step } = trainer
    const { settings } = this.#runStatus.run
    const { validateEvery, drawEvery, steps } = settings
    if (isDue(step, validateEvery, steps) && this.#validatedAt !== step) await this.#validate(trainer)
    if (step > 0 && isDue(step, drawEvery, steps) && this.#drawnAt !== step) await this.#draw(trainer)
  }

  #tell(trainer: Trainer): Promise<void> {
    const { settings } = this.#runStatus.run
    const secondsPerStep = median(this.#seconds)
    return this.#runStatus.tell({
      step: trainer.step,
      loss: mean(this.#losses),
      secondsPerStep,
      secondsLeft: secondsPerStep * (settings.steps - trainer.step),
    })
  }

  async #validate(trainer: Trainer): Promise<void> {
    await this.#runStatus.tell({ doing: note("training.measuring", {}) })
    const loss = await trainer.validate()
    const { step } = trainer
    if (!Number.isFinite(loss))
      throw new StudioError("training.not_finite", { step, what: "validation_loss", kept: step })
    this.#lines.push({ type: "validation", step, loss })
    this.#validatedAt = step
    const { bestValidation, firstValidation } = this.#runStatus.run
    const better = bestValidation === null || loss < bestValidation
    if (better) {
      const facts = { step: String(step), loss: String(loss) }
      await this.#folder.check()
      await writeSafetensors(this.#folder.bestFile, trainer.kept, facts)
    }
    await this.#runStatus.tell({
      doing: null,
      firstValidation: step === 0 ? loss : firstValidation,
      ...(better && { bestValidation: loss, bestStep: step }),
    })
  }

  /** What can't be drawn is noted and the run goes on: a persona or an item may have been deleted since it began. */
  async #draw(trainer: Trainer): Promise<void> {
    const { step } = trainer
    this.#drawnAt = step
    await this.#runStatus.tell({ doing: note("training.drawing", {}) })
    try {
      await this.#folder.check()
      for await (const line of this.#lesson.draw(trainer.kept, step)) this.#lines.push(line)
    } catch (error) {
      if (!isStudioError(error) || endsRun.has(error.code)) throw error
      await this.#runStatus.note(note("training.not_drawn", { step, reason: reasonOf(error) }))
    }
    await this.#runStatus.tell({ doing: null })
  }

  /** The log is written first: every step of a checkpoint is in it. */
  async #save(trainer: Trainer): Promise<void> {
    await this.#folder.check()
    await this.#log()
    await this.#checkpoints.save(trainer.state, this.#runStatus.run.settings.keep)
    await this.#runStatus.keep({ step: trainer.step })
  }

  async #log(): Promise<void> {
    await this.#folder.log(this.#lines)
    this.#lines = []
    this.#loggedAt = Date.now()
  }

  /** Leaves the best weights. */
  async #finish(trainer: Trainer, state: "done" | "stopped"): Promise<void> {
    this.#finishing = true
    if (this.#validatedAt !== trainer.step) await this.#validate(trainer)
    if (state === "stopped") await this.#save(trainer)
    else await this.#log()
    const { settings, bestStep, bestValidation, firstValidation } = this.#runStatus.run
    const { samples, heldOut, dataHash } = this.#lesson
    const best = (await this.#best())!
    const training = {
      settings,
      steps: trainer.step,
      validation: { before: firstValidation, after: bestValidation, step: bestStep },
      data: { samples, heldOut, hash: dataHash },
      curves: await this.#folder.curves(),
    }
    await this.#folder.check()
    await this.#lesson.leave(best.weights, training)
    await this.#runStatus.keep({ state, secondsLeft: null })
  }

  /** The best weights so far; the file itself names its step and loss. */
  async #best(): Promise<{ step: number; loss: number; weights: Record<string, FloatTensor> } | null> {
    const file = await openSafetensors(this.#folder.bestFile).catch(() => null)
    if (!file) return null
    const weights = (await readTensors(file)) as Record<string, FloatTensor>
    return { step: Number(file.metadata.step), loss: Number(file.metadata.loss), weights }
  }

  /** The state to go on from; null at the start. Throws training.no_checkpoint when none of several can be read. */
  async #latest(): Promise<TrainingState | null> {
    const { state, problems } = await this.#checkpoints.latest()
    if (!state && problems.length > 0)
      throw new StudioError("training.no_checkpoint", { run: this.#runStatus.run.name, problems })
    for (const problem of problems)
      await this.#runStatus.note(note("training.passed_over", { reason: problem }))
    return state
  }

  #check(): void {
    const stopRequest = this.#hooks.stopRequest()
    // What is kept is measured first.
    if (stopRequest && !(stopRequest === "keep" && this.#finishing)) throw new Stopped(stopRequest)
  }

  #onShrink(microBatch: number): void {
    const accumulation = rowsOf(this.#runStatus.run) / microBatch
    void this.#runStatus.note(note("training.fewer_at_once", { samples: microBatch, times: accumulation }))
    void this.#runStatus.tell({ microBatch, accumulation })
  }
}

/** Every so many steps, and at the last one; never for 0. */
const isDue = (step: number, every: number, last: number): boolean =>
  every > 0 && (step % every === 0 || step === last)

const sizesOf = ({ microBatch }: Trainer, rows: number) => ({ microBatch, accumulation: rows / microBatch })

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
