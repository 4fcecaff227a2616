import ArrowBack from "@mui/icons-material/ArrowBack"
import { IconButton, Tooltip } from "@mui/material"
import { useLocation } from "wouter"
import { useTranslations } from "../app/translations.ts"

export function BackToList() {
  const t = useTranslations("layouts")
  const [, navigate] = useLocation()
  return (
    <Tooltip title={t("back")}>
      <IconButton aria-label={t("back")} onClick={() => navigate("/")} edge="start">
        <ArrowBack />
      </IconButton>
    </Tooltip>
  )
}
