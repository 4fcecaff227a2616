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
import type { Studio } from "../personalize/studio.ts"
import { type Arm, original, reference } from "./arms.ts"
import { frontierChart, intervalChart } from "./charts.ts"
import { spearman } from "./rank-correlation.ts"
import type { PictureRow, Report, Table } from "./report.ts"
import { byPair, type ImageResult, type StudyFolder } from "./study-folder.ts"

const titles: Record<ImageStudyName, string> = {
  methods: "Methods compared",
  ablation: "Ablation of the core components",
  lambda1: "λ1: how strongly the text guides",
  lambda2: "λ2: how strongly the interests guide",
  tags: "H: how many persona tags are used",
}

/** Name of each measure, with the direction that is better. */
const measureTexts: Record<MeasureName, string> = {
  ssim: "SSIM to the original ↑",
  lpips: "LPIPS to the original ↓",
  clip: "CLIP score of the item’s text ↑",
  persona: "Persona-tag score ↑",
  hits: "Tag hit rate ↑",
}

const axes: Record<ImageStudyName, string> = {
  methods: "method",
  ablation: "arm",
  lambda1: "λ1",
  lambda2: "λ2",
  tags: "H",
}

/** Users whose pictures are shown, and the side of a picture in pixels. */
const shownUsers = 8
const shownSide = 304

export async function imageReport(
  studio: Studio,
  folder: StudyFolder,
  study: ImageStudyName,
  summaries: readonly ArmFinding[],
  results: readonly ImageResult[],
): Promise<Report> {
  const measured = measureNames.filter(name => summaries.some(({ means }) => means[name]))
  const isSeries = summaries.every(({ value }) => value !== null)
  return {
    title: titles[study],
    facts: folder.facts,
    notes: notesOf(summaries, results, measured, isSeries),
    tables: [
      meansTable(summaries, measured),
      ...(summaries.some(({ id }) => id === reference) ? [differencesTable(summaries, measured)] : []),
      ...(isSeries ? [correlationTable(summaries, measured)] : []),
    ],
    charts: [
      ...measured.map(name => ({
        title: measureTexts[name],
        svg: intervalChart(measureTexts[name], axes[study], pointsOf(summaries, name)),
      })),
      ...frontierOf(summaries),
    ],
    pictures: await pictureRows(studio, folder, summaries, results),
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
  summaries: readonly ArmFinding[],
  results: readonly ImageResult[],
  measured: readonly MeasureName[],
  isSeries: boolean,
): string[] {
  const users = new Set(results.map(({ user }) => user)).size
  const arms = isSeries ? "every value" : "every arm"
  return [
    `${users} held-out users, ${results.length} images; ${arms} starts from the same noise. Intervals hold the mean with 95 % confidence, by bootstrap over users.`,
    ...(measured.includes("lpips")
      ? []
      : ["LPIPS is left out: its weights were not given, and no other measure stands in for it."]),
    ...(measured.includes("clip") ? [] : ["CLIP scores are left out: the pack has no CLIP pair."]),
    ...(summaries.some(({ id }) => id === original)
      ? ["The original is its own yardstick: its SSIM is 1 by definition."]
      : []),
  ]
}

const meansTable = (summaries: readonly ArmFinding[], measured: readonly MeasureName[]): Table => ({
  caption: "Means over users, with 95 % intervals",
  header: ["", ...measured.map(name => measureTexts[name]), "images"],
  rows: summaries.map(({ name: arm, means, images }) => [
    arm,
    ...measured.map(name => intervalText(means[name])),
    `${images}`,
  ]),
})

const differencesTable = (summaries: readonly ArmFinding[], measured: readonly MeasureName[]): Table => ({
  caption: "Each less I-AM-G, user by user; an interval without 0 is a difference",
  header: ["", ...measured.map(name => measureTexts[name])],
  rows: summaries
    .filter(({ id }) => id !== reference)
    .map(({ name: arm, differences }) => [
      arm,
      ...measured.map(name => intervalText(differences[name], true)),
    ]),
})

const correlationTable = (summaries: readonly ArmFinding[], measured: readonly MeasureName[]): Table => ({
  caption: "Spearman’s correlation of the means with the value",
  header: measured.map(name => measureTexts[name]),
  rows: [
    measured.map(name => {
      const points = pointsOf(summaries, name)
      const means = points.map(({ interval }) => interval.mean)
      return spearman(
        points.map(({ x }) => x!),
        means,
      ).toFixed(2)
    }),
  ],
})

const pointsOf = (summaries: readonly ArmFinding[], name: MeasureName) =>
  summaries.flatMap(({ name: arm, value, means }) => {
    const interval = means[name]
    const at = value === null ? { name: arm } : { name: `${value}`, x: value }
    return interval ? [{ ...at, interval }] : []
  })

/** Persona-tag score against likeness: a method's gain and its price. */
function frontierOf(summaries: readonly ArmFinding[]) {
  const points = summaries.flatMap(({ id, name, means: { ssim, persona } }) =>
    id !== original && ssim && persona ? [{ name, x: ssim, y: persona }] : [],
  )
  const title = "Persona-tag score against SSIM"
  const svg = frontierChart(title, [measureTexts.ssim, measureTexts.persona], points)
  return points.length > 1 ? [{ title, svg }] : []
}

async function pictureRows(
  studio: Studio,
  folder: StudyFolder,
  summaries: readonly ArmFinding[],
  results: readonly ImageResult[],
): Promise<PictureRow[]> {
  return Promise.all(
    byPair(results)
      .slice(0, shownUsers)
      .map(async own => {
        const { user, item: id } = own[0]!
        const item = await studio.workspace.findItem(id)
        const picture = {
          caption: "Original",
          webp: await thumbnail(studio.workspace.imagePath(item.image)),
        }
        const drawn = summaries.flatMap(({ id, name }) => {
          const first = own.find(result => result.arm === id && result.image !== null)
          return first ? [{ caption: name, path: join(folder.imagesDir, first.image!) }] : []
        })
        const pictures = drawn.map(async ({ caption, path }) => ({ caption, webp: await thumbnail(path) }))
        return {
          title: item.title,
          note: `for ${user}`,
          pictures: [picture, ...(await Promise.all(pictures))],
        }
      }),
  )
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
