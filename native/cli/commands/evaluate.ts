/** `iamg evaluate`: one of the paper's studies on held-out users, with a report. */
import { resolve } from "node:path"
import { Argument, type Command } from "commander"
import { StudioError } from "../../contract/errors.ts"
import {
  type EvaluationSettings,
  type EvaluationSettingsInput,
  evaluationSettingsSchema,
  type StudyName,
  studyNames,
} from "../../contract/evaluation.ts"
import { studySettingNames } from "../../contract/settings-table.ts"
import { evaluate, type Study } from "../../evaluation/evaluate.ts"
import { findLpips } from "../../evaluation/lpips.ts"
import { writeImage } from "../../exporting/write-image.ts"
import { prepareItems } from "../../personalize/prepare.ts"
import { Session } from "../../personalize/session.ts"
import { findAdapter } from "../../training/adapters.ts"
import { type Flag, FlagTable } from "../flags.ts"
import { type ModelOptions, type WorkspaceOptions, withModel, withWorkspace } from "../options.ts"
import { describeReport } from "../report.ts"
import { type Context, run } from "../run.ts"
import { defaultsOf, flagsOf } from "../settings.ts"
import { describeDevice, withStudio } from "../studio.ts"

type Setting = Exclude<keyof EvaluationSettingsInput, "study" | "scenario" | "adapter">

const flags: readonly Flag<Setting>[] = [
  { setting: "users", flag: "--users <count>", about: "held-out users at most" },
  { setting: "images", flag: "--images <count>", about: "images of each arm for each user" },
  { setting: "heldOut", flag: "--held-out <share>", about: "users that count as held out" },
  ...flagsOf(studySettingNames),
]
const table = new FlagTable<Setting>(evaluationSettingsSchema, flags, defaultsOf(studySettingNames))

interface Options extends WorkspaceOptions, ModelOptions {
  scenario?: string
  out: string
}

interface Result extends Study {
  study: StudyName
  device: string
}

export function addEvaluate(program: Command): void {
  const command = withModel(withWorkspace(program.command("evaluate")))
    .description(
      "measure personalisation on held-out users, as the paper does; the same line again goes on after a stop",
    )
    .addArgument(
      new Argument("<study>", "what is compared; retrieval and time draw no series of images").choices(
        studyNames,
      ),
    )
    .option("--scenario <id>", "only items of this scenario")
    .option(
      "--adapter <adapter>",
      "a fine-tuned adapter, by id or name: compared in methods, used in the others",
    )
    .requiredOption("--out <dir>", "folder for report.html, results.csv, results.json and images")
  table.addTo(command).action(run(runStudy, describe))
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
      onProgress: (done, total) => progress.update("embedding", done, total),
    })
    const { lpipsDir } = studio.workspace
    const found = await evaluate(
      new Session(studio),
      settings,
      { dir: resolve(options.out), findLpips: runtime => findLpips(lpipsDir, runtime) },
      {
        signal,
        onProgress: (done, total) => progress.update("measuring", done, total),
        keep: (path, image, recipe) => writeImage(path, image, recipe, "working"),
      },
    )
    return { study, device: describeDevice(studio.runtime), ...found }
  })
}

/** @throws StudioError settings.invalid */
function readSettings(study: StudyName, options: Options, adapter: string | null): EvaluationSettings {
  const { values, problems } = table.read(options)
  if (problems.length > 0) throw new StudioError("settings.invalid", { problems })
  return evaluationSettingsSchema.parse({ ...values, study, adapter, scenario: options.scenario ?? null })
}

const describe = ({ device, ...found }: Result): string => describeReport(found, `Files (drawn on ${device})`)
