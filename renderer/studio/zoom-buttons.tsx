/** Zoom for a mouse without a wheel: out, all of it, in. */
import AddOutlined from "@mui/icons-material/AddOutlined"
import RemoveOutlined from "@mui/icons-material/RemoveOutlined"
import { Button, IconButton, Paper, Tooltip } from "@mui/material"
import { useFormatter } from "use-intl"
import { useJoin } from "../app/join.ts"
import { useTranslations } from "../app/translations.ts"
import { whole, type Zoom, zoomed } from "./zoom.ts"

export function ZoomButtons({ zoom, onZoom }: { zoom: Zoom; onZoom: (zoom: Zoom) => void }) {
  const t = useTranslations("studio.stage")
  const join = useJoin()
  const scale = useFormatter().number(zoom.scale, { style: "percent" })
  return (
    <Paper
      variant="outlined"
      sx={{ position: "absolute", right: 8, bottom: 8, display: "flex", alignItems: "center" }}
    >
      <Tooltip title={t("zoomOut")}>
        <IconButton
          size="small"
          aria-label={t("zoomOut")}
          aria-disabled={zoom.scale === 1}
          onClick={() => onZoom(zoomed(zoom, 0.8))}
        >
          <RemoveOutlined fontSize="small" />
        </IconButton>
      </Tooltip>
      <Tooltip title={t("zoomWhole")}>
        <Button
          size="small"
          color="inherit"
          aria-label={join.pair(scale, t("zoomWhole"))}
          onClick={() => onZoom(whole)}
          sx={{ minWidth: 56, px: 0 }}
        >
          {scale}
        </Button>
      </Tooltip>
      <Tooltip title={t("zoomIn")}>
        <IconButton size="small" aria-label={t("zoomIn")} onClick={() => onZoom(zoomed(zoom, 1.25))}>
          <AddOutlined fontSize="small" />
        </IconButton>
      </Tooltip>
    </Paper>
  )
}
