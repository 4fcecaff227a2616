/** What a view shows when it has nothing, waits, or failed. Each takes the room of what it stands for. */
import ErrorOutline from "@mui/icons-material/ErrorOutlined"
import { Box, Button, Skeleton, Stack, Typography } from "@mui/material"
import type { ReactNode } from "react"
import { useCopyDiagnostics } from "../app/diagnostics.ts"
import { useJoin } from "../app/join.ts"
import { useProblemText } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"

const centred = {
  flex: 1,
  minHeight: 240,
  p: 4,
  alignItems: "center",
  justifyContent: "center",
  textAlign: "center",
} as const

export interface EmptyStateProps {
  title: string
  text?: string
  icon?: ReactNode
  action?: ReactNode
}

/** Nothing is here yet, and how something comes here. */
export function EmptyState({ title, text, icon, action }: EmptyStateProps) {
  return (
    <Stack spacing={1} sx={centred}>
      {icon && <Box sx={{ color: "text.secondary", "& svg": { fontSize: 36 } }}>{icon}</Box>}
      <Typography variant="h2" component="p">
        {title}
      </Typography>
      {text && (
        <Typography variant="body2" color="textSecondary" sx={{ maxWidth: 440 }}>
          {text}
        </Typography>
      )}
      {action && <Box sx={{ pt: 1 }}>{action}</Box>}
    </Stack>
  )
}

export interface ProblemStateProps {
  /** “That didn’t work” when absent. */
  title?: string
  /** A thrown error or a Problem. */
  problem: unknown
  /** What else to do, after the problem's own next step. */
  then?: string | undefined
  /** Usually “Try again”. */
  action?: { label: string; run: () => void } | undefined
  /** For the diagnostics: where it happened. */
  trace?: string
  heading?: "h1" | "h2" | "p"
}

/** What went wrong, the next step, and a way to tell about it. */
export function ProblemState({ title, problem, then, action, trace, heading = "p" }: ProblemStateProps) {
  const t = useTranslations("common.problem")
  const join = useJoin()
  const { code, message, ...said } = useProblemText()(problem)
  const next = then ? join.sentences([said.next, then]) : said.next
  const copy = useCopyDiagnostics()
  const unforeseen = code === "program.unexpected" || code === "page.broken"
  return (
    <Stack spacing={1} sx={centred} role="alert">
      <ErrorOutline sx={{ color: "error.main", fontSize: 32 }} />
      <Typography variant="h2" component={heading}>
        {title ?? t("title")}
      </Typography>
      <Typography variant="body1" sx={{ maxWidth: 520, overflowWrap: "anywhere" }}>
        {message}
      </Typography>
      {next && (
        <Typography variant="body2" color="textSecondary" sx={{ maxWidth: 520, overflowWrap: "anywhere" }}>
          {next}
        </Typography>
      )}
      <Stack direction="row" spacing={1} sx={{ pt: 1 }}>
        {action && (
          <Button variant="contained" onClick={action.run}>
            {action.label}
          </Button>
        )}
        {unforeseen && (
          <Button variant="outlined" onClick={() => void copy(trace)}>
            {t("copyDiagnostics")}
          </Button>
        )}
      </Stack>
    </Stack>
  )
}

/** A problem inside a view: one line, with the next step. */
export function ProblemLine({ problem }: { problem: unknown }) {
  const join = useJoin()
  const { message, next } = useProblemText()(problem)
  return (
    <Typography variant="body2" role="alert" sx={{ color: "error.main", overflowWrap: "anywhere" }}>
      {join.sentences([message, next])}
    </Typography>
  )
}

export interface LoadingStateProps {
  /** How many rows or tiles are expected. */
  count?: number
  /** Height of each, in pixels. */
  height: number
  /** Narrowest width of a tile, in pixels; rows when absent. */
  tile?: number
}

/** Grey shapes of the size of what is being read. */
export function LoadingState({ count = 6, height, tile }: LoadingStateProps) {
  const t = useTranslations("common")
  return (
    <Box
      role="status"
      aria-label={t("loading")}
      sx={{
        display: "grid",
        gap: 1.5,
        gridTemplateColumns: tile ? `repeat(auto-fill, minmax(${tile}px, 1fr))` : "1fr",
      }}
    >
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: shapes without identity
        <Skeleton key={index} height={height} />
      ))}
    </Box>
  )
}

/** While a screen's own code is fetched. */
export function ScreenSkeleton() {
  const t = useTranslations("common")
  return (
    <Box role="status" aria-label={t("loading")} sx={{ flex: 1, display: "flex", flexDirection: "column" }}>
      <Box sx={{ px: 3, py: 1, borderBottom: 1, borderColor: "divider", height: 53 }}>
        <Skeleton width={160} height={24} sx={{ mt: 0.75 }} />
      </Box>
    </Box>
  )
}
