/** What a study found, as tables with intervals. */
import { Box, Table, TableBody, TableCell, TableHead, TableRow, Typography } from "@mui/material"
import { type ReactNode, useId } from "react"
import { useFormatter } from "use-intl"
import {
  type ArmFinding,
  type Findings,
  type MeasureName,
  measureNames,
  type StudyName,
} from "../../native/contract/evaluation.ts"
import { useJoin } from "../app/join.ts"
import { useTranslations } from "../app/translations.ts"
import { IntervalTable } from "./interval-table.tsx"
import { useArmName } from "./use-arm-name.ts"

/** Which way is better, or only more alike. */
const directions = {
  ssim: "likeness",
  ssimSubject: "likeness",
  ssimRest: "likeness",
  lpips: "unlikeness",
  lpipsSubject: "unlikeness",
  lpipsRest: "unlikeness",
  clip: "higher",
  persona: "higher",
  hits: "higher",
} as const satisfies Record<MeasureName, string>

export function FindingsView({ study, findings }: { study: StudyName; findings: Findings }) {
  switch (findings.kind) {
    case "images":
      return <ImageFindings study={study} arms={findings.arms} />
    case "retrieval":
      return <RetrievalFindings {...findings} />
    case "time":
      return <TimeFindings {...findings} />
  }
}

function ImageFindings({ study, arms }: { study: StudyName; arms: readonly ArmFinding[] }) {
  const t = useTranslations("evaluation")
  const join = useJoin()
  const nameOf = useArmName(study)
  const measured = measureNames.filter(name => arms.some(({ means }) => means[name]))
  const columns = measured.map(name => ({
    key: name,
    title: t(`measures.${name}`),
    note: t(directions[name]),
  }))
  const others = arms.filter(({ differences }) => measured.some(name => differences[name]))
  const notes = [
    ...(measured.includes("lpips") ? [] : [t("noLpips")]),
    ...(measured.includes("clip") ? [] : [t("noClip")]),
    ...(arms.some(({ id }) => id === "original") ? [t("itself")] : []),
  ]
  return (
    <>
      <Part title={t("means")} text={join.sentences(notes)}>
        <IntervalTable
          label={t("method")}
          columns={columns}
          rows={arms.map(arm => ({
            key: arm.id,
            name: nameOf(arm),
            cells: measured.map(name => arm.means[name]),
          }))}
        />
      </Part>
      {others.length > 0 && (
        <Part title={t("differences")} text={t("differencesText")}>
          <IntervalTable
            signed
            label={t("method")}
            columns={columns}
            rows={others.map(arm => ({
              key: arm.id,
              name: nameOf(arm),
              cells: measured.map(name => arm.differences[name]),
            }))}
          />
        </Part>
      )}
    </>
  )
}

function RetrievalFindings({ overlaps, spearman }: Extract<Findings, { kind: "retrieval" }>) {
  const t = useTranslations("evaluation.retrieval")
  const rows = [
    ...overlaps.map(({ depth, share }) => ({
      key: `${depth}`,
      name: t("nearest", { depth }),
      cells: [share],
    })),
    { key: "spearman", name: t("spearman"), cells: [spearman] },
  ]
  return (
    <Part title={t("title")} text={t("text")}>
      <IntervalTable label="" columns={[{ key: "agreement", title: "" }]} rows={rows} />
    </Part>
  )
}

function TimeFindings({ times }: Extract<Findings, { kind: "time" }>) {
  const t = useTranslations("evaluation.times")
  const format = useFormatter()
  return (
    <Part title={t("title")} text={t("text")}>
      <Table size="small" sx={{ width: "auto" }}>
        <TableHead>
          <TableRow>
            {(["stage", "here", "paper"] as const).map(name => (
              <TableCell key={name} scope="col">
                {t(name)}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {times.map(({ stage, value, unit }) => (
            <TableRow key={stage}>
              <TableCell component="th" scope="row">
                {t(`stages.${stage}`)}
              </TableCell>
              <TableCell sx={{ fontVariantNumeric: "tabular-nums" }}>
                {t(unit === "s" ? "seconds" : "perSecond", {
                  value: format.number(value, { maximumSignificantDigits: 3 }),
                })}
              </TableCell>
              <TableCell>{t(`papers.${stage}`)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Part>
  )
}

function Part({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  const heading = useId()
  return (
    <Box component="section" aria-labelledby={heading}>
      <Typography id={heading} variant="h3">
        {title}
      </Typography>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1, maxWidth: 760 }}>
        {text}
      </Typography>
      {children}
    </Box>
  )
}
