/** The rail at the left: the screens, and below them what the studio is running on. */
import { Badge, Box, ButtonBase, Tooltip, Typography } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { useTranslations } from "use-intl"
import { Link, useLocation } from "wouter"
import { EngineStatus } from "./engine-status.tsx"
import { isOver } from "./live.ts"
import { orpc } from "./rpc.ts"
import { type ScreenEntry, screens } from "./screens.tsx"
import { keysOf } from "./shortcuts.ts"

export const railWidth = 84

export function Rail() {
  const t = useTranslations("common")
  return (
    <Box
      component="nav"
      aria-label={t("nav.label")}
      sx={{
        width: railWidth,
        flexShrink: 0,
        display: "flex",
        flexDirection: "column",
        borderRight: 1,
        borderColor: "divider",
        bgcolor: "background.default",
        overflow: "hidden auto",
      }}
    >
      <Box component="ul" sx={{ listStyle: "none", m: 0, p: 1, display: "grid", gap: 0.5 }}>
        {screens.map(screen => (
          <RailLink key={screen.name} screen={screen} />
        ))}
      </Box>
      <Box sx={{ flex: 1 }} />
      <EngineStatus />
    </Box>
  )
}

function RailLink({ screen }: { screen: ScreenEntry }) {
  const t = useTranslations("common.nav")
  const [location] = useLocation()
  const { name, path, icon: Icon, shortcut } = screen
  const current = location === path || location.startsWith(`${path}/`)
  const unfinished = useUnfinishedJobs(name === "jobs")
  return (
    <li>
      <Tooltip title={keysOf(shortcut).join(" ")} placement="right" describeChild>
        <ButtonBase
          component={Link}
          href={path}
          aria-current={current ? "page" : undefined}
          aria-label={unfinished > 0 ? t("jobsUnfinished", { count: unfinished }) : undefined}
          sx={{
            width: "100%",
            minHeight: 54,
            flexDirection: "column",
            gap: "3px",
            borderRadius: 1,
            color: current ? "text.primary" : "text.secondary",
            bgcolor: current ? "action.selected" : "transparent",
            "& svg": current ? { color: "primary.main" } : {},
            "&:hover": { color: "text.primary", bgcolor: current ? "action.selected" : "action.hover" },
          }}
        >
          <Badge
            badgeContent={unfinished}
            max={99}
            color="primary"
            sx={{ "& .MuiBadge-badge": { fontSize: 11, height: 16, minWidth: 16, px: 0.5 } }}
          >
            <Icon />
          </Badge>
          <Typography component="span" sx={{ fontSize: "0.6875rem", lineHeight: 1.2, fontWeight: 500 }}>
            {t(name)}
          </Typography>
        </ButtonBase>
      </Tooltip>
    </li>
  )
}

/** Jobs that wait, run or are paused. */
function useUnfinishedJobs(enabled: boolean): number {
  const { data } = useQuery({
    ...orpc.jobs.list.queryOptions(),
    enabled,
    select: jobs => jobs.filter(job => !isOver(job.state)).length,
  })
  return data ?? 0
}
