/** What an import would take and what it would refuse, row by row, before anything is changed. */
import DownloadOutlined from "@mui/icons-material/DownloadOutlined"
import { Box, Button, Stack, TextField, Typography } from "@mui/material"
import { useVirtualizer } from "@tanstack/react-virtual"
import { useMemo, useRef, useState } from "react"
import { useMessages } from "use-intl"
import { useProblemText, useSay } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { csvOf } from "./csv.ts"
import type { ImportReport } from "./use-check.ts"

const rowHeight = 56

export function Report({ report }: { report: ImportReport }) {
  const t = useTranslations("import")
  const say = useSay()
  const { items, interactions, personas, pictures, notes, problems } = report
  return (
    <Stack spacing={2} sx={{ width: "100%" }}>
      <Stack direction="row" spacing={4} component="dl" sx={{ m: 0, flexWrap: "wrap", rowGap: 1 }}>
        {(
          [
            ["added", items.added],
            ["updated", items.updated],
            ["unchanged", items.unchanged],
            ["refused", items.refused],
            ["interactions", interactions.taken],
            ["refusedInteractions", interactions.refused],
            ["personas", personas],
            ...(pictures.kept > 0 ? ([["pictures", pictures.kept]] as const) : []),
          ] as const
        ).map(([name, count]) => (
          <Box key={name}>
            <Typography component="dt" variant="caption" color="textSecondary">
              {t(`counts.${name}`)}
            </Typography>
            <Typography component="dd" variant="h1" sx={{ m: 0, fontVariantNumeric: "tabular-nums" }}>
              {count}
            </Typography>
          </Box>
        ))}
      </Stack>
      {notes.map(said => (
        <Typography key={JSON.stringify(said)} role="note">
          {say(said)}
        </Typography>
      ))}
      {problems.length === 0 ? <Typography>{t("noProblems")}</Typography> : <Problems refused={problems} />}
    </Stack>
  )
}

function Problems({ refused }: { refused: ImportReport["problems"] }) {
  const t = useTranslations("import")
  const { csv } = useMessages().import
  const textOf = useProblemText()
  /** In the page's language: shown, searched and saved. */
  const problems = useMemo(
    () =>
      refused.map(problem => {
        const { message: reason, next } = textOf(problem)
        return { ...problem, reason, next }
      }),
    [refused, textOf],
  )
  const [filter, setFilter] = useState("")
  const box = useRef<HTMLDivElement>(null)
  const words = filter.trim().toLowerCase()
  const shown = problems.filter(({ file, id, reason }) =>
    `${file} ${id ?? ""} ${reason}`.toLowerCase().includes(words),
  )
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 6,
  })
  function save(): void {
    const url = URL.createObjectURL(new Blob([csvOf(problems, csv)], { type: "text/csv" }))
    const link = document.createElement("a")
    link.href = url
    link.download = "import-report.csv"
    link.click()
    URL.revokeObjectURL(url)
  }
  return (
    <Box>
      <Stack direction="row" spacing={1} sx={{ mb: 1, alignItems: "center" }}>
        <Typography variant="h2" sx={{ flex: 1 }}>
          {t("refusedRows", { count: problems.length })}
        </Typography>
        <TextField
          type="search"
          placeholder={t("filter")}
          value={filter}
          onChange={event => setFilter(event.target.value)}
          slotProps={{ htmlInput: { "aria-label": t("filter") } }}
        />
        <Button variant="outlined" color="inherit" startIcon={<DownloadOutlined />} onClick={save}>
          {t("saveCsv")}
        </Button>
      </Stack>
      <Box
        ref={box}
        role="list"
        tabIndex={0}
        aria-label={t("refusedRows", { count: problems.length })}
        sx={{
          height: Math.min(360, shown.length * rowHeight + 2),
          overflow: "auto",
          border: 1,
          borderColor: "divider",
          borderRadius: 1,
        }}
      >
        <Box sx={{ position: "relative", height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start, key }) => {
            const problem = shown[index]!
            return (
              <Box
                key={key}
                role="listitem"
                sx={{
                  position: "absolute",
                  insetInline: 0,
                  height: rowHeight,
                  px: 2,
                  py: 0.75,
                  borderBottom: 1,
                  borderColor: "divider",
                }}
                style={{ top: start }}
              >
                <Typography variant="body2" noWrap>
                  <strong>{t("where", { file: problem.file, row: problem.row })}</strong> {problem.reason}
                </Typography>
                <Typography variant="caption" color="textSecondary" noWrap component="div">
                  {problem.next}
                </Typography>
              </Box>
            )
          })}
        </Box>
      </Box>
    </Box>
  )
}
