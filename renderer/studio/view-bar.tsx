/** How the pictures are compared: a button and a key each. */
import CompareOutlined from "@mui/icons-material/CompareOutlined"
import ContrastOutlined from "@mui/icons-material/ContrastOutlined"
import GridOnOutlined from "@mui/icons-material/GridOnOutlined"
import TouchAppOutlined from "@mui/icons-material/TouchAppOutlined"
import VerticalSplitOutlined from "@mui/icons-material/VerticalSplitOutlined"
import { Box, Stack, ToggleButton, ToggleButtonGroup, Tooltip, Typography } from "@mui/material"
import type { ComponentType } from "react"
import { useTranslations } from "use-intl"
import { setDraft, type View, views } from "../shared/studio-draft.ts"

const viewIcons: Record<View, ComponentType> = {
  slider: CompareOutlined,
  side: VerticalSplitOutlined,
  hover: TouchAppOutlined,
  difference: ContrastOutlined,
  sweep: GridOnOutlined,
}
export const viewKeys: Record<View, string> = {
  slider: "1",
  side: "2",
  hover: "3",
  difference: "4",
  sweep: "5",
}

/** @param says what is compared */
export function ViewBar({ view, says }: { view: View; says: string }) {
  const t = useTranslations("studio.views")
  return (
    <Stack
      direction="row"
      sx={{ px: 2, py: 0.75, alignItems: "center", gap: 1, borderBottom: 1, borderColor: "divider" }}
    >
      <ToggleButtonGroup
        exclusive
        size="small"
        value={view}
        aria-label={t("label")}
        onChange={(_event, next: View | null) => next && setDraft({ view: next })}
      >
        {views.map(name => {
          const Icon = viewIcons[name]
          return (
            <ToggleButton key={name} value={name} aria-label={t(name)} sx={{ px: 1, py: 0.5, minHeight: 30 }}>
              <Tooltip title={`${t(name)} (${viewKeys[name]})`}>
                <Box component="span" sx={{ display: "inline-flex" }}>
                  <Icon />
                </Box>
              </Tooltip>
            </ToggleButton>
          )
        })}
      </ToggleButtonGroup>
      <Typography variant="caption" color="textSecondary" noWrap sx={{ minWidth: 0 }}>
        {says}
      </Typography>
    </Stack>
  )
}
