/** How the pictures are compared: a button each. */
import { Box, Stack, ToggleButton, ToggleButtonGroup, Tooltip, Typography } from "@mui/material"
import type { ReactNode } from "react"
import type { Command } from "../app/commands.ts"
import { useTranslations } from "../app/translations.ts"

export interface ViewBarProps {
  views: readonly Command[]
  /** What is compared. */
  says: string
  /** At the end of the bar. */
  end?: ReactNode
}

export function ViewBar({ views, says, end }: ViewBarProps) {
  const t = useTranslations("studio.views")
  return (
    <Stack
      direction="row"
      sx={{ px: 2, py: 0.75, alignItems: "center", gap: 1, borderBottom: 1, borderColor: "divider" }}
    >
      <ToggleButtonGroup size="small" aria-label={t("label")}>
        {views.map(({ name, icon, keys: [key] = [], pressed = false, run }) => (
          <ToggleButton
            key={name}
            value={name}
            selected={pressed}
            aria-label={name}
            onChange={run}
            sx={{ px: 1, py: 0.5, minHeight: 30 }}
          >
            <Tooltip title={`${name} (${key})`}>
              <Box component="span" sx={{ display: "inline-flex" }}>
                {icon}
              </Box>
            </Tooltip>
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <Typography variant="caption" color="textSecondary" noWrap sx={{ minWidth: 0 }}>
        {says}
      </Typography>
      <Box sx={{ flex: 1 }} />
      {end}
    </Stack>
  )
}
