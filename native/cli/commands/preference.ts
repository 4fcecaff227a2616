/** `iamg preference`: people or a judging model rank the images that a study drew. */
import { resolve } from "node:path"
import type { Command } from "commander"
import type { Workspace } from "../../catalog/workspace.ts"
import {
  judgeSettingsSchema,
  type Preference,
  questionnaireSettingsSchema,
} from "../../contract/preference.ts"
import { importAnswers, participantsVerdict } from "../../evaluation/preference/answers.ts"
import { judgeSurvey } from "../../evaluation/preference/judge.ts"
import {
  keepPreference,
  preferenceReport,
  type Verdict,
  writePreferenceReport,
} from "../../evaluation/preference/preference-report.ts"
import { writeQuestionnaire } from "../../evaluation/preference/questionnaire.ts"
import { openSurvey, type Survey } from "../../evaluation/preference/survey.ts"
import { type TrialSheet, trialSheets } from "../../evaluation/preference/trial-sheet.ts"
import { findScenario, loadScenarios } from "../../interests/scenarios.ts"
import { FlagTable } from "../flags.ts"
import { repeated, type WorkspaceOptions, withWorkspace } from "../options.ts"
import { questionnaireDir, scenariosDir } from "../places.ts"
import { describeReport, type Reported, withoutWords } from "../report.ts"
import { type Context, run } from "../run.ts"
import { help, localeInUse, megabytesText, text } from "../voice.ts"
import { withOpenWorkspace } from "../workspace.ts"

const questionnaireTable = new FlagTable(questionnaireSettingsSchema, [
  { setting: "trials", flag: "--trials <count>", about: () => help("preference.trials") },
])
const judgeTable = new FlagTable(judgeSettingsSchema, [
  { setting: "rounds", flag: "--rounds <count>", about: () => help("preference.rounds") },
  { setting: "timeout", flag: "--timeout <seconds>", about: () => help("preference.timeout") },
])

interface QuestionnaireOptions extends WorkspaceOptions {
  trials?: string
  out: string
}

interface JudgeOptions extends WorkspaceOptions {
  endpoint: string
  model: string
  rounds?: string
  timeout?: string
  allowHost?: string[]
}

interface Result extends Reported {
  preference: Preference
}

interface Page {
  file: string
  bytes: number
  /** Items in it. */
  trials: number
}

export function addPreference(program: Command): void {
  const preference = program.command("preference").description(help("preference.about"))
  const questionnaire = withWorkspace(preference.command("questionnaire"))
    .description(help("preference.questionnaire"))
    .argument("<study>", help("preference.study"))
    .requiredOption("--out <file>", help("preference.out"))
  questionnaireTable.addTo(questionnaire).action(run(makeQuestionnaire, describePage))
  preference
    .command("answers")
    .description(help("preference.answers"))
    .argument("<study>", help("preference.study"))
    .argument("<files...>", help("preference.files"))
    .action(run(takeAnswers, describeResult, withoutWords))
  const judge = withWorkspace(preference.command("judge"))
    .description(help("preference.judge"))
    .argument("<study>", help("preference.study"))
    .requiredOption("--endpoint <url>", help("common.endpoint"))
    .requiredOption("--model <name>", help("preference.model"))
    .option("--allow-host <host>", help("common.allowHost"), repeated)
    .addHelpText("after", `\n${help("common.key")}`)
  judgeTable.addTo(judge).action(run(askJudge, describeResult, withoutWords))
}

async function makeQuestionnaire(
  { signal, progress }: Context,
  study: string,
  options: QuestionnaireOptions,
): Promise<Page> {
  const { trials } = questionnaireSettingsSchema.parse(questionnaireTable.values(options))
  const file = resolve(options.out)
  return withSheets(study, options, async (survey, sheets, workspace) => {
    const { bytes } = await writeQuestionnaire(survey, sheets, file, {
      workspace,
      trials,
      signal,
      pageDir: questionnaireDir,
      onProgress: (done, total) => progress.update(text("progress.writing"), done, total),
    })
    return { file, bytes, trials: sheets.length }
  })
}

async function takeAnswers(_: Context, study: string, files: readonly string[]): Promise<Result> {
  const survey = await openSurvey(resolve(study))
  for (const file of files) await importAnswers(survey, resolve(file))
  return reported(survey, await participantsVerdict(survey))
}

async function askJudge(
  { signal, progress }: Context,
  study: string,
  options: JudgeOptions,
): Promise<Result> {
  const { endpoint, model, allowHost: consentedHosts = [] } = options
  const settings = judgeSettingsSchema.parse({ ...judgeTable.values(options), endpoint, model })
  return withSheets(study, options, async (survey, sheets, workspace) => {
    const verdict = await judgeSurvey(survey, sheets, {
      settings,
      consentedHosts,
      workspace,
      signal,
      onProgress: (done, total) => progress.update(text("progress.asking"), done, total),
    })
    return reported(survey, verdict)
  })
}

/** Keeps what was said, and writes its report in the language in use. */
async function reported(survey: Survey, verdict: Verdict): Promise<Result> {
  const { file, preference, ...files } = await keepPreference(survey, verdict)
  const { dir, facts } = survey.folder
  const shown = preferenceReport(facts, preference, localeInUse())
  return { preference, ...files, report: await writePreferenceReport(dir, file, shown), shown }
}

/** Opens the workspace and the study whose images it knows; needs no models. */
function withSheets<Result>(
  study: string,
  options: WorkspaceOptions,
  work: (survey: Survey, sheets: TrialSheet[], workspace: Workspace) => Promise<Result>,
): Promise<Result> {
  return withOpenWorkspace("read", options, async workspace => {
    const scenarios = await loadScenarios([scenariosDir, resolve(workspace.scenariosDir)])
    const survey = await openSurvey(resolve(study))
    const sheets = await trialSheets(survey, workspace, id => findScenario(scenarios, id))
    return work(survey, sheets, workspace)
  })
}

const describePage = ({ file, bytes, trials }: Page): string =>
  text("preference.page", {
    file,
    size: megabytesText(bytes),
    count: trials,
  })

const describeResult = (result: Result): string => describeReport(result, text("common.files"))
