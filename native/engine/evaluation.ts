/**
 * Studies as the page asks for them: each is a folder of the workspace, and a job that fills it. What the folder holds is
 * the study's own (evaluation/study-folder.ts); the job only keeps its place in the queue.
 */
import { cp, mkdir, readdir, rename, rm, stat } from "node:fs/promises"
import { basename, join, resolve } from "node:path"
import { unlessGone } from "../base/temporary-file.ts"
import { writeError } from "../catalog/atomic.ts"
import { freeName } from "../catalog/free-name.ts"
import { stampedId, stampedIdPattern } from "../catalog/stamped-id.ts"
import type { StudyDetail, StudyView } from "../contract/api/evaluation.ts"
import { isOver, type Job } from "../contract/api/jobs.ts"
import { StudioError } from "../contract/errors.ts"
import { type EvaluationSettings, imageStudies } from "../contract/evaluation.ts"
import { judgeSettingsSchema } from "../contract/preference.ts"
import type { FindPack } from "../evaluation/baselines.ts"
import { beginStudy, evaluate, sizeOf } from "../evaluation/evaluate.ts"
import { type FindLpips, findLpips } from "../evaluation/lpips.ts"
import { importAnswers, participantsVerdict } from "../evaluation/preference/answers.ts"
import { judgeSurvey } from "../evaluation/preference/judge.ts"
import {
  keepPreference,
  preferenceReport,
  readPreferences,
  writePreferenceReport,
} from "../evaluation/preference/preference-report.ts"
import { writeQuestionnaire } from "../evaluation/preference/questionnaire.ts"
import { openSurvey } from "../evaluation/preference/survey.ts"
import { trialSheets } from "../evaluation/preference/trial-sheet.ts"
import { byPair, StudyFolder } from "../evaluation/study-folder.ts"
import { studyReport, writeStudyReport } from "../evaluation/study-report.ts"
import { expectedSeconds } from "../exporting/image-set/pace.ts"
import { writeImage } from "../exporting/write-image.ts"
import { chatUrl } from "../interests/endpoint-address.ts"
import { findScenario } from "../interests/scenarios.ts"
import { parseSettings } from "../personalize/settings.ts"
import type { Locale } from "../words/locale.ts"
import { type EngineContext, type JobHandler, os } from "./context.ts"
import { reportAndKeep } from "./job-progress.ts"
import type { Jobs } from "./jobs.ts"
import type { PackList } from "./library/settings.ts"
import { problemOf } from "./problem.ts"

type StudyJobKind = "evaluate" | "judge"

/** What is being deleted, or was when the engine was lost. */
const removedEnding = ".removed"

/** Users whose images are shown. */
const shownUsers = 12

/** Milliseconds between two progress events of a study. */
const sayEvery = 500

export class EvaluationRoom {
  readonly #context: EngineContext
  readonly #jobs: Jobs
  /** Packs of arms are named by their ids. */
  readonly #findPack: FindPack

  constructor(context: EngineContext, jobs: Jobs, packs: Pick<PackList, "dirOf">) {
    this.#context = context
    this.#jobs = jobs
    this.#findPack = ({ pack }) => packs.dirOf(pack)
  }

  readonly evaluate: JobHandler<"evaluate"> = async run => {
    const { signal } = run
    const { model } = this.#context
    const { study } = run.input
    const { dir, facts } = await this.#folderOf(study)
    const session = await model.session()
    const report = reportAndKeep(run, isDrawing(facts.settings) ? "images" : "items")
    let said = 0
    try {
      await evaluate(
        session,
        facts.settings,
        { dir, findLpips: this.#findLpips, findPack: this.#findPack },
        {
          signal,
          inTurn: work => model.use("background", (opened, turn) => work(opened, turn.yield), signal),
          onProgress: (done, total) => {
            report(done, total)
            if (Date.now() - said < sayEvery) return
            said = Date.now()
            this.#changed()
          },
          keep: (path, image, recipe) => writeImage(path, image, recipe, "working"),
        },
      )
      return { report: { study } }
    } finally {
      this.#changed()
    }
  }

  readonly judge: JobHandler<"judge"> = async run => {
    const { workspace } = this.#context
    const { study, settings, consentedHosts } = run.input
    const survey = await openSurvey((await this.#folderOf(study)).dir)
    const verdict = await judgeSurvey(survey, await trialSheets(survey, workspace, this.#scenario), {
      settings,
      consentedHosts,
      workspace,
      signal: run.signal,
      onProgress: reportAndKeep(run, "questions"),
    })
    await keepPreference(survey, verdict)
    this.#changed()
    return { figures: { answers: verdict.rankings.length }, report: { study } }
  }

  readonly #findLpips: FindLpips = runtime => findLpips(this.#context.workspace.lpipsDir, runtime)
  readonly #scenario = (id: string) => findScenario(this.#context.scenarios, id)
  readonly #changed = () => this.#context.publish({ type: "changed", what: "studies" })

  #folderOf(id: string): Promise<StudyFolder> {
    const { evaluationsDir } = this.#context.workspace
    if (!stampedIdPattern.test(id)) throw new StudioError("evaluation.unknown_study", { study: id })
    return StudyFolder.read(join(evaluationsDir, id)).catch(() => {
      throw new StudioError("evaluation.unknown_study", { study: id })
    })
  }

  /** The study's jobs of these kinds, the latest first. */
  #jobsOf(id: string, kinds: readonly StudyJobKind[] = ["evaluate"]): Job[] {
    return kinds
      .flatMap(kind => this.#jobs.ofKind(kind))
      .filter(({ input }) => input?.study === id)
      .map(({ job }) => job)
      .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
  }

  #openJobOf(id: string, kinds?: readonly StudyJobKind[]): Job | undefined {
    return this.#jobsOf(id, kinds).find(({ state }) => !isOver(state))
  }

  async #view(id: string): Promise<StudyView> {
    const { dir, facts } = await this.#folderOf(id)
    const [job] = this.#jobsOf(id)
    const open = job && !isOver(job.state) ? job : undefined
    const isDone = !open && (await stat(join(dir, "results.json")).catch(() => null)) !== null
    const { settings, pack, adapter, baselines } = facts
    return {
      id,
      settings,
      pack,
      adapter: adapter?.name ?? null,
      baselines: baselines.map(one => ({
        name: one.name,
        kind: one.kind,
        of: one.kind === "pack" ? one.pack.name : one.lora.name,
      })),
      createdAt: (await stat(join(dir, "study.json"))).mtime.toISOString(),
      state: open ? (open.state as "queued" | "running" | "paused") : isDone ? "done" : "stopped",
      progress: open?.progress ?? null,
      problem: isDone ? null : (job?.problem ?? null),
    }
  }

  async #list(): Promise<StudyView[]> {
    const names = await readdir(this.#context.workspace.evaluationsDir).catch(() => [])
    const views = names
      .filter(name => stampedIdPattern.test(name))
      .toSorted()
      .toReversed()
      .map(id => this.#view(id).catch(() => []))
    return (await Promise.all(views)).flat()
  }

  async #detail(id: string): Promise<StudyDetail> {
    const view = await this.#view(id)
    const folder = await this.#folderOf(id)
    const findings = view.state === "done" ? await folder.findings() : null
    return {
      ...view,
      findings,
      pictures: findings?.kind === "images" ? await picturesOf(id, folder) : [],
      preferences: (await readPreferences(folder.dir)).map(({ preference }) => preference),
    }
  }

  async #start(settings: EvaluationSettings): Promise<StudyView> {
    const { workspace, model } = this.#context
    const { studio } = await model.session()
    await sizeOf(studio, settings, this.#findPack)
    const id = stampedId(new Date())
    const dir = join(workspace.evaluationsDir, id)
    await mkdir(workspace.evaluationsDir, { recursive: true }).catch(error => {
      throw writeError(error, workspace.dir, 0)
    })
    const lpips = await this.#findLpips(studio.runtime)
    await beginStudy(studio, settings, { dir, lpips, findPack: this.#findPack })
    this.#queue(id, settings)
    return this.#view(id)
  }

  #queue(id: string, { study }: EvaluationSettings): void {
    this.#jobs.add("evaluate", study, { study: id })
    this.#changed()
  }

  async #pause(id: string): Promise<StudyView> {
    const job = this.#openJobOf(id)
    if (!job || job.state === "paused") throw new StudioError("evaluation.wrong_state", { wanted: "pause" })
    await this.#jobs.pause(job.id)
    this.#changed()
    return this.#view(id)
  }

  async #resume(id: string): Promise<StudyView> {
    const { state, settings } = await this.#view(id)
    const job = this.#openJobOf(id)
    if (job?.state === "paused") this.#jobs.resume(job.id)
    else if (state === "stopped") this.#queue(id, settings)
    else throw new StudioError("evaluation.wrong_state", { wanted: "resume" })
    this.#changed()
    return this.#view(id)
  }

  async #remove(id: string): Promise<StudyView[]> {
    const { dir } = await this.#folderOf(id)
    const open = () => this.#openJobOf(id, ["evaluate", "judge"])
    for (let job = open(); job; job = open()) await this.#jobs.cancel(job.id)
    // First out of sight: half a folder is no study.
    await rename(dir, `${dir}${removedEnding}`).catch(unlessGone)
    await this.purge()
    this.#changed()
    return this.#list()
  }

  /** Deletes removed studies; those that can't be deleted now are tried again at the next start. */
  async purge(): Promise<void> {
    const { evaluationsDir } = this.#context.workspace
    const names = await readdir(evaluationsDir).catch(() => [])
    for (const name of names)
      if (name.endsWith(removedEnding))
        await rm(join(evaluationsDir, name), { recursive: true, force: true }).catch(() => undefined)
  }

  /** All but the secret behind the participants' names for images; with reports in the page's language. */
  async #export(id: string, to: string, locale: Locale): Promise<{ folder: string }> {
    const { dir, facts } = await this.#folderOf(id)
    const folder = await freeName(to, `study-${facts.settings.study}`)
    const partial = join(to, `.${folder}.partial`)
    const secret = join(dir, "preference", "secret")
    try {
      await cp(dir, partial, { recursive: true, filter: source => source !== secret })
      await this.#writeReports(partial, locale)
      await rename(partial, join(to, folder))
    } catch (error) {
      await rm(partial, { recursive: true, force: true })
      throw writeError(error, to, 0)
    }
    return { folder }
  }

  async #writeReports(dir: string, locale: Locale): Promise<void> {
    const folder = await StudyFolder.read(dir)
    if (!(await folder.findings())) return
    await writeStudyReport(folder, await studyReport(folder, this.#context.workspace, locale))
    for (const { file, preference } of await readPreferences(dir))
      await writePreferenceReport(dir, file, preferenceReport(folder.facts, preference, locale))
  }

  async #questionnaire(id: string, to: string, trials: number) {
    const { workspace, places } = this.#context
    const survey = await openSurvey((await this.#folderOf(id)).dir)
    const sheets = await trialSheets(survey, workspace, this.#scenario)
    const file = await freeName(to, "questionnaire", ".html")
    const pageDir = places.questionnaireDir
    await writeQuestionnaire(survey, sheets, join(to, file), { workspace, pageDir, trials })
    return { file, trials: sheets.length }
  }

  async #answers(id: string, from: string) {
    const survey = await openSurvey((await this.#folderOf(id)).dir)
    const files = (await readdir(from)).filter(name => name.endsWith(".json")).toSorted()
    const refused: { file: string; problem: ReturnType<typeof problemOf> }[] = []
    for (const file of files)
      await importAnswers(survey, resolve(from, file)).catch(error => {
        refused.push({ file, problem: problemOf(error) })
      })
    // If all answers were refused, the refusals alone are reported.
    if (files.length === 0 || refused.length < files.length)
      await keepPreference(survey, await participantsVerdict(survey))
    this.#changed()
    return { participants: files.length - refused.length, refused }
  }

  async #ask(id: string, rounds: number): Promise<{ job: string }> {
    const { dir, facts } = await this.#folderOf(id)
    const { tagger } = this.#context.settings()
    if (tagger.kind !== "endpoint") throw new StudioError("preference.no_endpoint", {})
    const consentedHosts = tagger.consent ? [new URL(tagger.url).host] : []
    chatUrl(tagger.url, { consentedHosts })
    await openSurvey(dir)
    const settings = judgeSettingsSchema.parse({ endpoint: tagger.url, model: tagger.model, rounds })
    const title = `${tagger.model} · ${facts.settings.study}`
    return { job: this.#jobs.add("judge", title, { study: id, settings, consentedHosts }).id }
  }

  get router() {
    const { model, handles } = this.#context
    const room = os.evaluation
    return {
      check: room.check.handler(async ({ input: { settings } }) => {
        const { studio } = await model.session()
        const size = await sizeOf(studio, settings, this.#findPack)
        const drawn = parseSettings({ steps: settings.steps }, studio.pack)
        const pace = expectedSeconds(studio, drawn)
        return { ...size, seconds: pace && pace * size.images }
      }),
      start: room.start.handler(({ input: { settings } }) => this.#start(settings)),
      studies: room.studies.handler(() => this.#list()),
      study: room.study.handler(({ input: { id } }) => this.#detail(id)),
      pause: room.pause.handler(({ input: { id } }) => this.#pause(id)),
      resume: room.resume.handler(({ input: { id } }) => this.#resume(id)),
      remove: room.remove.handler(({ input: { id } }) => this.#remove(id)),
      export: room.export.handler(({ input: { id, handle, locale } }) =>
        this.#export(id, handles.pathOf(handle), locale),
      ),
      questionnaire: room.questionnaire.handler(({ input: { id, handle, trials } }) =>
        this.#questionnaire(id, handles.pathOf(handle), trials),
      ),
      answers: room.answers.handler(({ input: { id, handle } }) => this.#answers(id, handles.pathOf(handle))),
      judge: room.judge.handler(({ input: { id, rounds } }) => this.#ask(id, rounds)),
    }
  }
}

/** What each arm drew for some users, in the order of the study. */
async function picturesOf(id: string, folder: StudyFolder): Promise<StudyDetail["pictures"]> {
  const { seed } = folder.facts.settings
  return byPair(await folder.results())
    .slice(0, shownUsers)
    .map(own => {
      const { user, item } = own[0]!
      const first = own.filter(result => result.seed === seed)
      const drawn = first.flatMap(({ arm, image }) =>
        image === null ? [] : [{ arm, picture: `${id}.${basename(image, ".png")}` }],
      )
      return { user, item, drawn }
    })
}

const isDrawing = ({ study }: EvaluationSettings): boolean => imageStudies.some(drawing => drawing === study)
