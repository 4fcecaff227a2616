/** The log of engine, trainer and shell: its latest entries, from a level on, to read and to copy. */
import {
  Box,
  Button,
  Dialog,
  DialogContent,
  DialogTitle,
  MenuItem,
  Stack,
  TextField,
  Typography,
} from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { useEffect, useId, useRef, useState } from "react"
import { type LogEntry, type LogLevel, logLevels, textOfEntry } from "../../native/contract/log.ts"
import { notify } from "../app/notices.tsx"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { CloseButton } from "../ui/close-button.tsx"
import { LoadingState, ProblemState } from "../ui/states.tsx"

/** Entries that are asked for. */
const mostEntries = 1000

export function ShowLogs() {
  const t = useTranslations("settings.logs")
  const [open, setOpen] = useState(false)
  const heading = useId()
  const close = () => setOpen(false)
  return (
    <>
      <Button variant="outlined" onClick={() => setOpen(true)}>
        {t("show")}
      </Button>
      <Dialog open={open} onClose={close} maxWidth="lg" fullWidth aria-labelledby={heading}>
        <DialogTitle id={heading} sx={{ pr: 7 }}>
          {t("title")}
        </DialogTitle>
        <CloseButton onClick={close} />
        <DialogContent sx={{ pb: 3 }}>
          <Logs />
        </DialogContent>
      </Dialog>
    </>
  )
}

function Logs() {
  const t = useTranslations("settings.logs")
  const retry = useTranslations("common.problem")("retry")
  const [from, setFrom] = useState<LogLevel>("info")
  const query = useQuery({
    ...orpc.app.logs.queryOptions({ input: { from, limit: mostEntries } }),
    // Nobody tells the page of a new entry.
    gcTime: 0,
    staleTime: 0,
  })
  const text = query.data?.entries.map(textOfEntry).join("\n") ?? ""
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      notify({ text: t("copied"), kind: "success" })
    } catch {
      notify({ text: t("notCopied"), kind: "error" })
    }
  }
  return (
    <Stack spacing={2}>
      <Stack direction="row" spacing={2} sx={{ pt: 1, alignItems: "center" }}>
        <TextField
          select
          size="small"
          label={t("from")}
          value={from}
          onChange={({ target }) => setFrom(target.value as LogLevel)}
          sx={{ width: 240 }}
        >
          {logLevels.map(level => (
            <MenuItem key={level} value={level}>
              {t(`levels.${level}`)}
            </MenuItem>
          ))}
        </TextField>
        <Button variant="outlined" onClick={() => void query.refetch()}>
          {t("refresh")}
        </Button>
        <Button variant="outlined" disabled={text === ""} onClick={() => void copy()}>
          {t("copy")}
        </Button>
      </Stack>
      {query.isPending ? (
        <LoadingState count={8} height={20} />
      ) : query.isError ? (
        <ProblemState problem={query.error} action={{ label: retry, run: () => void query.refetch() }} />
      ) : (
        <Entries entries={query.data.entries} />
      )}
    </Stack>
  )
}

function Entries({ entries }: { entries: readonly LogEntry[] }) {
  const t = useTranslations("settings.logs")
  const box = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: new entries come at the end
  useEffect(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight
  }, [entries])
  if (entries.length === 0) return <Typography color="textSecondary">{t("empty")}</Typography>
  return (
    <Box
      ref={box}
      tabIndex={0}
      role="log"
      aria-label={t("title")}
      sx={{ height: 480, overflow: "auto", p: 1.5, borderRadius: 1, bgcolor: "background.sunken" }}
    >
      {entries.map((entry, index) => (
        <Box
          // biome-ignore lint/suspicious/noArrayIndexKey: entries have no identity, and none moves
          key={index}
          component="pre"
          sx={{
            m: 0,
            fontSize: "0.8125rem",
            whiteSpace: "pre-wrap",
            overflowWrap: "anywhere",
            color:
              entry.level === "error"
                ? "error.main"
                : entry.level === "warn"
                  ? "warning.main"
                  : "text.primary",
          }}
        >
          {textOfEntry(entry)}
        </Box>
      ))}
    </Box>
  )
}
