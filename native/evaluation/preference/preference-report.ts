/** What a preference study comes to: human.json, or judge-HASH.json, with a CSV beside it, and the report of it. */
import { readdir, readFile } from "node:fs/promises"
import { basename, join } from "node:path"
import { parsedJson } from "../../base/json.ts"
import { writeAtomic } from "../../catalog/atomic.ts"
import { toCsv } from "../../catalog/csv.ts"
import { StudioError } from "../../contract/errors.ts"
import type { Interval } from "../../contract/evaluation.ts"
import type { Note } from "../../contract/note.ts"
import {
  type Preference,
  preferenceSchema,
  type Ranking,
  type RankSummary,
} from "../../contract/preference.ts"
import { armName } from "../../words/arm-name.ts"
import type { Locale } from "../../words/locale.ts"
import { armNamesIn, type ReportTexts, reportTextsIn } from "../../words/report-texts.ts"
import { scenarioNameIn } from "../../words/scenario-name.ts"
import { speak } from "../../words/speak.ts"
import { reference } from "../arms.ts"
import { intervalChart } from "../charts.ts"
import { intervalText } from "../image-report.ts"
import { type Report, reportPage } from "../report.ts"
import type { StudyFacts } from "../study-folder.ts"
import { summariseVotes } from "./rank-summary.ts"
import { rankedArms, type Survey } from "./survey.ts"

/** What raters said, and how they were asked. */
export interface Verdict {
  rankings: readonly (Ranking & { rater: string })[]
  /** Name of the report's files. */
  file: string
  /** The judging model; null where people ranked. */
  model: string | null
  notes: readonly Note[]
}

/** Files for programs, and what they hold. */
export interface PreferenceResult {
  /** Name of its files, without their ending. */
  file: string
  preference: Preference
  csv: string
  json: string
}

/** Keeps what was said as JSON and CSV. @throws StudioError preference.no_answers, workspace.not_writable … */
export async function keepPreference(
  survey: Survey,
  { rankings, file, model, notes }: Verdict,
): Promise<PreferenceResult> {
  const rows = rankings.flatMap(ranking => {
    const found = rankedArms(survey, ranking)
    return found ? [{ ...found, rater: ranking.rater, scenario: found.trial.scenario }] : []
  })
  if (rows.length === 0) throw new StudioError("preference.no_answers", { folder: survey.folder.dir })
  const preference: Preference = {
    model,
    ...summariseVotes(survey.arms, rows, reference),
    items: new Set(rows.map(({ trial }) => trial.token)).size,
    notes: [...notes],
  }
  const write = async (extension: string, text: string) => {
    const path = join(survey.dir, `${file}.${extension}`)
    await writeAtomic(path, text)
    return path
  }
  return {
    file,
    preference,
    json: await write("json", `${JSON.stringify(preference, null, 2)}\n`),
    csv: await write(
      "csv",
      toCsv(
        ["rater", "user", "item", "arm", "rank", "place"],
        rows.flatMap(({ rater, trial, ranked, shown }) =>
          ranked.map((arm, n) => [rater, trial.user, trial.item, arm, n + 1, shown.indexOf(arm) + 1]),
        ),
      ),
    ),
  }
}

/** What was said, for people, in one language. */
export function preferenceReport(facts: StudyFacts, preference: Preference, locale: Locale): Report {
  const text = reportTextsIn(locale)
  const { model, votes, raters, items, notes } = preference
  const counts = { votes, raters, items: items ?? 0 }
  const say = speak(locale)
  const nameOf = ({ id }: { id: string }) => armName(armNamesIn(locale), facts.settings.study, id)
  return {
    locale,
    title: model === null ? text("preference.byPeople") : text("preference.byModel", { model }),
    facts,
    notes: [
      model === null ? text("preference.participants", counts) : text("preference.shoppers", counts),
      ...(raters < 2 ? [text("preference.oneRater")] : []),
      ...notes.map(say),
    ],
    tables: tablesOf(text, locale, preference, nameOf),
    charts: chartsOf(text, preference, nameOf),
    pictures: [],
  }
}

/** Writes a report beside the JSON of that name in a study's folder, and tells its path. */
export async function writePreferenceReport(studyDir: string, file: string, report: Report): Promise<string> {
  const path = join(studyDir, "preference", `${file}.html`)
  await writeAtomic(path, reportPage(report))
  return path
}

type NameOf = (arm: { id: string }) => string

const tablesOf = (
  text: ReportTexts,
  locale: Locale,
  { arms, scenarios, firstByPlace }: RankSummary,
  nameOf: NameOf,
): Report["tables"] => [
  ...(scenarios.length > 0
    ? [
        {
          caption: text("preference.byScenario"),
          header: [
            text("preference.method"),
            ...scenarios.map(({ scenario }) => scenarioNameIn(locale, scenario)),
          ],
          rows: arms.map(({ arm }, place) => [
            nameOf(arm),
            ...scenarios.map(one => intervalText(one.arms[place]!.rank)),
          ]),
        },
      ]
    : []),
  {
    caption: text("preference.means"),
    header: [
      "",
      text("preference.rank"),
      text("preference.first"),
      text("preference.topTwo"),
      text("preference.beats"),
    ],
    rows: arms.map(({ arm, rank, first, topTwo, beatsReference }) => [
      nameOf(arm),
      intervalText(rank),
      ...[first, topTwo, beatsReference].map(shareText),
    ]),
  },
  ...(firstByPlace.length > 0
    ? [
        {
          caption: text("preference.places", { share: shareOf(1 / firstByPlace.length) }),
          header: [text("preference.place"), ...firstByPlace.map((_, place) => `${place + 1}`)],
          rows: [[text("preference.firstChoices"), ...firstByPlace.map(shareText)]],
        },
      ]
    : []),
]

const chartsOf = (text: ReportTexts, { arms }: RankSummary, nameOf: NameOf): Report["charts"] => {
  const chart = (title: string, of: (ranks: RankSummary["arms"][number]) => Interval | null) => {
    const points = arms.flatMap(ranks => {
      const interval = of(ranks)
      return interval ? [{ name: nameOf(ranks.arm), interval }] : []
    })
    return points.length > 0 ? [{ title, svg: intervalChart(title, text("preference.method"), points) }] : []
  }
  return [
    ...chart(text("preference.rankChart"), ({ rank }) => rank),
    ...chart(text("preference.firstChart"), ({ first }) => first),
  ]
}

const shareOf = (value: number): string => `${(100 * value).toFixed(0)} %`
const shareText = (share: Interval | null): string =>
  share ? `${shareOf(share.mean)} [${shareOf(share.low)}, ${shareOf(share.high)}]` : "–"

/** What was said of a study so far, by the name of its files. */
export async function readPreferences(
  studyDir: string,
): Promise<Pick<PreferenceResult, "file" | "preference">[]> {
  const dir = join(studyDir, "preference")
  const names = (await readdir(dir).catch(() => [])).filter(name => name.endsWith(".json")).toSorted()
  const read = async (name: string) => {
    const preference = parsedJson(await readFile(join(dir, name), "utf8"), preferenceSchema)
    return preference ? { file: basename(name, ".json"), preference } : []
  }
  return (await Promise.all(names.map(read))).flat()
}
