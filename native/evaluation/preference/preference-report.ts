/** The report of a preference study: human.html, or judge-HASH.html, with CSV and JSON beside it. */
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { parsedJson } from "../../base/json.ts"
import { writeAtomic } from "../../catalog/atomic.ts"
import { toCsv } from "../../catalog/csv.ts"
import { StudioError } from "../../contract/errors.ts"
import type { Interval } from "../../contract/evaluation.ts"
import {
  type Preference,
  preferenceSchema,
  type Ranking,
  type RankSummary,
} from "../../contract/preference.ts"
import { reference } from "../arms.ts"
import { intervalChart } from "../charts.ts"
import { intervalText } from "../image-report.ts"
import { type Report, reportPage } from "../report.ts"
import { summariseVotes } from "./rank-summary.ts"
import { rankedArms, type Survey } from "./survey.ts"

/** What raters said, and how they were asked. */
export interface Verdict {
  rankings: readonly (Ranking & { rater: string })[]
  /** Name of the report's files. */
  file: string
  /** The judging model; null where people ranked. */
  model: string | null
  /** E.g. "participants". */
  raters: string
  notes: readonly string[]
}

export interface PreferenceResult {
  report: string
  csv: string
  json: string
  tables: Report["tables"]
  notes: readonly string[]
}

/** @throws StudioError preference.no_answers, workspace.not_writable … */
export async function reportPreference(
  survey: Survey,
  { rankings, file, model, raters, notes }: Verdict,
): Promise<PreferenceResult> {
  const rows = rankings.flatMap(ranking => {
    const found = rankedArms(survey, ranking)
    return found ? [{ ...found, rater: ranking.rater }] : []
  })
  if (rows.length === 0) throw new StudioError("preference.no_answers", { folder: survey.folder.dir })
  const summary = summariseVotes(survey.arms, rows, reference)
  const said = [
    `${summary.votes} rankings by ${summary.raters} ${raters}, of ${new Set(rows.map(({ trial }) => trial.token)).size} items. Rank 1 is the best; intervals hold the mean with 95 % confidence, by bootstrap over ${raters}.`,
    ...(summary.raters < 2
      ? ["One rater says nothing of others: means and intervals need at least two."]
      : []),
    ...notes,
  ]
  const tables = tablesOf(summary)
  const charts = chartsOf(summary)
  const title = `Ranked by ${model ?? "people"}`
  const page = reportPage({ title, facts: survey.folder.facts, notes: said, tables, charts, pictures: [] })
  const write = async (extension: string, text: string) => {
    const path = join(survey.dir, `${file}.${extension}`)
    await writeAtomic(path, text)
    return path
  }
  return {
    json: await write("json", `${JSON.stringify({ model, ...summary } satisfies Preference, null, 2)}\n`),
    csv: await write(
      "csv",
      toCsv(
        ["rater", "user", "item", "arm", "rank", "place"],
        rows.flatMap(({ rater, trial, ranked, shown }) =>
          ranked.map((arm, n) => [rater, trial.user, trial.item, arm, n + 1, shown.indexOf(arm) + 1]),
        ),
      ),
    ),
    report: await write("html", page),
    tables,
    notes: said,
  }
}

const tablesOf = ({ arms, firstByPlace }: RankSummary): Report["tables"] => [
  {
    caption: "Means over raters, with 95 % intervals",
    header: ["", "average rank ↓", "first ↑", "in the first two ↑", "before I-AM-G"],
    rows: arms.map(({ arm, rank, first, topTwo, beatsReference }) => [
      arm.name,
      intervalText(rank),
      ...[first, topTwo, beatsReference].map(shareText),
    ]),
  },
  ...(firstByPlace.length > 0
    ? [
        {
          caption: `First choices by place on the screen; ${shareOf(1 / firstByPlace.length)} each where place doesn’t matter`,
          header: ["place", ...firstByPlace.map((_, place) => `${place + 1}`)],
          rows: [["first choices", ...firstByPlace.map(shareText)]],
        },
      ]
    : []),
]

const chartsOf = ({ arms }: RankSummary): Report["charts"] => {
  const chart = (title: string, of: (ranks: RankSummary["arms"][number]) => Interval | null) => {
    const points = arms.flatMap(ranks => {
      const interval = of(ranks)
      return interval ? [{ name: ranks.arm.name, interval }] : []
    })
    return points.length > 0 ? [{ title, svg: intervalChart(title, "method", points) }] : []
  }
  return [
    ...chart("Average rank ↓", ({ rank }) => rank),
    ...chart("Share of first choices ↑", ({ first }) => first),
  ]
}

const shareOf = (value: number): string => `${(100 * value).toFixed(0)} %`
const shareText = (share: Interval | null): string =>
  share ? `${shareOf(share.mean)} [${shareOf(share.low)}, ${shareOf(share.high)}]` : "–"

/** What was reported of a study so far. */
export async function readPreferences(studyDir: string): Promise<Preference[]> {
  const dir = join(studyDir, "preference")
  const names = (await readdir(dir).catch(() => [])).filter(name => name.endsWith(".json")).toSorted()
  const read = async (name: string) =>
    parsedJson(await readFile(join(dir, name), "utf8"), preferenceSchema) ?? []
  return (await Promise.all(names.map(read))).flat()
}
