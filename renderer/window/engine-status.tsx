/** Always in sight: which pack runs on which device, or why none does, and what to do then. */
import { Box, ButtonBase, CircularProgress, Popover, Stack, Typography } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { useId, useState } from "react"
import { Link } from "wouter"
import type { Status } from "../../native/contract/api/app.ts"
import { useJoin } from "../app/join.ts"
import { paths } from "../app/paths.ts"
import { useProblemText, useSay } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { useLine } from "../engine/use-line.ts"
import { GetModelsLink } from "../shared/get-models-link.tsx"
import { VisuallyHidden } from "../ui/visually-hidden.tsx"

export function EngineStatus() {
  const t = useTranslations("common")
  const join = useJoin()
  const line = useLine()
  const { data: status } = useQuery(orpc.app.status.queryOptions())
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const id = useId()

  const model = status?.model
  const away = line.state === "lost" || line.state === "failed"
  const kind = away ? "away" : (model?.state ?? "loading")
  const words =
    kind === "away"
      ? [t("engine.away")]
      : model?.state === "ready"
        ? [model.pack.name, t(`devices.${model.device}`)]
        : [kind === "failed" ? t("engine.failed") : t("engine.loading")]

  return (
    <>
      <ButtonBase
        aria-haspopup="dialog"
        aria-expanded={anchor !== null}
        aria-controls={anchor ? id : undefined}
        onClick={event => setAnchor(event.currentTarget)}
        sx={{
          m: 1,
          p: 0.75,
          minHeight: 62,
          borderRadius: 1,
          flexDirection: "column",
          gap: 0.5,
          "&:hover": { bgcolor: "action.hover" },
        }}
      >
        <StateDot kind={kind} />
        <VisuallyHidden>{join.pair(t("engine.label"), "")}</VisuallyHidden>
        {words.map((word, line) => (
          <Typography
            key={word}
            component="span"
            noWrap={words.length > 1}
            sx={{
              maxWidth: 68,
              fontSize: "0.6875rem",
              lineHeight: 1.25,
              textAlign: "center",
              color: line === 0 ? "text.primary" : "text.secondary",
            }}
          >
            {word}
          </Typography>
        ))}
      </ButtonBase>
      <Popover
        id={id}
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: "bottom", horizontal: "right" }}
        transformOrigin={{ vertical: "bottom", horizontal: "left" }}
        slotProps={{
          paper: {
            role: "dialog",
            "aria-label": t("engine.label"),
            sx: {
              ml: 1,
              p: 2,
              width: 320,
              border: 1,
              borderColor: "divider",
              boxShadow: "0 8px 24px rgba(0,0,0,.2)",
            },
          } as object,
        }}
      >
        <Details status={status} away={away} onLeave={() => setAnchor(null)} />
      </Popover>
    </>
  )
}

function StateDot({ kind }: { kind: "away" | "loading" | "ready" | "failed" }) {
  if (kind === "loading") return <CircularProgress size={10} thickness={6} aria-hidden />
  const color = kind === "ready" ? "success.main" : kind === "failed" ? "error.main" : "warning.main"
  return <Box aria-hidden sx={{ width: 10, height: 10, borderRadius: "50%", bgcolor: color }} />
}

function Details({
  status,
  away,
  onLeave,
}: {
  status: Status | undefined
  away: boolean
  onLeave: () => void
}) {
  const t = useTranslations("common")
  const textOf = useProblemText()
  const say = useSay()
  const model = status?.model
  return (
    <Stack spacing={1}>
      {model?.state === "ready" && (
        <>
          <Typography variant="h3" component="h2">
            {t("engine.inUse", { pack: model.pack.name, device: t(`devices.${model.device}`) })}
          </Typography>
          <Typography variant="body2" color="textSecondary">
            {t("engine.prepared", { prepared: model.prepared, items: status?.workspace.items ?? 0 })}
          </Typography>
          {model.warnings.map(say).map(warning => (
            <Typography key={warning} variant="body2" sx={{ color: "warning.main" }}>
              {warning}
              <GetModelsLink />
            </Typography>
          ))}
        </>
      )}
      {model?.state === "failed" && (
        <>
          <Typography variant="h3" component="h2">
            {t("engine.failed")}
          </Typography>
          <Typography variant="body2">{textOf(model.problem).message}</Typography>
          <Typography variant="body2" color="textSecondary">
            {textOf(model.problem).next}
          </Typography>
        </>
      )}
      {(away || !model || model.state === "loading") && (
        <Typography variant="body2">{away ? t("engine.away") : t("engine.loading")}</Typography>
      )}
      {status && (
        <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: "anywhere" }}>
          {t("engine.workspace", { path: status.workspace.path })}
        </Typography>
      )}
      <Box>
        <Typography
          component={Link}
          href={paths.settings}
          onClick={onLeave}
          variant="body2"
          sx={{ color: "primary.main", fontWeight: 500 }}
        >
          {t("engine.openSettings")}
        </Typography>
      </Box>
    </Stack>
  )
}
