/** The rail at the left: the screens, and below them what the studio is running on. */
import { Badge, Box, ButtonBase, Tooltip, Typography } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import type { ReactNode } from "react"
import { Link, useLocation } from "wouter"
import { isOver } from "../../native/contract/api/jobs.ts"
import { keysOf } from "../app/shortcuts.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { VisuallyHidden } from "../ui/visually-hidden.tsx"
import { EngineStatus } from "./engine-status.tsx"
import { keysOfScreen, pathOf, type ScreenEntry, screens } from "./screens.tsx"

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
        {screens.map(screen => (screen.offRail ? null : <RailLink key={screen.name} screen={screen} />))}
      </Box>
      <Box sx={{ flex: 1 }} />
      <EngineStatus />
    </Box>
  )
}

function RailLink({ screen }: { screen: ScreenEntry }) {
  const t = useTranslations("common.nav")
  const [location] = useLocation()
  const { name, icon: Icon } = screen
  const path = pathOf(screen)
  const [key = ""] = keysOfScreen(screen)
  const current = location === path || location.startsWith(`${path}/`)
  return (
    <li>
      <Tooltip title={keysOf(key).join(" ")} placement="right" describeChild>
        <ButtonBase
          component={Link}
          href={path}
          aria-current={current ? "page" : undefined}
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
          {name === "jobs" ? (
            <UnfinishedJobs>
              <Icon />
            </UnfinishedJobs>
          ) : (
            <Icon />
          )}
          <Typography component="span" sx={{ fontSize: "0.6875rem", lineHeight: 1.2, fontWeight: 500 }}>
            {t(name)}
          </Typography>
        </ButtonBase>
      </Tooltip>
    </li>
  )
}

/** How many jobs wait, run or are paused. */
function UnfinishedJobs({ children }: { children: ReactNode }) {
  const t = useTranslations("common.nav")
  const { data: count = 0 } = useQuery({
    ...orpc.jobs.list.queryOptions(),
    select: jobs => jobs.filter(job => !isOver(job.state)).length,
  })
  return (
    <Badge
      badgeContent={count}
      max={99}
      color="primary"
      slotProps={{ badge: { "aria-hidden": true } as object }}
      sx={{ "& .MuiBadge-badge": { fontSize: 11, height: 16, minWidth: 16, px: 0.5 } }}
    >
      {children}
      {count > 0 && <VisuallyHidden>{t("unfinished", { count })}</VisuallyHidden>}
    </Badge>
  )
}
