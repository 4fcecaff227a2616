/** The report of a study that draws: tables and charts of its measures, and pictures of some users. */
import { join } from "node:path"
import { sharpOf } from "../base/raw-image.ts"
import { toCsv } from "../catalog/csv.ts"
import {
  type ArmFinding,
  type ImageStudyName,
  type Interval,
  type MeasureName,
  measureNames,
} from "../contract/evaluation.ts"
import { coverImage, readImage } from "../models/image.ts"
import { armName } from "../words/arm-name.ts"
import type { Locale } from "../words/locale.ts"
import { armNamesIn, type ReportTexts, reportTextsIn } from "../words/report-texts.ts"
import { scenarioNameIn } from "../words/scenario-name.ts"
import { type Arm, original, reference } from "./arms.ts"
import { byScenario } from "./by-scenario.ts"
import { frontierChart, intervalChart } from "./charts.ts"
import { spearman } from "./rank-correlation.ts"
import type { PictureRow, Report, Table } from "./report.ts"
import { byPair, type ImageResult, type StudyFacts } from "./study-folder.ts"
import type { ReportSource } from "./study-report.ts"
import { armInterval } from "./summary.ts"

/** Which way is better. */
const directions: Record<MeasureName, "↑" | "↓"> = {
  ssim: "↑",
  ssimSubject: "↑",
  ssimRest: "↑",
  lpips: "↓",
  lpipsSubject: "↓",
  lpipsRest: "↓",
  clip: "↑",
  persona: "↑",
  hits: "↑",
}

export type ImageStudyFacts = StudyFacts & { settings: { study: ImageStudyName } }

/** Users whose pictures are shown, and the side of a picture in pixels. */
const shownUsers = 8
const shownSide = 304

/** @param imagesDir where the images lie that `results` name */
export async function imageReport(
  workspace: ReportSource,
  imagesDir: string,
  facts: ImageStudyFacts,
  summaries: readonly ArmFinding[],
  results: readonly ImageResult[],
  locale: Locale,
): Promise<Report> {
  const { study } = facts.settings
  const text = reportTextsIn(locale)
  const said = new StudyWords(text, armNamesIn(locale), study)
  const measured = measureNames.filter(name => summaries.some(({ means }) => means[name]))
  const isSeries = summaries.every(({ value }) => value !== null)
  return {
    locale,
    title: text(`studies.${study}`),
    facts,
    notes: [...notesOf(text, summaries, results, measured, isSeries), ...baselineNotes(text, facts)],
    tables: [
      ...(study === "methods" ? scenarioTables(said, locale, summaries, results) : []),
      meansTable(said, summaries, measured),
      ...(summaries.some(({ id }) => id === reference) ? [differencesTable(said, summaries, measured)] : []),
      ...(isSeries ? [correlationTable(said, summaries, measured)] : []),
    ],
    charts: [
      ...measured.map(name => ({
        title: said.measure(name),
        svg: intervalChart(said.measure(name), text(`axes.${study}`), pointsOf(said, summaries, name)),
      })),
      ...frontierOf(said, summaries),
    ],
    pictures: await pictureRows(said, workspace, imagesDir, summaries, results),
  }
}

/** Names of a study's arms and measures, in one language. */
class StudyWords {
  readonly text: ReportTexts
  readonly #arms: Readonly<Record<string, string>>
  readonly #study: ImageStudyName

  constructor(text: ReportTexts, arms: Readonly<Record<string, string>>, study: ImageStudyName) {
    this.text = text
    this.#arms = arms
    this.#study = study
  }

  arm({ id }: Pick<ArmFinding, "id">): string {
    return armName(this.#arms, this.#study, id)
  }

  /** With the direction that is better. */
  measure(name: MeasureName): string {
    return `${this.text(`measures.${name}`)} ${directions[name]}`
  }
}

/** A line an image. */
export function imageCsv(arms: readonly Arm[], results: readonly ImageResult[]): string {
  const values = new Map(arms.map(({ id, value }) => [id, value]))
  return toCsv(
    ["user", "item", "scenario", "arm", "value", "seed", "image", ...measureNames],
    results.map(({ user, item, scenario, arm, seed, image, measures }) => [
      user,
      item,
      scenario,
      arm,
      values.get(arm) ?? null,
      seed,
      image,
      ...measureNames.map(name => measures[name]),
    ]),
  )
}

function notesOf(
  text: ReportTexts,
  summaries: readonly ArmFinding[],
  results: readonly ImageResult[],
  measured: readonly MeasureName[],
  isSeries: boolean,
): string[] {
  const counts = { users: new Set(results.map(({ user }) => user)).size, images: results.length }
  const sameNoise = isSeries ? text("images.sameNoiseValues", counts) : text("images.sameNoiseArms", counts)
  return [
    sameNoise,
    text("images.intervals"),
    ...(measured.includes("lpips") ? [] : [text("images.noLpips")]),
    ...(measured.includes("clip") ? [] : [text("images.noClip")]),
    ...(summaries.some(({ id }) => id === original) ? [text("images.itself")] : []),
  ]
}

/** What the baselines are, and what is assumed where the paper says nothing of them. */
function baselineNotes(text: ReportTexts, { baselines, pack }: ImageStudyFacts): string[] {
  const own = baselines.map(one =>
    one.kind === "pack"
      ? text("baselines.pack", { name: one.name, pack: one.pack.name, version: one.pack.version })
      : one.word === null
        ? text("baselines.loraWithoutWord", { name: one.name, lora: one.lora.name, pack: pack.name })
        : text("baselines.lora", { name: one.name, lora: one.lora.name, pack: pack.name, word: one.word }),
  )
  if (own.length === 0) return []
  return [
    ...own,
    text("baselines.equal"),
    ...(baselines.some(({ kind }) => kind === "pack") ? [text("baselines.assumedPack")] : []),
    ...(baselines.some(({ kind }) => kind === "lora") ? [text("baselines.assumedLora")] : []),
  ]
}

/** CLIP scores with a column a scenario, as the paper's table 6; where there are several scenarios. */
function scenarioTables(
  said: StudyWords,
  locale: Locale,
  summaries: readonly ArmFinding[],
  results: readonly ImageResult[],
): Table[] {
  const scenarios = byScenario(results)
  if (scenarios.length === 0 || summaries.every(({ means }) => !means.clip)) return []
  return [
    {
      caption: said.text("images.byScenario", { measure: said.measure("clip") }),
      header: ["", ...scenarios.map(({ scenario }) => scenarioNameIn(locale, scenario))],
      rows: summaries.map(arm => [
        said.arm(arm),
        ...scenarios.map(({ rows }) => intervalText(armInterval(rows, arm.id, "clip"))),
      ]),
    },
  ]
}

const meansTable = (
  said: StudyWords,
  summaries: readonly ArmFinding[],
  measured: readonly MeasureName[],
): Table => ({
  caption: said.text("images.means"),
  header: ["", ...measured.map(name => said.measure(name)), said.text("images.images")],
  rows: summaries.map(arm => [
    said.arm(arm),
    ...measured.map(name => intervalText(arm.means[name])),
    `${arm.images}`,
  ]),
})

const differencesTable = (
  said: StudyWords,
  summaries: readonly ArmFinding[],
  measured: readonly MeasureName[],
): Table => ({
  caption: said.text("images.differences"),
  header: ["", ...measured.map(name => said.measure(name))],
  rows: summaries
    .filter(({ id }) => id !== reference)
    .map(arm => [said.arm(arm), ...measured.map(name => intervalText(arm.differences[name], true))]),
})

const correlationTable = (
  said: StudyWords,
  summaries: readonly ArmFinding[],
  measured: readonly MeasureName[],
): Table => ({
  caption: said.text("images.correlation"),
  header: measured.map(name => said.measure(name)),
  rows: [
    measured.map(name => {
      const points = pointsOf(said, summaries, name)
      const means = points.map(({ interval }) => interval.mean)
      return spearman(
        points.map(({ x }) => x!),
        means,
      ).toFixed(2)
    }),
  ],
})

const pointsOf = (said: StudyWords, summaries: readonly ArmFinding[], name: MeasureName) =>
  summaries.flatMap(arm => {
    const { value } = arm
    const interval = arm.means[name]
    const at = value === null ? { name: said.arm(arm) } : { name: `${value}`, x: value }
    return interval ? [{ ...at, interval }] : []
  })

/** Persona-tag score against likeness: a method's gain and its price. */
function frontierOf(said: StudyWords, summaries: readonly ArmFinding[]) {
  const points = summaries.flatMap(arm => {
    const { ssim, persona } = arm.means
    return arm.id !== original && ssim && persona ? [{ name: said.arm(arm), x: ssim, y: persona }] : []
  })
  const title = said.text("images.frontier")
  const svg = frontierChart(title, [said.measure("ssim"), said.measure("persona")], points)
  return points.length > 1 ? [{ title, svg }] : []
}

/** Users whose item or pictures are no longer there are left out. */
async function pictureRows(
  said: StudyWords,
  workspace: ReportSource,
  imagesDir: string,
  summaries: readonly ArmFinding[],
  results: readonly ImageResult[],
): Promise<PictureRow[]> {
  const rows = byPair(results)
    .slice(0, shownUsers)
    .map(async own => {
      const { user, item: id } = own[0]!
      const item = await workspace.findItem(id)
      const drawn = summaries.flatMap(arm => {
        const first = own.find(result => result.arm === arm.id && result.image !== null)
        return first ? [{ caption: said.arm(arm), path: join(imagesDir, first.image!) }] : []
      })
      const sources = [
        { caption: said.arm({ id: original }), path: workspace.imagePath(item.image) },
        ...drawn,
      ]
      const pictures = sources.map(async ({ caption, path }) => ({ caption, webp: await thumbnail(path) }))
      return {
        title: item.title,
        note: said.text("images.user", { user }),
        pictures: await Promise.all(pictures),
      }
    })
  const made = await Promise.allSettled(rows)
  return made.flatMap(row => (row.status === "fulfilled" ? [row.value] : []))
}

async function thumbnail(path: string): Promise<Buffer> {
  return sharpOf(await coverImage(await readImage(path), shownSide, shownSide))
    .webp({ quality: 82 })
    .toBuffer()
}

/** E.g. 0.412 [0.398, 0.425]. */
export const intervalText = (interval: Interval | null, signed = false): string =>
  interval === null
    ? "–"
    : `${signed && interval.mean > 0 ? "+" : ""}${interval.mean.toFixed(3)} [${interval.low.toFixed(3)}, ${interval.high.toFixed(3)}]`
