/** `iamg train`: fine-tunes the pack on the workspace's catalog, in a process of its own. */
import type { Command } from "commander"
import type { Workspace } from "../../catalog/workspace.ts"
import { StudioError } from "../../contract/errors.ts"
import type { Run, TrainingCheck, TrainingSettings } from "../../contract/training.ts"
import { ProblemError } from "../../engine/problem.ts"
import { loadScenarios } from "../../interests/scenarios.ts"
import { prepareItems } from "../../personalize/prepare.ts"
import { openStudioOn, type Studio } from "../../personalize/studio.ts"
import { findAdapter } from "../../training/adapters.ts"
import { type CheckOptions, checkTraining } from "../../training/check.ts"
import { forkTrainer } from "../../training/process/fork.ts"
import { superviseRun } from "../../training/process/supervise.ts"
import { findRun, listRuns, type RunFolder } from "../../training/run-folder.ts"
import { createRun, keepAdapter } from "../../training/start-run.ts"
import { interruptible } from "../interrupt.ts"
import { type ModelOptions, packDirOf, type WorkspaceOptions, withModel, withWorkspace } from "../options.ts"
import { scenariosDir } from "../places.ts"
import { Progress } from "../progress.ts"
import { bold, columns, section, shortened } from "../text.ts"
import { readTrainingSettings, withTrainingSettings } from "../training-settings.ts"
import { help, numberText, say, text } from "../voice.ts"
import { withOpenWorkspace } from "../workspace.ts"

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
    .description(help("train.about"))
    .option("--name <name>", help("train.name"))
    .option("--scenario <id>", help("common.scenario"))
    .option("--from <adapter>", help("train.from"))
    .option("--full-speed", help("train.fullSpeed"))
    .option("--check", help("train.check"))
    .option("--list", help("train.list"))
    .option("--resume <run>", help("train.resume"))
    .addHelpText("after", `\n${help("train.jsonLines")}`)
    .action(train)
}

function train(options: Options): Promise<void> {
  const print = (json: unknown, text: string) =>
    process.stdout.write(`${options.json ? JSON.stringify(json) : text}\n`)
  return withOpenWorkspace(options.list ? "read" : "write", options, async workspace => {
    if (options.list) {
      const runs = await listRuns(workspace.runsDir)
      print(runs, describeRuns(runs))
      return
    }
    if (options.check) {
      const settings = await settingsOf(workspace, options)
      const check = await withModels(workspace, options, (studio, hooks) =>
        checkTraining(studio, settings, hooks),
      )
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
  })
}

async function newRun(workspace: Workspace, options: Options): Promise<RunFolder> {
  const settings = await settingsOf(workspace, options)
  const name = options.name ?? `Fine-tuned ${new Date().toISOString().slice(0, 10)}`
  return withModels(workspace, options, (studio, hooks) => createRun(studio, name, settings, hooks))
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
  work: (studio: Studio, hooks: CheckOptions) => Promise<Result>,
): Promise<Result> {
  const scenarios = await loadScenarios([scenariosDir, workspace.scenariosDir])
  const studio = await openStudioOn(workspace, scenarios, { packDir: packDirOf(options), device })
  const progress = new Progress()
  const onProgress = (done: number, total: number) => progress.update(text("progress.embedding"), done, total)
  try {
    await interruptible(signal => prepareItems(studio, { signal, onProgress }))
    progress.clear()
    const onPicture = (done: number, total: number) => progress.update(text("progress.images"), done, total)
    return await interruptible(signal => work(studio, { signal, onProgress: onPicture }))
  } finally {
    progress.clear()
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
        else
          progress.update(
            text("progress.loss", { loss: loss === null ? "…" : numberText(loss, 4) }),
            step,
            settings.steps,
          )
      },
      onStep: json ? result => process.stdout.write(`${JSON.stringify(result)}\n`) : undefined,
    })
  }, "pausing")
  progress.clear()
  return run.state === "done" || run.state === "stopped" ? keepAdapter(workspace, folder) : run
}

function describeRun({ name, step, firstValidation, bestValidation, bestStep, adapter, notes }: Run): string {
  const losses = { before: loss(firstValidation), best: loss(bestValidation) }
  const command = `iamg personalize --adapter ${adapter} …`
  return [
    text("train.summary", { name, steps: step, ...losses, bestStep: `${bestStep}` }),
    ...notes.map(say),
    text("train.adapter", { adapter: `${adapter}`, command }),
  ].join("\n")
}

const loss = (value: number | null): string =>
  value === null ? text("common.unknown") : numberText(value, 5)

const runColumns = ["run", "runName", "state", "step", "loss", "adapterColumn"] as const

const describeRuns = (runs: readonly Run[]): string =>
  runs.length === 0
    ? text("train.noRuns")
    : columns([
        runColumns.map(column => bold(text(`train.${column}`))),
        ...runs.map(run => [
          run.id,
          shortened(run.name, 40),
          text(`train.states.${run.state}`),
          text("train.stepOf", { step: run.step, steps: run.settings.steps }),
          `${loss(run.firstValidation)} → ${loss(run.bestValidation)}`,
          run.adapter ?? text("common.none"),
        ]),
      ])

function describeCheck(check: TrainingCheck): string {
  const { seconds, refusals, warnings, users, tooShort } = check
  const needs = (needed: number, free: number) =>
    text("train.free", { needed: gigabytes(needed), free: gigabytes(free) })
  const data = [
    [
      text("train.histories"),
      text(check.source === "interactions" ? "train.fromInteractions" : "train.fromPersonas", {
        users,
        tooShort,
      }),
    ],
    [text("train.samples"), text("train.sampleCounts", { samples: check.samples, heldOut: check.heldOut })],
    [
      text("train.items"),
      text("train.itemCounts", {
        items: check.items,
        untagged: check.untagged,
        unprepared: check.unprepared,
        broken: check.brokenImageCount,
      }),
    ],
    [
      text("train.duplicates"),
      text("train.duplicateCounts", { images: check.duplicateImages, texts: check.duplicateTexts }),
    ],
  ]
  const cost = [
    [text("train.device"), text("train.atOnce", { device: check.device, samples: check.microBatch })],
    [
      text("train.time"),
      seconds === null ? text("common.unknown") : text("common.about", { amount: durationText(seconds) }),
    ],
    [text("train.memory"), needs(check.memoryBytes, check.freeMemoryBytes)],
    [text("train.disk"), needs(check.diskBytes, check.freeDiskBytes)],
  ]
  const verdict = refusals.map(refusal => {
    const { message, next } = say.error(refusal)
    return text("common.problemAndNext", { message, next })
  })
  return [
    section(text("train.data"), columns(data)),
    section(text("train.cost"), columns(cost)),
    ...(warnings.length > 0 ? [section(text("train.warnings"), warnings.map(say).join("\n"))] : []),
    verdict.length > 0 ? section(text("train.cannotStart"), verdict.join("\n")) : text("train.canStart"),
  ].join("\n\n")
}

const gigabytes = (bytes: number): string => text("common.gigabytes", { gigabytes: bytes / 1e9 })

function durationText(seconds: number): string {
  if (seconds < 90) return text("common.wholeSeconds", { seconds: Math.ceil(seconds) })
  if (seconds < 5400) return text("common.minutes", { minutes: Math.ceil(seconds / 60) })
  return text("common.hours", { hours: seconds / 3600 })
}
