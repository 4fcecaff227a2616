/** `iamg evaluate`: one of the paper's studies on held-out users, with a report. */
import { stat } from "node:fs/promises"
import { basename, resolve } from "node:path"
import type { Command } from "commander"
import type { Workspace } from "../../catalog/workspace.ts"
import { note } from "../../contract/codes/index.ts"
import { StudioError } from "../../contract/errors.ts"
import {
  type Baseline,
  baselineSchema,
  type EvaluationSettings,
  type EvaluationSettingsInput,
  evaluationSettingsSchema,
  type Findings,
  mostBaselines,
  type StudyName,
  studyNames,
} from "../../contract/evaluation.ts"
import { loraNameSchema } from "../../contract/lora.ts"
import type { Note } from "../../contract/note.ts"
import { studySettingNames } from "../../contract/settings-table.ts"
import { evaluate } from "../../evaluation/evaluate.ts"
import { findLpips } from "../../evaluation/lpips.ts"
import { studyReport, writeStudyReport } from "../../evaluation/study-report.ts"
import { writeImage } from "../../exporting/write-image.ts"
import { listLoras } from "../../personalize/loras.ts"
import { prepareItems } from "../../personalize/prepare.ts"
import { Session } from "../../personalize/session.ts"
import { findAdapter } from "../../training/adapters.ts"
import { type Flag, FlagTable, refuseIfAny } from "../flags.ts"
import {
  choiceArgument,
  type ModelOptions,
  packDirOf,
  repeated,
  type WorkspaceOptions,
  withModel,
  withWorkspace,
} from "../options.ts"
import { describeReport, type Reported, withoutWords } from "../report.ts"
import { type Context, run } from "../run.ts"
import { flagsOf, presetsOf } from "../settings.ts"
import { type DeviceInUse, describeDevice, deviceInUse, withStudio } from "../studio.ts"
import { help, localeInUse, text } from "../voice.ts"

type Setting = Exclude<keyof EvaluationSettingsInput, "study" | "scenario" | "adapter" | "baselines">

const flags: readonly Flag<Setting>[] = [
  { setting: "users", flag: "--users <count>", about: () => help("evaluate.users") },
  { setting: "images", flag: "--images <count>", about: () => help("evaluate.images") },
  { setting: "heldOut", flag: "--held-out <share>", about: () => help("evaluate.heldOut") },
  ...flagsOf(studySettingNames),
]
const table = new FlagTable<Setting>(evaluationSettingsSchema, flags, presetsOf(studySettingNames))

interface Options extends WorkspaceOptions, ModelOptions {
  scenario?: string
  arm?: string[]
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
    .option("--arm <nameAndSource>", help("evaluate.arm"), repeated)
    .requiredOption("--out <dir>", help("evaluate.out"))
  table.addTo(command).action(run(runStudy, describe, withoutWords))
}

async function runStudy({ signal, progress }: Context, study: StudyName, options: Options): Promise<Result> {
  const { adapter, ...studioOptions } = options
  return withStudio(studioOptions, async studio => {
    const { adaptersDir } = studio.workspace
    const { baselines, packDirs } = await readArms(studio.workspace, options.arm)
    const settings = readSettings(
      study,
      options,
      adapter ? (await findAdapter(adaptersDir, adapter)).id : null,
      baselines,
    )
    await prepareItems(studio, {
      signal,
      onProgress: (done, total) => progress.update(text("progress.embedding"), done, total),
    })
    const { lpipsDir } = studio.workspace
    const { folder, ...found } = await evaluate(
      new Session(studio),
      settings,
      {
        dir: resolve(options.out),
        findLpips: runtime => findLpips(lpipsDir, runtime),
        findPack: ({ name }) => packDirs.get(name) ?? null,
      },
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
function readSettings(
  study: StudyName,
  options: Options,
  adapter: string | null,
  baselines: readonly Baseline[],
): EvaluationSettings {
  const scenario = options.scenario ?? null
  return evaluationSettingsSchema.parse({ ...table.values(options), study, adapter, scenario, baselines })
}

/**
 * Arms by `NAME=SOURCE`: a LoRA of the workspace, a downloaded pack, or a pack's folder.
 *
 * @throws StudioError settings.invalid, evaluation.unknown_baseline
 */
async function readArms(workspace: Workspace, arms: readonly string[] = []) {
  const problems: Note[] = []
  if (arms.length > mostBaselines) problems.push(note("cli.baselines", { most: mostBaselines }))
  const loras = new Set((await listLoras(workspace)).map(({ name }) => name))
  const baselines: Baseline[] = []
  const packDirs = new Map<string, string>()
  for (const arm of arms) {
    const [, name = "", source = ""] = /^([^=]*)=(.+)$/su.exec(arm) ?? []
    const isLora = loraNameSchema.safeParse(source).success && loras.has(source)
    const dir = packDirOf({ pack: source })
    const parsed = baselineSchema.safeParse(
      isLora
        ? { kind: "lora", name, lora: source }
        : { kind: "pack", name, pack: basename(dir).slice(0, 100) || "pack" },
    )
    if (!parsed.success || source === "") {
      problems.push(note("cli.baseline", { value: arm }))
      continue
    }
    const isFolder = isLora || (await stat(dir).catch(() => null))?.isDirectory()
    if (!isFolder) throw new StudioError("evaluation.unknown_baseline", { name, source })
    baselines.push(parsed.data)
    packDirs.set(name, dir)
  }
  refuseIfAny(problems)
  return { baselines, packDirs }
}

const describe = (found: Result): string =>
  describeReport(found, text("evaluate.drawnOn", { device: describeDevice(found) }))
