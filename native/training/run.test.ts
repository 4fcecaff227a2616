/** A whole run in this process: its results, and that stopping, resuming and failing lose nothing. */
import { existsSync, rmSync } from "node:fs"
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest"
import { memoized } from "../base/memo.ts"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import type { TrainingSettingsInput } from "../contract/training.ts"
import { checkAdapter, openAdapter } from "../models/adapter.ts"
import type { Studio } from "../personalize/studio.ts"
import { openSafetensors, readTensor } from "../weights/safetensors.ts"
import { Checkpoints } from "./checkpoint.ts"
import { newRun, temporaryShop } from "./fixtures.ts"
import { type RunHooks, train } from "./run.ts"
import type { RunFolder } from "./run-folder.ts"
import { type LossAndGradients, StagedLoss } from "./staged-loss.ts"
import type { StepResult } from "./trainer.ts"

let studio: Studio
let close: () => Promise<void>
beforeAll(async () => {
  ;({ studio, close } = await temporaryShop())
})
afterAll(() => close())

const quiet: RunHooks = { stopRequest: () => null, onRun: () => undefined, onStep: () => undefined }

/** Runs until its end, or until `stop` says otherwise after a step; the losses of its steps. */
async function go(folder: RunFolder, stop?: (step: number) => ReturnType<RunHooks["stopRequest"]>) {
  const steps: StepResult[] = []
  const stopRequest = () => stop?.(steps.at(-1)?.step ?? 0) ?? null
  const run = await train(studio, folder, { ...quiet, stopRequest, onStep: step => void steps.push(step) })
  return { run, steps, losses: steps.map(({ loss }) => loss) }
}

const finished = async (settings?: TrainingSettingsInput) => go(await newRun(studio, settings))

/** What others are compared with, made once, before anything fails: runs that nothing happened to, with plain settings and with all that a resumed run must not forget. */
const rich = { average: 0.9, schedule: "cosine", warmUp: 2 } as const
const made = new Map<string, ReturnType<typeof go>>()
const whole = () => memoized(made, "plain", () => finished())
const wholeRich = () => memoized(made, "rich", () => finished(rich))

describe("a run", () => {
  test("learns, measures, draws, saves and leaves an adapter that the pack can take", async () => {
    const folder = await newRun(studio, { drawEvery: 4, learningRate: 3e-3 })
    const name = "x".repeat(100)
    await folder.write({ ...(await folder.read()), name })
    const { run, losses } = await go(folder)
    expect(run).toMatchObject({
      state: "done",
      step: 6,
      device: "cpu",
      microBatch: 2,
      accumulation: 1,
      problem: null,
    })
    expect([run.samples, run.heldOut]).toEqual([11, 1])
    expect(losses).toHaveLength(6)
    expect(run.bestValidation).toBeLessThan(run.firstValidation!)
    const { validation, drawn, losses: curve } = await folder.curves()
    expect(validation.map(({ step }) => step)).toEqual([0, 2, 4, 6])
    expect(curve.map(({ loss }) => loss)).toEqual(losses)
    expect(drawn.map(({ step }) => step)).toEqual([4, 6])
    const adapter = await openAdapter(folder.adapterDir)
    expect(adapter.manifest).toMatchObject({ name, pack: { hash: studio.pack.hash } })
    await checkAdapter(folder.adapterDir, adapter.manifest)
  })

  test("does the same again, and something else with another seed", async () => {
    expect((await finished()).losses).toEqual((await whole()).losses)
    expect((await finished({ seed: 1 })).losses).not.toEqual((await whole()).losses)
  })

  test("of the same samples, a few at a time, learns the same up to rounding", async () => {
    const parts = await finished({ microBatch: 1 })
    expect(parts.run).toMatchObject({ microBatch: 1, accumulation: 2 })
    for (const [step, { loss, gradientNorm }] of parts.steps.entries()) {
      expect(loss).toBeCloseTo((await whole()).steps[step]!.loss, 5)
      expect(gradientNorm / (await whole()).steps[step]!.gradientNorm).toBeCloseTo(1, 3)
    }
  })

  test("that keeps an average measures and keeps that", async () => {
    const folder = await newRun(studio, { average: 0.5, learningRate: 3e-3, validateEvery: 6 })
    expect((await go(folder)).run.bestStep).toBe(6)
    const { weights, average } = (await new Checkpoints(folder.checkpointsDir).latest()).state!
    const name = Object.keys(weights)[0]!
    const kept = await readTensor(await openSafetensors(folder.bestFile), name)
    expect(kept.data).toEqual(average!.values[name]!.data)
    expect(kept.data).not.toEqual(weights[name]!.data)
  })
})

describe("sample images", () => {
  test("are drawn with the run's own k and K", async () => {
    const folder = await newRun(studio, { steps: 1, drawEvery: 1, history: 3, neighbours: 2 })
    const histories = vi.spyOn(studio.workspace, "historyOf")
    const neighbours = vi.spyOn(studio.pool, "nearestTexts")
    onTestFinished(() => {
      histories.mockRestore()
      neighbours.mockRestore()
    })
    await go(folder)
    expect((await folder.curves()).drawn).toHaveLength(1)
    expect(new Set(histories.mock.calls.map(([, , k]) => k))).toEqual(new Set([3]))
    expect(new Set(neighbours.mock.calls.map(([, K]) => K))).toEqual(new Set([2]))
  })

  test("that can't be drawn, since their persona was deleted, are noted; the run goes on to its end", async () => {
    const { losses: plain } = await whole()
    const gone = vi.spyOn(studio.workspace, "findPersona").mockImplementation(async persona => {
      throw new StudioError("catalog.unknown_persona", { persona, near: [] })
    })
    onTestFinished(() => gone.mockRestore())
    const folder = await newRun(studio, { drawEvery: 3 })
    const { run, losses } = await go(folder)
    expect(run).toMatchObject({ state: "done", problem: null, doing: null })
    expect(run.notes).toHaveLength(2)
    expect(run.notes[0]).toMatchObject({ code: "training.not_drawn", details: { step: 3 } })
    expect(losses).toEqual(plain)
  })

  test("for which memory runs out end it", async () => {
    const full = vi.spyOn(studio.workspace, "findPersona").mockImplementation(async () => {
      throw new StudioError("runtime.out_of_memory", { model: "unet", device: "cuda" })
    })
    onTestFinished(() => full.mockRestore())
    const { run } = await go(await newRun(studio, { drawEvery: 3 }))
    expect(run).toMatchObject({ state: "failed", step: 3, problem: { code: "runtime.out_of_memory" } })
  })
})

describe("stopped", () => {
  test.each([1, 2, 3])(
    "after step %i and resumed, its losses are those of one that never stopped",
    async at => {
      const folder = await newRun(studio, rich)
      const first = await go(folder, step => (step >= at ? "pause" : null))
      expect(first.run).toMatchObject({ state: "paused", step: at })
      const rest = await go(folder)
      expect(rest.run.state).toBe("done")
      expect([...first.losses, ...rest.losses]).toEqual((await wholeRich()).losses)
      expect(rest.run.bestValidation).toBe((await wholeRich()).run.bestValidation)
      expect((await folder.curves()).validation.map(({ step }) => step)).toEqual([0, 2, 4, 6])
    },
  )

  test("to be kept, it leaves the best so far", async () => {
    const folder = await newRun(studio, { learningRate: 3e-3 })
    const { run } = await go(folder, step => (step >= 3 ? "keep" : null))
    expect(run).toMatchObject({ state: "stopped", step: 3, problem: null })
    expect((await openAdapter(folder.adapterDir)).name).toBe("test")
  })

  test("after its last step, it is measured and drawn at that step when it is resumed", async () => {
    const folder = await newRun(studio, { drawEvery: 6 })
    // Between the last step and its measurement.
    const { run } = await go(folder, step => (step === 6 ? "pause" : null))
    expect(run).toMatchObject({ state: "paused", step: 6 })
    const { run: ended } = await go(folder)
    expect(ended).toMatchObject({ state: "done", step: 6 })
    const { validation, drawn } = await folder.curves()
    expect(validation.map(({ step }) => step)).toEqual([0, 2, 4, 6])
    expect(drawn.map(({ step }) => step)).toEqual([6])
    expect(ended.bestValidation).toBe((await whole()).run.bestValidation)
  })

  test("when its folder vanishes, it fails with that reason, and the folder isn't made again", async () => {
    const folder = await newRun(studio)
    const lost = go(folder, step => {
      if (step === 3) rmSync(folder.dir, { recursive: true, force: true })
      return null
    })
    await expect(lost).rejects.toMatchObject({ code: "export.folder_gone" })
    expect(existsSync(folder.dir)).toBe(false)
  })

  test("to be cancelled, it leaves none, and can be resumed all the same", async () => {
    const folder = await newRun(studio)
    const { run } = await go(folder, step => (step >= 3 ? "cancel" : null))
    expect(run).toMatchObject({ state: "failed", problem: { code: "job.cancelled" } })
    await expect(openAdapter(folder.adapterDir)).rejects.toThrow()
    expect((await go(folder)).steps[0]!.step).toBe(4)
  })

  test("before its first step, it begins where it was", async () => {
    const folder = await newRun(studio)
    expect((await go(folder, () => "pause")).run).toMatchObject({ state: "paused", step: 0 })
    expect((await go(folder)).run.state).toBe("done")
  })
})

describe("when something goes wrong", () => {
  const { gradients } = StagedLoss.prototype
  type Inputs = Parameters<typeof gradients>[0]

  /** From the n-th micro-batch of the next run on, `fail` may throw, or change what came out. */
  function failFrom(n: number, fail: (result: LossAndGradients, inputs: Inputs) => LossAndGradients) {
    let calls = 0
    const spy = vi.spyOn(StagedLoss.prototype, "gradients")
    onTestFinished(() => spy.mockRestore())
    spy.mockImplementation(async function (this: StagedLoss, inputs) {
      const result = await gradients.call(this, inputs)
      return ++calls >= n ? fail(result, inputs) : result
    })
    return spy
  }

  test("a loss that is no number stops it at the last good step, which is kept", async () => {
    const folder = await newRun(studio)
    const spy = failFrom(4, result => ({ ...result, loss: Number.NaN }))
    const { run } = await go(folder)
    expect(run).toMatchObject({ state: "failed", step: 3, problem: { code: "training.not_finite" } })
    expect(run.problem!.details).toMatchObject({ step: 4 })
    spy.mockRestore()
    expect((await go(folder)).losses).toEqual((await whole()).losses.slice(3))
  })

  test("so does a gradient that is infinite", async () => {
    failFrom(2, result => {
      Object.values(result.gradients)[0]!.data[0] = Number.POSITIVE_INFINITY
      return result
    })
    const { run } = await finished()
    expect(run).toMatchObject({ state: "failed", step: 1, problem: { code: "training.not_finite" } })
  })

  test("a device that is lost fails the run, which can be resumed", async () => {
    const folder = await newRun(studio)
    const spy = failFrom(4, () => {
      throw new StudioError("runtime.run_failed", {
        model: "loss",
        device: "webgpu",
        reason: note("program.quoted", { text: "device lost" }),
      })
    })
    const { run } = await go(folder)
    expect(run).toMatchObject({ state: "failed", step: 3, problem: { code: "runtime.run_failed" } })
    spy.mockRestore()
    const rest = await go(folder)
    expect(rest.run).toMatchObject({ state: "done", problem: null })
    expect(rest.losses).toEqual((await whole()).losses.slice(3))
  })

  test("when memory runs out, the run halves the number of samples on the device, with a note, and continues", async () => {
    const { losses: plain } = await whole()
    failFrom(3, (result, inputs) => {
      if (inputs.sample!.shape[0]! <= 1) return result
      throw new StudioError("runtime.out_of_memory", { model: "loss", device: "cuda" })
    })
    const { run, losses } = await finished()
    expect(run).toMatchObject({ state: "done", microBatch: 1, accumulation: 2 })
    expect(run.notes).toEqual([note("training.fewer_at_once", { samples: 1, times: 2 })])
    for (const [step, loss] of losses.entries()) expect(loss).toBeCloseTo(plain[step]!, 5)
  })

  test("memory that doesn't suffice for one sample ends it with the reason", async () => {
    failFrom(1, () => {
      throw new StudioError("runtime.out_of_memory", { model: "loss", device: "cuda" })
    })
    const { run } = await finished()
    expect(run).toMatchObject({ state: "failed", step: 0, problem: { code: "runtime.out_of_memory" } })
  })

  test("a disk that is full at a checkpoint fails the run; the checkpoint before it stays", async () => {
    const folder = await newRun(studio)
    const { save } = Checkpoints.prototype
    const spy = vi.spyOn(Checkpoints.prototype, "save").mockImplementation(function (
      this: Checkpoints,
      state,
      keep,
    ) {
      if (state.step < 4) return save.call(this, state, keep)
      throw new StudioError("weights.not_written", { file: "step-4", problem: note("file.drive_full", {}) })
    })
    const { run } = await go(folder)
    spy.mockRestore()
    expect(run).toMatchObject({ state: "failed", problem: { code: "weights.not_written" } })
    const rest = await go(folder)
    expect(rest.steps[0]!.step).toBe(3)
    expect(rest.losses).toEqual((await whole()).losses.slice(2))
  })

  test("a run of another version of the pack is refused", async () => {
    const folder = await newRun(studio)
    await folder.change({ pack: { name: "tiny", hash: "0".repeat(64) } })
    expect((await go(folder)).run).toMatchObject({ problem: { code: "training.changed_pack" } })
  })
})
