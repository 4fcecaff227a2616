/** The report of a study, in one language, from what its folder holds. */
import type { Workspace } from "../catalog/workspace.ts"
import { StudioError } from "../contract/errors.ts"
import type { Findings, StageTime } from "../contract/evaluation.ts"
import type { Locale } from "../words/locale.ts"
import { type ReportTexts, reportTextsIn } from "../words/report-texts.ts"
import { type ImageStudyFacts, imageReport, intervalText } from "./image-report.ts"
import { type Report, reportPage } from "./report.ts"
import type { Outcome, StudyFacts, StudyFolder } from "./study-folder.ts"

/** Where the pictures of a report come from. */
export type ReportSource = Pick<Workspace, "findItem" | "imagePath">

/** @throws StudioError evaluation.no_choices when the study isn't finished */
export async function studyReport(
  folder: StudyFolder,
  workspace: ReportSource,
  locale: Locale,
): Promise<Report> {
  const outcome = await folder.outcome()
  if (!outcome) throw new StudioError("evaluation.no_choices", { folder: folder.dir })
  const { facts } = folder
  const { findings } = outcome
  switch (findings.kind) {
    case "images":
      return imageReport(
        workspace,
        folder.imagesDir,
        facts as ImageStudyFacts,
        findings.arms,
        outcome.images,
        locale,
      )
    case "retrieval":
      return retrievalReport(facts, findings, outcome, locale)
    case "time":
      return timeReport(facts, findings.times, locale)
  }
}

/** Writes report.html into the study's folder, and tells its path. */
export const writeStudyReport = (folder: StudyFolder, report: Report): Promise<string> =>
  folder.write("report.html", reportPage(report))

function retrievalReport(
  facts: StudyFacts,
  { overlaps, spearman }: Extract<Findings, { kind: "retrieval" }>,
  { agreements }: Outcome,
  locale: Locale,
): Report {
  const text = reportTextsIn(locale)
  const users = new Set(agreements.map(({ user }) => user)).size
  const header = [
    "",
    ...overlaps.map(({ depth }) => text("retrieval.nearest", { depth })),
    text("retrieval.spearman"),
  ]
  const row = [
    text("retrieval.agreement"),
    ...overlaps.map(({ share }) => intervalText(share)),
    intervalText(spearman),
  ]
  return {
    locale,
    title: text("studies.retrieval"),
    facts,
    charts: [],
    pictures: [],
    notes: [text("retrieval.note", { texts: agreements.length, users })],
    tables: [{ caption: text("retrieval.caption"), header, rows: [row] }],
  }
}

function timeReport(facts: StudyFacts, times: readonly StageTime[], locale: Locale): Report {
  const text = reportTextsIn(locale)
  return {
    locale,
    title: text("studies.time"),
    facts,
    charts: [],
    pictures: [],
    notes: [text("time.note")],
    tables: [
      {
        caption: text("time.caption"),
        header: [text("time.stage"), text("time.here"), text("time.inPaper")],
        rows: times.map(time => [
          text(`time.stages.${time.stage}`),
          valueText(text, time),
          text(`time.papers.${time.stage}`),
        ]),
      },
    ],
  }
}

function valueText(text: ReportTexts, { value, unit }: StageTime): string {
  const shown = { value: `${Number(value.toPrecision(3))}` }
  return unit === "s" ? text("time.seconds", shown) : text("time.perSecond", shown)
}
