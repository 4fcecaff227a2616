/** How the report of each kind of job is shown. */
import { Alert, Box, Table, TableBody, TableCell, TableHead, TableRow, Typography } from "@mui/material"
import type { ComponentType, ReactNode } from "react"
import type { JobKind, JobReport, ReportOfKind } from "../../native/contract/job-kinds.ts"
import type { Note } from "../../native/contract/note.ts"
import { useJoin } from "../app/join.ts"
import { useProblemText, useSay } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { useByteText } from "../ui/bytes.ts"
import { useDurationText } from "../ui/duration.ts"
import { Picture } from "../ui/picture.tsx"
import { useScenarioName } from "./scenario-name.ts"

/** Rows of a report that are drawn; the engine lists up to 10,000. */
const mostRows = 200

/** null where the line of the job, or a screen of its own, says it all. */
const reportViews: { [Kind in JobKind]: ComponentType<{ report: JobReport<Kind> }> | null } = {
  import: ImportReportView,
  prepare: PrepareReportView,
  tag: TagReportView,
  mask: MaskReportView,
  render: Renders,
  upscale: UpscaleReportView,
  export: ImageSetReportView,
  train: null,
  evaluate: null,
  judge: null,
  download: null,
}

export const hasReportView = (kind: JobKind): boolean => reportViews[kind] !== null

export function ReportView({ of: { kind, report } }: { of: ReportOfKind }) {
  // A report is of its kind by its type; the compiler can't follow that through the table.
  const View = reportViews[kind] as ComponentType<{ report: typeof report }> | null
  return View && <View report={report} />
}

function Renders({ report: { renders, warnings } }: { report: JobReport<"render"> }) {
  const t = useTranslations("jobs")
  return (
    <>
      <Warnings notes={warnings} />
      <Box sx={{ display: "grid", gridTemplateColumns: "repeat(4, 1fr)", gap: 1 }}>
        {renders.map((id, index) => (
          <Picture
            key={id}
            kind="render"
            id={id}
            alt={t("renderNumber", { number: index + 1 })}
            edge={320}
            ratio={1}
          />
        ))}
      </Box>
    </>
  )
}

function UpscaleReportView({ report: { render } }: { report: JobReport<"upscale"> }) {
  return <Renders report={{ renders: [render], warnings: [] }} />
}

function ImportReportView({ report }: { report: JobReport<"import"> }) {
  const t = useTranslations("jobs.reportImport")
  const formats = useTranslations("import.formats")
  const join = useJoin()
  const textOf = useProblemText()
  const scenarioName = useScenarioName()
  const some = useSome()
  const { problems } = report
  return (
    <>
      <Facts
        of={[
          [t("source"), report.source],
          [t("format"), formats(report.format)],
          [t("scenario"), scenarioName(report.scenario)],
          [t("items"), t("itemsText", report.items)],
          [t("interactions"), t("interactionsText", report.interactions)],
          [t("users"), t("usersText", report.users)],
          [t("personas"), report.personas],
          ...(report.addresses.hosts.some(({ allowed }) => allowed)
            ? [[t("addresses"), t("addressesText", report.addresses)] as const]
            : []),
          ...(report.gone.count > 0
            ? [[t("gone"), t(report.gone.archived ? "goneArchived" : "goneText", report.gone)] as const]
            : []),
        ]}
      />
      <Warnings notes={report.notes} />
      {problems.length > 0 && (
        <Listing
          title={t("problems")}
          note={some(problems)}
          columns={[t("file"), t("row"), t("id"), t("reason")]}
          rows={problems.slice(0, mostRows).map(problem => {
            const { message, next } = textOf(problem)
            return [problem.file, problem.row, problem.id ?? "", join.sentences([message, next])]
          })}
        />
      )}
    </>
  )
}

function ImageSetReportView({ report }: { report: JobReport<"export"> }) {
  const say = useSay()
  const t = useTranslations("jobs.reportExport")
  const join = useJoin()
  const some = useSome()
  const bytes = useByteText()
  const duration = useDurationText()
  return (
    <>
      <Warnings notes={report.warnings} />
      <Facts
        of={[
          ...(report.folder === null
            ? []
            : ([
                [t("folder"), report.folder],
                [t("files"), report.files],
              ] as const)),
          [t("rendered"), report.rendered],
          [t("reused"), report.reused],
          ...(report.folder === null ? [] : ([[t("bytes"), bytes(report.bytes)]] as const)),
          [t("time"), duration(report.seconds)],
          ...(report.upscaled.length > 0
            ? [
                [
                  t("upscaled"),
                  join.list(report.upscaled.map(({ size, times }) => t("upscaledTimes", { size, times }))),
                ] as const,
              ]
            : []),
        ]}
      />
      {report.skipped.length > 0 && (
        <Listing
          title={t("skipped")}
          note={some(report.skipped)}
          columns={[t("item"), t("persona"), t("reason")]}
          rows={report.skipped
            .slice(0, mostRows)
            .map(({ item, persona, reason }) => [item, persona, say(reason)])}
        />
      )}
    </>
  )
}

function PrepareReportView({ report: { prepared, kept, warnings } }: { report: JobReport<"prepare"> }) {
  const t = useTranslations("jobs.reportPrepare")
  return (
    <>
      <Warnings notes={warnings} />
      <Facts
        of={[
          [t("prepared"), prepared],
          [t("kept"), kept],
        ]}
      />
    </>
  )
}

function TagReportView({ report: { tagged, kept, failed } }: { report: JobReport<"tag"> }) {
  const t = useTranslations("jobs.reportTag")
  const some = useSome()
  const say = useSay()
  return (
    <>
      <Facts
        of={[
          [t("tagged"), tagged],
          [t("kept"), kept],
          [t("failed"), failed.length],
        ]}
      />
      {failed.length > 0 && (
        <Listing
          title={t("failed")}
          note={some(failed)}
          columns={[t("item"), t("reason")]}
          rows={failed.slice(0, mostRows).map(({ id, reason }) => [id, say(reason)])}
        />
      )}
    </>
  )
}

function MaskReportView({ report: { name, made, doubtful, failed } }: { report: JobReport<"mask"> }) {
  const t = useTranslations("jobs.reportMask")
  const join = useJoin()
  const some = useSome()
  const say = useSay()
  return (
    <>
      <Facts
        of={[
          [t("name"), name],
          [t("made"), made],
        ]}
      />
      {doubtful.length > 0 && (
        <Listing
          title={t("doubtful")}
          note={some(doubtful)}
          columns={[t("item"), t("reason")]}
          rows={doubtful.slice(0, mostRows).map(({ item, doubts }) => [item, join.list(doubts.map(say))])}
        />
      )}
      {failed.length > 0 && (
        <Listing
          title={t("failed")}
          note={some(failed)}
          columns={[t("item"), t("reason")]}
          rows={failed.slice(0, mostRows).map(({ item, reason }) => [item, say(reason)])}
        />
      )}
    </>
  )
}

/** Says that only the first rows are shown; undefined where all are. */
function useSome(): (rows: readonly unknown[]) => string | undefined {
  const t = useTranslations("jobs")
  return ({ length }) => (length > mostRows ? t("someRows", { shown: mostRows, all: length }) : undefined)
}

function Warnings({ notes }: { notes: readonly Note[] }) {
  const say = useSay()
  return notes.map(say).map(warning => (
    <Alert key={warning} severity="warning" sx={{ mb: 1.5 }}>
      {warning}
    </Alert>
  ))
}

function Facts({ of }: { of: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <Box
      component="dl"
      sx={{ m: 0, display: "grid", gridTemplateColumns: "max-content 1fr", gap: "4px 24px" }}
    >
      {of.map(([name, value]) => (
        <Box key={name} sx={{ display: "contents" }}>
          <Typography component="dt" variant="body2" color="textSecondary">
            {name}
          </Typography>
          <Typography component="dd" variant="body2" sx={{ m: 0, overflowWrap: "anywhere" }}>
            {value}
          </Typography>
        </Box>
      ))}
    </Box>
  )
}

interface ListingProps {
  title: string
  note?: string | undefined
  columns: readonly string[]
  rows: readonly (readonly (string | number)[])[]
}

function Listing({ title, note, columns, rows }: ListingProps) {
  return (
    <Box sx={{ mt: 3 }}>
      <Typography variant="h3" sx={{ mb: 0.5 }}>
        {title}
      </Typography>
      {note && (
        <Typography variant="body2" color="textSecondary">
          {note}
        </Typography>
      )}
      <Table size="small" aria-label={title}>
        <TableHead>
          <TableRow>
            {columns.map(column => (
              <TableCell key={column}>{column}</TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map(row => (
            <TableRow key={row.join("\n")}>
              {row.map((cell, index) => (
                <TableCell key={columns[index]} sx={{ overflowWrap: "anywhere" }}>
                  {cell}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Box>
  )
}
