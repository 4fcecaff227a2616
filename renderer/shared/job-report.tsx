/** What a finished job left: renders as pictures, an import's or an image set's report as a table, else as it stands. */
import {
  Box,
  Dialog,
  DialogContent,
  DialogTitle,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableRow,
  Typography,
} from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { type ReactNode, useId, useState } from "react"
import { useTranslations } from "use-intl"
import { z } from "zod"
import { importReportSchema } from "../../native/contract/api/catalog.ts"
import type { Job } from "../../native/contract/api/jobs.ts"
import type { ImportReport } from "../../native/contract/catalog.ts"
import { type ImageSetReport, imageSetReportSchema } from "../../native/contract/image-set.ts"
import { useProblemText } from "../app/problem-text.ts"
import { orpc } from "../engine/rpc.ts"
import { useByteText } from "../ui/bytes.ts"
import { CloseButton } from "../ui/close-button.tsx"
import { useDurationText } from "../ui/duration.ts"
import { Picture } from "../ui/picture.tsx"
import { LoadingState, ProblemState } from "../ui/states.tsx"
import { useScenarioName } from "./scenario-name.ts"
import { useJobText } from "./use-job-text.ts"

/** Rows of a report that are drawn; the engine lists up to 10,000. */
const mostRows = 200

const renderReportSchema = z.object({ renders: z.array(z.string()) })

/** Open while there is a job. */
export function JobReport({ job, onClose }: { job: Job | null; onClose: () => void }) {
  const heading = useId()
  const [shown, setShown] = useState(job)
  // The text stays while the dialog fades out.
  if (job && job !== shown) setShown(job)
  return (
    <Dialog open={job !== null} onClose={onClose} maxWidth="md" fullWidth aria-labelledby={heading}>
      {shown && <Body job={shown} heading={heading} onClose={onClose} />}
    </Dialog>
  )
}

function Body({ job, heading, onClose }: { job: Job; heading: string; onClose: () => void }) {
  const t = useTranslations("jobs")
  const retry = useTranslations("common.problem")("retry")
  const { title } = useJobText()
  const query = useQuery(orpc.jobs.report.queryOptions({ input: { id: job.id } }))
  return (
    <>
      <DialogTitle id={heading} sx={{ pr: 7 }}>
        {t("reportOf", { title: title(job) })}
      </DialogTitle>
      <CloseButton onClick={onClose} />
      <DialogContent sx={{ pb: 3, minHeight: 200 }}>
        {query.isPending ? (
          <LoadingState count={4} height={28} />
        ) : query.isError ? (
          <ProblemState problem={query.error} action={{ label: retry, run: () => void query.refetch() }} />
        ) : (
          <Report job={job} report={query.data.report} />
        )}
      </DialogContent>
    </>
  )
}

function Report({ job, report }: { job: Job; report: unknown }) {
  const t = useTranslations("jobs")
  const imported = job.kind === "import" ? importReportSchema.safeParse(report) : null
  if (imported?.success) return <ImportReportView report={imported.data} />
  const exported = job.kind === "export" ? imageSetReportSchema.safeParse(report) : null
  if (exported?.success) return <ImageSetReportView report={exported.data} />
  const rendered = job.kind === "render" ? renderReportSchema.safeParse(report) : null
  if (rendered?.success) return <Renders ids={rendered.data.renders} />
  return (
    <>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1 }}>
        {t("reportRaw")}
      </Typography>
      <Box
        component="pre"
        tabIndex={0}
        sx={{
          m: 0,
          p: 1.5,
          borderRadius: 1,
          bgcolor: "background.sunken",
          overflow: "auto",
          fontSize: "0.8125rem",
        }}
      >
        {JSON.stringify(report, null, 2)}
      </Box>
    </>
  )
}

function Renders({ ids }: { ids: readonly string[] }) {
  const t = useTranslations("jobs")
  return (
    <Box sx={{ display: "grid", gridTemplateColumns: "repeat(4, 1fr)", gap: 1 }}>
      {ids.map((id, index) => (
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
  )
}

function ImportReportView({ report }: { report: ImportReport }) {
  const t = useTranslations("jobs.reportImport")
  const textOf = useProblemText()
  const scenarioName = useScenarioName()
  const { problems } = report
  return (
    <>
      <Facts
        of={[
          [t("source"), report.source],
          [t("format"), report.format],
          [t("scenario"), scenarioName(report.scenario)],
          [t("items"), t("itemsText", report.items)],
          [t("interactions"), t("interactionsText", report.interactions)],
          [t("users"), t("usersText", report.users)],
          [t("personas"), report.personas],
        ]}
      />
      {problems.length > 0 && (
        <Listing
          title={t("problems")}
          note={
            problems.length > mostRows
              ? t("someProblems", { shown: mostRows, all: problems.length })
              : undefined
          }
          columns={[t("file"), t("row"), t("id"), t("reason")]}
          rows={problems.slice(0, mostRows).map(problem => {
            const { message, next } = textOf({ ...problem, message: problem.reason })
            return [problem.file, problem.row, problem.id ?? "", `${message} ${next}`]
          })}
        />
      )}
    </>
  )
}

function ImageSetReportView({ report }: { report: ImageSetReport }) {
  const t = useTranslations("jobs.reportExport")
  const bytes = useByteText()
  const duration = useDurationText()
  return (
    <>
      <Facts
        of={[
          [t("folder"), report.folder],
          [t("files"), report.files],
          [t("rendered"), report.rendered],
          [t("reused"), report.reused],
          [t("bytes"), bytes(report.bytes)],
          [t("time"), duration(report.seconds)],
          ...(report.upscaled.length > 0
            ? [
                [
                  t("upscaled"),
                  report.upscaled.map(({ size, times }) => t("upscaledTimes", { size, times })).join(", "),
                ] as const,
              ]
            : []),
        ]}
      />
      {report.skipped.length > 0 && (
        <Listing
          title={t("skipped")}
          columns={[t("item"), t("persona"), t("reason")]}
          rows={report.skipped.slice(0, mostRows).map(({ item, persona, reason }) => [item, persona, reason])}
        />
      )}
    </>
  )
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
