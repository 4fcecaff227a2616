/** All studies, newest first. */
import { Box, ButtonBase, LinearProgress, Typography } from "@mui/material"
import { useFormatter } from "use-intl"
import { Link } from "wouter"
import type { StudyView } from "../../native/contract/api/evaluation.ts"
import { useTranslations } from "../app/translations.ts"
import { StateMark } from "../ui/state-mark.tsx"
import { shareOf } from "./progress.ts"

export function StudyList({
  studies,
  current,
}: {
  studies: readonly StudyView[]
  current: string | undefined
}) {
  const t = useTranslations("evaluation")
  return (
    <Box sx={{ width: 280, flexShrink: 0, p: 1, overflow: "auto", borderRight: 1, borderColor: "divider" }}>
      <Box component="ol" aria-label={t("list")} sx={{ m: 0, p: 0, listStyle: "none" }}>
        {studies.map(study => (
          <Row key={study.id} study={study} current={study.id === current} />
        ))}
      </Box>
    </Box>
  )
}

function Row({ study, current }: { study: StudyView; current: boolean }) {
  const t = useTranslations("evaluation")
  const format = useFormatter()
  const { id, state, settings, adapter, progress } = study
  return (
    <li>
      <ButtonBase
        component={Link}
        href={`/${id}`}
        aria-current={current ? "page" : undefined}
        sx={{
          width: "100%",
          display: "block",
          textAlign: "start",
          p: 1,
          borderRadius: 1,
          bgcolor: current ? "action.selected" : "transparent",
          "&:hover": { bgcolor: current ? "action.selected" : "action.hover" },
        }}
      >
        <Box sx={{ display: "flex", alignItems: "center", gap: 1 }}>
          <Typography variant="body1" noWrap sx={{ fontWeight: 500, flex: 1, minWidth: 0 }}>
            {t(`studies.${settings.study}`)}
          </Typography>
          <StateMark state={state === "stopped" ? "cancelled" : state} />
        </Box>
        <Typography variant="caption" component="div" color="textSecondary" noWrap>
          {[
            t(`states.${state}`),
            format.dateTime(new Date(study.createdAt), { dateStyle: "medium", timeStyle: "short" }),
          ].join(" · ")}
        </Typography>
        {adapter && (
          <Typography variant="caption" component="div" color="textSecondary" noWrap>
            {t("withAdapter", { name: adapter })}
          </Typography>
        )}
        {state === "running" && (
          <LinearProgress aria-hidden variant="determinate" value={shareOf(progress)} sx={{ mt: 0.75 }} />
        )}
      </ButtonBase>
    </li>
  )
}
