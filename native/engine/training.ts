/**
 * Fine-tuning as the page asks for it: a run is a job whose work another process does. The run's own folder keeps its status
 * (training/run-folder.ts); the job only keeps its place in the queue.
 */
import type { Log } from "../base/log/log.ts"
import { isOver, type Job } from "../contract/api/jobs.ts"
import type { AdapterView } from "../contract/api/training.ts"
import { type ErrorDetails, StudioError } from "../contract/errors.ts"
import { problemFrom } from "../contract/problem.ts"
import type { Run, RunState } from "../contract/training.ts"
import type { Studio } from "../personalize/studio.ts"
import * as store from "../training/adapters.ts"
import { checkTraining } from "../training/check.ts"
import type { StartTrainer, TrainerLink } from "../training/process/messages.ts"
import { superviseRun } from "../training/process/supervise.ts"
import { checkTeaching } from "../training/product/check-teaching.ts"
import type { TaughtSource } from "../training/product/pictures.ts"
import type { StopRequest } from "../training/run.ts"
import { findRun, listRuns, type RunFolder } from "../training/run-folder.ts"
import { createProductRun, createRun, keepResult } from "../training/start-run.ts"
import { type EngineContext, type JobHandler, os } from "./context.ts"
import type { Jobs } from "./jobs.ts"
import { ProblemError } from "./problem.ts"

/** Milliseconds between two progress events of a run. */
const sayEvery = 500

export class TrainingRoom {
  readonly #context: EngineContext
  readonly #jobs: Jobs
  readonly #startTrainer: StartTrainer
  /** The status of the current run, newer than in its folder; and how to ask it to stop. */
  #current: { run: Run; stop: AbortController } | null = null

  constructor(context: EngineContext, jobs: Jobs, startTrainer: StartTrainer) {
    this.#context = context
    this.#jobs = jobs
    this.#startTrainer = () => withCrashesLogged(startTrainer(), context.log)
  }

  readonly handler: JobHandler<"train"> = async ({ input, signal, progress, checkpoint, saveCheckpoint }) => {
    const { workspace, model, places, publish } = this.#context
    const folder = await findRun(workspace.runsDir, input.run)
    const stop = new AbortController()
    const asked = () => stop.abort((signal.reason === "cancel" ? "cancel" : "pause") satisfies StopRequest)
    if (signal.aborted) asked()
    else signal.addEventListener("abort", asked, { once: true })

    const before = await folder.read()
    // It ended, and the engine was lost before the job's end was kept. One that was kept early isn't trained further.
    if (checkpoint && (before.state === "done" || before.state === "stopped"))
      return this.#end(folder, before)

    const { studio } = await model.session()
    const options = {
      workspaceDir: workspace.dir,
      run: folder.id,
      packDir: studio.pack.dir,
      scenariosDir: places.scenariosDir,
      device: this.#context.settings().device,
    }
    this.#current = { run: before, stop }
    let said = 0
    let kept = checkpoint?.step ?? 0
    try {
      const run = await superviseRun(this.#startTrainer, folder, options, {
        signal: stop.signal,
        onRun: run => {
          this.#current = { run, stop }
          progress(run.step, run.settings.steps, "steps")
          if (run.step > kept) {
            kept = run.step
            saveCheckpoint({ step: run.step })
          }
          if (Date.now() - said < sayEvery) return
          said = Date.now()
          publish({ type: "changed", what: "runs" })
        },
      })
      return await this.#end(folder, run)
    } finally {
      this.#current = null
      publish({ type: "changed", what: "runs" })
    }
  }

  async #end(folder: RunFolder, run: Run) {
    if (run.state === "paused") throw new StudioError("job.cancelled", { what: "training" })
    if (run.problem) throw new ProblemError(run.problem)
    const { bestStep, bestValidation, firstValidation } = await keepResult(this.#context.workspace, folder)
    this.#context.publish({ type: "changed", what: run.kind === "product" ? "loras" : "adapters" })
    const figures =
      firstValidation === null || bestValidation === null || bestStep === null
        ? undefined
        : { steps: run.step, first: firstValidation, best: bestValidation, bestStep }
    return { figures, report: { run: folder.id } }
  }

  /** The open job of a run. */
  #jobOf(id: string): Job | undefined {
    return this.#jobs.ofKind("train").find(({ job, input }) => input?.run === id && !isOver(job.state))?.job
  }

  /** The current status: a run without a process counts as paused, whatever its folder says. */
  #asItIs(run: Run): Run {
    if (this.#current?.run.id === run.id) return this.#current.run
    const job = this.#jobOf(run.id)
    if (job) return { ...run, state: job.state === "queued" ? "queued" : "paused" }
    return isGoingOn(run.state) ? { ...run, state: "paused" } : run
  }

  async #view(id: string): Promise<Run> {
    return this.#asItIs(await (await findRun(this.#context.workspace.runsDir, id)).read())
  }

  async #list(): Promise<Run[]> {
    return (await listRuns(this.#context.workspace.runsDir)).map(run => this.#asItIs(run))
  }

  #refuse({ name, state }: Run, wanted: ErrorDetails<"training.wrong_state">["wanted"]): never {
    throw new StudioError("training.wrong_state", { run: name, state, wanted })
  }

  async #pause(id: string): Promise<Run> {
    const run = await this.#view(id)
    const job = this.#jobOf(id)
    if (!job) this.#refuse(run, "pause")
    await this.#jobs.pause(job.id)
    return this.#view(id)
  }

  async #resume(id: string): Promise<Run> {
    const run = await this.#view(id)
    const job = this.#jobOf(id)
    if (job?.state === "paused") this.#jobs.resume(job.id)
    else if (!job && run.state !== "done") this.#jobs.add("train", run.name, { run: id })
    else this.#refuse(run, "resume")
    this.#context.publish({ type: "changed", what: "runs" })
    return this.#view(id)
  }

  /** Ends early and keeps the best weights. A paused run continues for as long as that takes. */
  async #stop(id: string): Promise<Run> {
    const run = await this.#view(id)
    if (this.#current?.run.id !== id) this.#refuse(run, "keep")
    const job = this.#jobOf(id)!
    this.#current.stop.abort("keep" satisfies StopRequest)
    await this.#jobs.finished(job.id, new AbortController().signal)
    return this.#view(id)
  }

  async #cancel(id: string): Promise<Run> {
    const job = this.#jobOf(id)
    const run = await this.#view(id)
    if (job) await this.#jobs.cancel(job.id)
    else if (run.state !== "paused") this.#refuse(run, "cancel")
    const folder = await findRun(this.#context.workspace.runsDir, id)
    const problem = problemFrom(new StudioError("job.cancelled", { what: "training" }))
    await folder.change({ state: "failed", problem })
    this.#context.publish({ type: "changed", what: "runs" })
    return this.#view(id)
  }

  async #remove(id: string): Promise<Run[]> {
    const run = await this.#view(id)
    const job = this.#jobOf(id)
    if (job) this.#refuse(run, "remove")
    await (await findRun(this.#context.workspace.runsDir, id)).remove()
    this.#context.publish({ type: "changed", what: "runs" })
    return this.#list()
  }

  #sourceOf({ items, folder }: { items: readonly string[]; folder: string | null }): TaughtSource {
    return { items, folder: folder === null ? undefined : this.#context.handles.pathOf(folder) }
  }

  get training() {
    const { model, workspace, publish } = this.#context
    return {
      check: os.training.check.handler(({ input: { settings }, signal }) =>
        model.use("interactive", ({ studio }) => checkTraining(studio, settings, { signal }), signal),
      ),
      start: os.training.start.handler(async ({ input: { name, settings }, signal }) => {
        const folder = await model.use(
          "interactive",
          ({ studio }) => createRun(studio, name, settings, { signal }),
          signal,
        )
        this.#jobs.add("train", name, { run: folder.id })
        publish({ type: "changed", what: "runs" })
        return this.#view(folder.id)
      }),
      checkTeaching: os.training.checkTeaching.handler(({ input: { settings, ...source }, signal }) =>
        model.use(
          "interactive",
          ({ studio }) => checkTeaching(studio, settings, this.#sourceOf(source), signal),
          signal,
        ),
      ),
      teach: os.training.teach.handler(async ({ input: { name, settings, ...source }, signal }) => {
        const folder = await model.use(
          "interactive",
          ({ studio }) => createProductRun(studio, name, settings, this.#sourceOf(source), signal),
          signal,
        )
        this.#jobs.add("train", name, { run: folder.id })
        publish({ type: "changed", what: "runs" })
        return this.#view(folder.id)
      }),
      runs: os.training.runs.handler(() => this.#list()),
      run: os.training.run.handler(({ input: { id } }) => this.#view(id)),
      curves: os.training.curves.handler(async ({ input: { id } }) =>
        (await findRun(workspace.runsDir, id)).curves(),
      ),
      pause: os.training.pause.handler(({ input: { id } }) => this.#pause(id)),
      resume: os.training.resume.handler(({ input: { id } }) => this.#resume(id)),
      stop: os.training.stop.handler(({ input: { id } }) => this.#stop(id)),
      cancel: os.training.cancel.handler(({ input: { id } }) => this.#cancel(id)),
      remove: os.training.remove.handler(({ input: { id } }) => this.#remove(id)),
    }
  }

  get adapters() {
    const { workspace, handles, publish, model } = this.#context
    const dir = workspace.adaptersDir
    const changed = () => publish({ type: "changed", what: "adapters" })
    const view = async (one: store.InstalledAdapter): Promise<AdapterView> => {
      const session = await model.session().catch(() => null)
      return viewOf(one, session?.studio ?? null)
    }
    const views = async () => Promise.all((await store.listAdapters(dir)).map(view))
    return {
      list: os.adapters.list.handler(views),
      rename: os.adapters.rename.handler(async ({ input: { id, name } }) => {
        const renamed = await store.renameAdapter(dir, await store.findAdapter(dir, id), name)
        changed()
        return view(renamed)
      }),
      remove: os.adapters.remove.handler(async ({ input: { id } }) => {
        await store.removeAdapter(dir, await store.findAdapter(dir, id))
        changed()
        return views()
      }),
      import: os.adapters.import.handler(async ({ input: { handle } }) => {
        const installed = await store.installAdapter(dir, handles.pathOf(handle))
        changed()
        return view(installed)
      }),
      export: os.adapters.export.handler(async ({ input: { id, handle } }) => ({
        folder: await store.exportAdapter(dir, await store.findAdapter(dir, id), handles.pathOf(handle)),
      })),
    }
  }
}

function withCrashesLogged(trainer: TrainerLink, log: Log): TrainerLink {
  void trainer.exited.then(({ code, signal, lines }) => {
    if (code !== 0) log.crash("trainer lost", lines, { code, signal })
  })
  return trainer
}

async function viewOf(
  { id, adapter, bytes, validation }: store.InstalledAdapter,
  studio: Studio | null,
): Promise<AdapterView> {
  const { name, createdAt, pack } = adapter.manifest
  const refusal = studio && (await store.misfit(studio.pack, adapter))
  return {
    id,
    name,
    hash: adapter.hash,
    createdAt,
    bytes,
    validation,
    pack: pack.name,
    licence: pack.licence,
    problem: refusal && problemFrom(refusal),
  }
}

const isGoingOn = (state: RunState): boolean =>
  state === "preparing" || state === "running" || state === "queued"
