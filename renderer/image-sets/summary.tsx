/** What the set will take, where it goes, and the start. */

import FolderOpenOutlined from "@mui/icons-material/FolderOpenOutlined"
import { Alert, Box, Button, Stack, Typography } from "@mui/material"
import { useFormatter } from "use-intl"
import type { Note } from "../../native/contract/note.ts"
import { useSay } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { useByteText } from "../ui/bytes.ts"
import { ProblemLine } from "../ui/states.tsx"

export interface SummaryProps {
  ready: boolean
  estimate:
    | {
        files: number
        toRender: number
        seconds: number | null
        bytes: number
        freeBytes: number | null
        collisions: string[]
        warnings: Note[]
        problems: Note[]
      }
    | undefined
  folder: string | null
  problem: unknown
  starting: boolean
  /** Whether it goes nowhere but into the history. */
  withoutFiles: boolean
  onFolder: () => void
  onStart: () => void
}

export function Summary({
  ready,
  estimate,
  folder,
  problem,
  starting,
  withoutFiles,
  onFolder,
  onStart,
}: SummaryProps) {
  const t = useTranslations("imageSets")
  const say = useSay()
  const format = useFormatter()
  const bytes = useByteText()
  const shown = ready ? estimate : undefined
  const rows: [string, string][] = [
    [t("filesToWrite"), shown ? format.number(shown.files) : "–"],
    [t("toDraw"), shown ? format.number(shown.toRender) : "–"],
    [
      t("time"),
      shown
        ? shown.seconds === null
          ? t("unknownTime")
          : t("minutes", { minutes: Math.ceil(shown.seconds / 60) })
        : "–",
    ],
    [t("disk"), shown ? bytes(shown.bytes) : "–"],
    [t("free"), shown?.freeBytes == null ? "–" : bytes(shown.freeBytes)],
  ]
  return (
    <Box
      component="aside"
      aria-label={t("summary")}
      sx={{ width: 320, flexShrink: 0, borderLeft: 1, borderColor: "divider", p: 2.5, overflow: "auto" }}
    >
      <Typography variant="h2" sx={{ mb: 1 }}>
        {t("summary")}
      </Typography>
      <Box component="dl" sx={{ m: 0, display: "grid", gridTemplateColumns: "1fr auto", rowGap: 0.75 }}>
        {rows.map(([name, value]) => [
          <Typography key={`${name}-t`} component="dt" variant="body2" color="textSecondary">
            {name}
          </Typography>,
          <Typography
            key={`${name}-d`}
            component="dd"
            variant="body2"
            sx={{ m: 0, fontVariantNumeric: "tabular-nums" }}
          >
            {value}
          </Typography>,
        ])}
      </Box>
      <Stack spacing={1.5} sx={{ mt: 2 }}>
        {!withoutFiles && (
          <Button variant="outlined" color="inherit" startIcon={<FolderOpenOutlined />} onClick={onFolder}>
            {folder ?? t("chooseFolder")}
          </Button>
        )}
        <Button
          variant="contained"
          disabled={
            !ready ||
            (folder === null && !withoutFiles) ||
            !estimate ||
            estimate.collisions.length > 0 ||
            estimate.problems.length > 0 ||
            starting
          }
          onClick={onStart}
        >
          {t("start")}
        </Button>
        {!ready && (
          <Typography variant="body2" color="textSecondary">
            {t("needed")}
          </Typography>
        )}
        {problem !== null && problem !== undefined && <ProblemLine problem={problem} />}
        {shown?.problems.map(say).map(text => (
          <Alert key={text} severity="error">
            {text}
          </Alert>
        ))}
        {shown?.warnings.map(say).map(warning => (
          <Alert key={warning} severity="warning">
            {warning}
          </Alert>
        ))}
      </Stack>
    </Box>
  )
}
