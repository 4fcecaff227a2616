/** `iamg evaluate`: one of the paper's studies on held-out users, with a report. */
import { resolve } from "node:path"
import type { Command } from "commander"
import {
  type EvaluationSettings,
  type EvaluationSettingsInput,
  evaluationSettingsSchema,
  type Findings,
  type StudyName,
  studyNames,
} from "../../contract/evaluation.ts"
import { studySettingNames } from "../../contract/settings-table.ts"
import { evaluate } from "../../evaluation/evaluate.ts"
import { findLpips } from "../../evaluation/lpips.ts"
import { studyReport, writeStudyReport } from "../../evaluation/study-report.ts"
import { writeImage } from "../../exporting/write-image.ts"
import { prepareItems } from "../../personalize/prepare.ts"
import { Session } from "../../personalize/session.ts"
import { findAdapter } from "../../training/adapters.ts"
import { type Flag, FlagTable } from "../flags.ts"
import {
  choiceArgument,
  type ModelOptions,
  type WorkspaceOptions,
  withModel,
  withWorkspace,
} from "../options.ts"
import { describeReport, type Reported, withoutWords } from "../report.ts"
import { type Context, run } from "../run.ts"
import { flagsOf, presetsOf } from "../settings.ts"
import { type DeviceInUse, describeDevice, deviceInUse, withStudio } from "../studio.ts"
import { help, localeInUse, text } from "../voice.ts"

type Setting = Exclude<keyof EvaluationSettingsInput, "study" | "scenario" | "adapter">

const flags: readonly Flag<Setting>[] = [
  { setting: "users", flag: "--users <count>", about: () => help("evaluate.users") },
  { setting: "images", flag: "--images <count>", about: () => help("evaluate.images") },
  { setting: "heldOut", flag: "--held-out <share>", about: () => help("evaluate.heldOut") },
  ...flagsOf(studySettingNames),
]
const table = new FlagTable<Setting>(evaluationSettingsSchema, flags, presetsOf(studySettingNames))

interface Options extends WorkspaceOptions, ModelOptions {
  scenario?: string
  out: string
}

interface Result extends Reported, DeviceInUse {
  study: StudyName
  findings: Findings
}

export function addEvaluate(program: Command): void {
  const command = withModel(withWorkspace(program.command("evaluate")))
    .description(help("evaluate.about"))
    .addArgument(choiceArgument("<study>", help("evaluate.study"), studyNames))
    .option("--scenario <id>", help("common.scenario"))
    .option("--adapter <adapter>", help("evaluate.adapter"))
    .requiredOption("--out <dir>", help("evaluate.out"))
  table.addTo(command).action(run(runStudy, describe, withoutWords))
}

async function runStudy({ signal, progress }: Context, study: StudyName, options: Options): Promise<Result> {
  const { adapter, ...studioOptions } = options
  return withStudio(studioOptions, async studio => {
    const { adaptersDir } = studio.workspace
    const settings = readSettings(
      study,
      options,
      adapter ? (await findAdapter(adaptersDir, adapter)).id : null,
    )
    await prepareItems(studio, {
      signal,
      onProgress: (done, total) => progress.update(text("progress.embedding"), done, total),
    })
    const { lpipsDir } = studio.workspace
    const { folder, ...found } = await evaluate(
      new Session(studio),
      settings,
      { dir: resolve(options.out), findLpips: runtime => findLpips(lpipsDir, runtime) },
      {
        signal,
        onProgress: (done, total) => progress.update(text("progress.measuring"), done, total),
        keep: (path, image, recipe) => writeImage(path, image, recipe, "working"),
      },
    )
    const shown = await studyReport(folder, studio.workspace, localeInUse())
    const report = await writeStudyReport(folder, shown)
    return { study, ...deviceInUse(studio.runtime), ...found, report, shown }
  })
}

/** @throws StudioError settings.invalid */
function readSettings(study: StudyName, options: Options, adapter: string | null): EvaluationSettings {
  const scenario = options.scenario ?? null
  return evaluationSettingsSchema.parse({ ...table.values(options), study, adapter, scenario })
}

const describe = (found: Result): string =>
  describeReport(found, text("evaluate.drawnOn", { device: describeDevice(found) }))
