/** `iamg train`: fine-tunes the pack on the workspace's catalog, in a process of its own. */
import { resolve } from "node:path"
import type { Command } from "commander"
import { openWorkspace, type Workspace } from "../../catalog/workspace.ts"
import { StudioError } from "../../contract/errors.ts"
import type { Run, TrainingCheck, TrainingSettings } from "../../contract/training.ts"
import { ProblemError } from "../../engine/problem.ts"
import { loadScenarios } from "../../interests/scenarios.ts"
import { prepareItems } from "../../personalize/prepare.ts"
import { openStudioOn, type Studio } from "../../personalize/studio.ts"
import { findAdapter } from "../../training/adapters.ts"
import { checkTraining } from "../../training/check.ts"
import { forkTrainer } from "../../training/process/fork.ts"
import { superviseRun } from "../../training/process/supervise.ts"
import { findRun, listRuns, type RunFolder } from "../../training/run-folder.ts"
import { createRun, keepAdapter } from "../../training/start-run.ts"
import { interruptible } from "../interrupt.ts"
import { type ModelOptions, packDirOf, type WorkspaceOptions, withModel, withWorkspace } from "../options.ts"
import { scenariosDir } from "../places.ts"
import { Progress } from "../progress.ts"
import { bold, columns, plural, section, shortened } from "../text.ts"
import { readTrainingSettings, withTrainingSettings } from "../training-settings.ts"
import { helpText, say } from "../voice.ts"

interface Options extends WorkspaceOptions, ModelOptions {
  name?: string
  scenario?: string
  from?: string
  resume?: string
  check?: boolean
  list?: boolean
  fullSpeed?: boolean
  json?: boolean
}

export function addTrain(program: Command): void {
  withTrainingSettings(withModel(withWorkspace(program.command("train"))))
    .description("fine-tune the model on the catalog; Ctrl-C pauses, and --resume goes on from there")
    .option("--name <name>", "of the adapter that it leaves")
    .option("--scenario <id>", "only items of this scenario")
    .option("--from <adapter>", "go on from an adapter instead of the pack's own weights")
    .option("--full-speed", "don't give way to other programs")
    .option("--check", "only look at the data, and at what it will take")
    .option("--list", "list the runs of the workspace")
    .option("--resume <run>", "go on with a run; takes no settings")
    .addHelpText(
      "after",
      () => `\n${helpText("With --json: one line a step with `step` and `loss`, then one with the run.")}`,
    )
    .action(train)
}

async function train(options: Options): Promise<void> {
  const workspace = await openWorkspace(resolve(options.workspace), { mode: options.list ? "read" : "write" })
  const print = (json: unknown, text: string) =>
    process.stdout.write(`${options.json ? JSON.stringify(json) : text}\n`)
  try {
    if (options.list) {
      const runs = await listRuns(workspace.runsDir)
      print(runs, describeRuns(runs))
      return
    }
    if (options.check) {
      const settings = await settingsOf(workspace, options)
      const check = await withModels(workspace, options, studio => checkTraining(studio, settings))
      print(check, describeCheck(check))
      return
    }
    const folder = options.resume
      ? await findRun(workspace.runsDir, options.resume)
      : await newRun(workspace, options)
    const run = await goOn(workspace, folder, options)
    if (run.state === "paused") throw new StudioError("training.paused", { run: run.id, step: run.step })
    if (run.problem) throw new ProblemError(run.problem)
    print({ run }, describeRun(run))
  } finally {
    await workspace.close()
  }
}

async function newRun(workspace: Workspace, options: Options): Promise<RunFolder> {
  const settings = await settingsOf(workspace, options)
  const name = options.name ?? `Fine-tuned ${new Date().toISOString().slice(0, 10)}`
  return withModels(workspace, options, studio => createRun(studio, name, settings))
}

async function settingsOf({ adaptersDir }: Workspace, options: Options): Promise<TrainingSettings> {
  const { scenario = null, from, fullSpeed = false } = options
  return readTrainingSettings(options, {
    scenario,
    polite: !fullSpeed,
    from: from === undefined ? null : (await findAdapter(adaptersDir, from)).id,
  })
}

/** Embeds what isn't, then works. Models of this process are put away before the trainer's are opened. */
async function withModels<Result>(
  workspace: Workspace,
  { device, ...options }: Options,
  work: (studio: Studio) => Promise<Result>,
): Promise<Result> {
  const scenarios = await loadScenarios([scenariosDir, workspace.scenariosDir])
  const studio = await openStudioOn(workspace, scenarios, { packDir: packDirOf(options), device })
  const progress = new Progress()
  const onProgress = (done: number, total: number) => progress.update("embedding", done, total)
  try {
    await interruptible(signal => prepareItems(studio, { signal, onProgress }))
    progress.clear()
    return await work(studio)
  } finally {
    await studio.close()
  }
}

async function goOn(workspace: Workspace, folder: RunFolder, options: Options): Promise<Run> {
  const progress = new Progress()
  const { device, json } = options
  const trainer = {
    workspaceDir: workspace.dir,
    run: folder.id,
    scenariosDir,
    device,
    packDir: packDirOf(options),
  }
  const run = await interruptible(interrupted => {
    const stop = new AbortController()
    interrupted.addEventListener("abort", () => stop.abort("pause"))
    return superviseRun(forkTrainer, folder, trainer, {
      signal: stop.signal,
      onRun: ({ doing, step, settings, loss }) => {
        if (json) return
        if (doing) progress.update(say(doing), 0, null)
        else progress.update(`loss ${loss?.toFixed(4) ?? "…"}`, step, settings.steps)
      },
      onStep: json ? result => process.stdout.write(`${JSON.stringify(result)}\n`) : undefined,
    })
  }, "Pausing after the samples at hand")
  progress.clear()
  return run.state === "done" || run.state === "stopped" ? keepAdapter(workspace, folder) : run
}

function describeRun({ name, step, firstValidation, bestValidation, bestStep, adapter, notes }: Run): string {
  return [
    `${name}: ${plural(step, "step")}. Loss on held-out users ${loss(firstValidation)} before, ${loss(bestValidation)} at step ${bestStep}, which is kept.`,
    ...notes.map(say),
    `The adapter is ${adapter}. Use it: iamg personalize --adapter ${adapter} …`,
  ].join("\n")
}

const loss = (value: number | null): string => value?.toFixed(5) ?? "unknown"

const describeRuns = (runs: readonly Run[]): string =>
  runs.length === 0
    ? "There are no runs yet."
    : columns([
        ["run", "name", "state", "step", "held-out loss", "adapter"].map(bold),
        ...runs.map(run => [
          run.id,
          shortened(run.name, 40),
          run.state,
          `${run.step} of ${run.settings.steps}`,
          `${loss(run.firstValidation)} → ${loss(run.bestValidation)}`,
          run.adapter ?? "none",
        ]),
      ])

function describeCheck(check: TrainingCheck): string {
  const { seconds, refusals, warnings } = check
  const histories = check.source === "interactions" ? "shoppers' interactions" : "saved personas"
  const data = [
    ["histories", `${plural(check.users, "user")} from ${histories}, ${check.tooShort} too short`],
    ["samples", `${check.samples} to learn from, ${check.heldOut} held out`],
    [
      "items",
      `${check.items}; without tags ${check.untagged}, without embeddings ${check.unprepared}, broken pictures ${check.brokenImageCount}`,
    ],
    ["duplicates", `${check.duplicateImages} pictures, ${check.duplicateTexts} texts`],
  ]
  const cost = [
    ["device", `${check.device}, ${plural(check.microBatch, "sample")} at once`],
    ["time", seconds === null ? "unknown" : `about ${timeText(seconds)}`],
    ["memory", `about ${gigabytes(check.memoryBytes)}; ${gigabytes(check.freeMemoryBytes)} free`],
    ["disk", `about ${gigabytes(check.diskBytes)}; ${gigabytes(check.freeDiskBytes)} free`],
  ]
  const verdict = refusals.map(refusal => {
    const { message, next } = say.error(refusal)
    return `${message} ${next}`
  })
  return [
    section("Data", columns(data)),
    section("Cost", columns(cost)),
    ...(warnings.length > 0 ? [section("Warnings", warnings.map(say).join("\n"))] : []),
    verdict.length > 0 ? section("It can't start", verdict.join("\n")) : "It can start.",
  ].join("\n\n")
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

const timeText = (seconds: number): string =>
  seconds < 90
    ? `${Math.ceil(seconds)} s`
    : seconds < 5400
      ? `${Math.ceil(seconds / 60)} min`
      : `${(seconds / 3600).toFixed(1)} h`
