/** One render on the light table. */
import CheckCircleOutlined from "@mui/icons-material/CheckCircleOutlined"
import CompareOutlined from "@mui/icons-material/CompareOutlined"
import DeleteOutlined from "@mui/icons-material/DeleteOutlined"
import HighlightOffOutlined from "@mui/icons-material/HighlightOffOutlined"
import SettingsBackupRestoreOutlined from "@mui/icons-material/SettingsBackupRestoreOutlined"
import Star from "@mui/icons-material/Star"
import StarBorderOutlined from "@mui/icons-material/StarBorderOutlined"
import { Box, IconButton, Stack, Tooltip, Typography } from "@mui/material"
import type { CSSProperties, ReactNode } from "react"
import { useTranslations } from "use-intl"
import type { RenderView } from "../../native/contract/api/renders.ts"
import type { useRenderSteps } from "../shared/use-render-steps.ts"
import { Picture } from "../ui/picture.tsx"

export interface RenderCardProps {
  render: RenderView
  index: number
  focused: boolean
  /** Chosen to be compared. */
  marked: boolean
  place: CSSProperties
  onFocus: () => void
  onLook: () => void
  onMark: () => void
  onRestore: () => void
  steps: ReturnType<typeof useRenderSteps>
}

export function RenderCard({ render, index, focused, marked, place, steps, ...on }: RenderCardProps) {
  const t = useTranslations("history")
  const v = useTranslations("studio.variants")
  const button = (label: string, icon: ReactNode, run: () => void, pressed?: boolean) => (
    <Tooltip title={label}>
      <IconButton
        aria-label={label}
        tabIndex={focused ? 0 : -1}
        {...(pressed === undefined
          ? {}
          : { "aria-pressed": pressed, color: pressed ? "primary" : "default" })}
        onClick={run}
        sx={{ p: 0.25, minWidth: 24, minHeight: 24 }}
      >
        {icon}
      </IconButton>
    </Tooltip>
  )
  return (
    <Box role="listitem" style={place} sx={{ position: "absolute" }}>
      <Box
        component="button"
        type="button"
        data-index={index}
        tabIndex={focused ? 0 : -1}
        aria-label={t("renderOf", {
          item: render.itemTitle,
          persona: render.personaName,
          verdict: v(render.verdict),
        })}
        onFocus={on.onFocus}
        onClick={on.onLook}
        sx={{
          display: "block",
          width: "100%",
          p: 0,
          border: 0,
          borderRadius: 1,
          overflow: "hidden",
          cursor: "pointer",
          bgcolor: "transparent",
          outlineOffset: 2,
          boxShadow: marked ? "0 0 0 3px var(--mui-palette-primary-main)" : "none",
          opacity: render.verdict === "rejected" ? 0.45 : 1,
        }}
      >
        <Picture kind="render" id={render.id} alt="" edge={320} ratio={1} />
      </Box>
      <Stack direction="row" sx={{ height: 26, mt: 0.25, alignItems: "center" }}>
        {button(
          v("star"),
          render.starred ? <Star /> : <StarBorderOutlined />,
          () => steps.star(render),
          render.starred,
        )}
        {button(
          v("approve"),
          <CheckCircleOutlined />,
          () => steps.approve(render),
          render.verdict === "approved",
        )}
        {button(
          v("reject"),
          <HighlightOffOutlined />,
          () => steps.reject(render),
          render.verdict === "rejected",
        )}
        {button(t("mark"), <CompareOutlined />, on.onMark, marked)}
        {button(v("restore"), <SettingsBackupRestoreOutlined />, on.onRestore)}
        {button(v("delete"), <DeleteOutlined />, () => steps.remove(render))}
      </Stack>
      <Typography variant="caption" color="textSecondary" noWrap component="div" title={render.itemTitle}>
        {render.itemTitle} · {render.personaName}
      </Typography>
    </Box>
  )
}
