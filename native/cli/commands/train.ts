/** `iamg train`: fine-tunes the pack on the workspace's catalog, in a process of its own. */
import type { Command } from "commander"
import type { Workspace } from "../../catalog/workspace.ts"
import type { Run, TrainingCheck, TrainingSettings } from "../../contract/training.ts"
import { prepareItems } from "../../personalize/prepare.ts"
import type { Studio } from "../../personalize/studio.ts"
import { findAdapter } from "../../training/adapters.ts"
import { type CheckOptions, checkTraining } from "../../training/check.ts"
import { findRun, listRuns, type RunFolder } from "../../training/run-folder.ts"
import { createRun } from "../../training/start-run.ts"
import { interruptible } from "../interrupt.ts"
import { type ModelOptions, type WorkspaceOptions, withPackAndDevice, withWorkspace } from "../options.ts"
import { Progress } from "../progress.ts"
import { bold, columns, section, shortened } from "../text.ts"
import { describeCost, describeRun, goOn, loss, withTrainingStudio } from "../training-run.ts"
import { readTrainingSettings, withTrainingSettings } from "../training-settings.ts"
import { help, text } from "../voice.ts"
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
  withTrainingSettings(withPackAndDevice(withWorkspace(program.command("train"))))
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

/** Embeds what isn't, then works. */
const withModels = <Result>(
  workspace: Workspace,
  options: Options,
  work: (studio: Studio, hooks: CheckOptions) => Promise<Result>,
): Promise<Result> =>
  withTrainingStudio(workspace, options, async studio => {
    const progress = new Progress()
    const tell = (what: string) => (done: number, total: number) => progress.update(what, done, total)
    try {
      const onProgress = tell(text("progress.embedding"))
      await interruptible(signal => prepareItems(studio, { signal, onProgress }))
      progress.clear()
      return await interruptible(signal =>
        work(studio, { signal, onProgress: tell(text("progress.images")) }),
      )
    } finally {
      progress.clear()
    }
  })

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
          run.adapter ?? run.lora ?? text("common.none"),
        ]),
      ])

function describeCheck(check: TrainingCheck): string {
  const { users, tooShort } = check
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
  return [section(text("train.data"), columns(data)), ...describeCost(check)].join("\n\n")
}
