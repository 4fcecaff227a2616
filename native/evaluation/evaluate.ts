/** A study from its settings to its findings: results.json and results.csv in its folder. */
import { join } from "node:path"
import { toCsv } from "../catalog/csv.ts"
import { readHouseWords } from "../catalog/house-words.ts"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import type { EvaluationSettings, Findings, ImageStudyName, StageTime } from "../contract/evaluation.ts"
import { studySettingsSchema } from "../contract/settings.ts"
import { openInstalledAdapter } from "../models/adapter.ts"
import type { Session } from "../personalize/session.ts"
import { settle } from "../personalize/settings.ts"
import type { Studio } from "../personalize/studio.ts"
import { type Arm, armsOf, reference } from "./arms.ts"
import { type FindPack, openBaselines } from "./baselines.ts"
import { meanInterval, meansByUser } from "./bootstrap.ts"
import { heldOutPairs } from "./held-out.ts"
import { imageCsv } from "./image-report.ts"
import { runImageStudy, type StudyHooks } from "./image-study.ts"
import type { FindLpips, Lpips } from "./lpips.ts"
import { type Agreement, compareRetrieval, depths } from "./retrieval-study.ts"
import { StudyFolder } from "./study-folder.ts"
import { summarise } from "./summary.ts"
import { timeStages } from "./time-study.ts"

/** A finished study, and its files for programs; study-report.ts says it to people. */
export interface Study {
  folder: StudyFolder
  findings: Findings
  csv: string
  json: string
}

/** Where a study is kept, and where what it needs beside the studio is found. */
export interface StudyPlace {
  dir: string
  findLpips: FindLpips
  findPack: FindPack
}

/**
 * Runs a study, or goes on with it, in `dir`.
 *
 * @throws StudioError evaluation.too_few, evaluation.other_study, settings.invalid, as `openBaselines`, adapter.unknown,
 *   scenario.unknown, pack.no_component, job.cancelled
 */
export async function evaluate(
  session: Session,
  settings: EvaluationSettings,
  { dir, findLpips, findPack }: StudyPlace,
  hooks: StudyHooks,
): Promise<Study> {
  const { studio } = session
  const subjects = await subjectsOf(studio, settings, findPack)
  const folder = await openFolder(studio, settings, subjects, { dir, lpips: await findLpips(studio.runtime) })
  const { csv, findings, raw } = await run(session, folder.facts.settings, subjects, folder, findLpips, hooks)
  return {
    folder,
    findings,
    json: await folder.write(
      "results.json",
      `${JSON.stringify({ ...folder.facts, findings, ...raw }, null, 2)}\n`,
    ),
    csv: await folder.write("results.csv", csv),
  }
}

/** Makes a study's folder, or finds it there; nothing is measured yet. @throws as `evaluate` */
export async function beginStudy(
  studio: Studio,
  settings: EvaluationSettings,
  { findPack, ...place }: FolderPlace & Pick<StudyPlace, "findPack">,
): Promise<StudyFolder> {
  return openFolder(studio, settings, await subjectsOf(studio, settings, findPack), place)
}

interface FolderPlace {
  dir: string
  lpips: Pick<Lpips, "hash"> | null
}

function openFolder(
  studio: Studio,
  settings: EvaluationSettings,
  { adapter, baselines }: Subjects,
  { dir, lpips }: FolderPlace,
): Promise<StudyFolder> {
  const { name, hash, guidance, manifest } = studio.pack
  return StudyFolder.open(dir, {
    format: 1,
    settings: { ...settings, guidance: settings.guidance ?? guidance },
    pack: { name, version: manifest.version, hash },
    adapter: adapter && { name: adapter.name, hash: adapter.hash },
    lpips: lpips?.hash ?? null,
    baselines: baselines.map(({ facts }) => facts),
    houseWords: readHouseWords(studio.workspace),
  })
}

/**
 * Held-out users of a study, and images that it draws.
 *
 * @throws StudioError evaluation.too_few, settings.invalid, adapter.unknown, scenario.unknown, pack.no_component, as
 *   `openBaselines`
 */
export async function sizeOf(
  studio: Studio,
  settings: EvaluationSettings,
  findPack: FindPack,
): Promise<{ users: number; images: number }> {
  const subjects = await subjectsOf(studio, settings, findPack)
  const { pairs } = subjects
  const { study, images } = settings
  const users = new Set(pairs.map(({ persona }) => persona.id)).size
  if (study === "retrieval" || study === "time") return { users, images: 0 }
  const arms = armsFor(study, subjects).filter(({ draws }) => draws)
  return { users, images: pairs.length * arms.length * images }
}

const armsFor = (study: ImageStudyName, { drawing, adapter, baselines }: Subjects): Arm[] =>
  armsOf(
    study,
    drawing,
    adapter !== null,
    baselines.map(({ arm }) => arm),
  )

type Subjects = Awaited<ReturnType<typeof subjectsOf>>

/** On whom a study is made, with which adapter and baselines, and the studio that draws with the adapter. */
async function subjectsOf(studio: Studio, settings: EvaluationSettings, findPack: FindPack) {
  if (settings.scenario !== null) studio.scenario(settings.scenario)
  // Refused now, not at its first image, where the pack can't take it.
  const { studio: drawing } = await settle(studio, {
    ...studySettingsSchema.parse(settings),
    adapter: settings.adapter,
  })
  if (settings.study === "lambda2" && !drawing.pipeline.fusesInterest)
    throw new StudioError("pack.no_component", {
      pack: studio.pack.name,
      component: "λ2",
      why: note("pack.no_interest_or_adapter", {}),
    })
  if (
    settings.study === "keep" &&
    !drawing.pack.has("foreground") &&
    drawing.pack.structureKinds.length === 0
  )
    throw new StudioError("pack.no_component", {
      pack: studio.pack.name,
      component: "foreground",
      why: note("pack.nothing_to_keep_by", {}),
    })
  const { adaptersDir } = studio.workspace
  const adapter = settings.adapter === null ? null : await openInstalledAdapter(adaptersDir, settings.adapter)
  const pairs = await heldOutPairs(studio, settings, adapter)
  return { adapter, drawing, pairs, baselines: await openBaselines(studio, settings, findPack) }
}

interface Found {
  csv: string
  findings: Findings
  /** What the findings are means of. */
  raw: object
}

async function run(
  session: Session,
  settings: EvaluationSettings,
  subjects: Subjects,
  folder: StudyFolder,
  findLpips: FindLpips,
  hooks: StudyHooks,
): Promise<Found> {
  const { study } = settings
  const { studio } = session
  const { pairs } = subjects
  const { inTurn = work => work(session, async () => undefined) } = hooks
  if (study === "retrieval")
    return retrievalFound(
      await inTurn((opened, giveWay) => compareRetrieval(opened, pairs, { ...hooks, giveWay })),
    )
  if (study === "time")
    return timeFound(await inTurn(opened => timeStages(opened.studio, pairs[0]!, settings, hooks)))
  const cacheDir = join(studio.workspace.cacheDir, "evaluation")
  const arms = armsFor(study, subjects)
  const request = { settings, pairs, arms, folder, cacheDir, findLpips }
  const results = await runImageStudy(session, request, hooks)
  const summaries = summarise(arms, results, reference)
  return {
    csv: imageCsv(arms, results),
    findings: { kind: "images", arms: summaries },
    raw: { images: results },
  }
}

function retrievalFound(agreements: readonly Agreement[]): Found {
  const all = (of: (agreement: Agreement) => number) =>
    meanInterval([...meansByUser(agreements, ({ user }) => user, of).values()])
  const overlaps = depths.map((depth, n) => ({ depth, share: all(one => one.overlaps[n]!) }))
  return {
    csv: toCsv(
      ["user", "scenario", ...depths.map(depth => `overlap@${depth}`), "spearman"],
      agreements.map(({ user, scenario, overlaps, spearman }) => [user, scenario, ...overlaps, spearman]),
    ),
    findings: { kind: "retrieval", overlaps, spearman: all(one => one.spearman) },
    raw: { agreements },
  }
}

const timeFound = (times: readonly StageTime[]): Found => ({
  csv: toCsv(
    ["stage", "value", "unit"],
    times.map(({ stage, value, unit }) => [stage, value, unit]),
  ),
  findings: { kind: "time", times: [...times] },
  raw: {},
})
