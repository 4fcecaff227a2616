/** The cross at the top right of a dialog. */
import Close from "@mui/icons-material/Close"
import { IconButton } from "@mui/material"
import { useTranslations } from "../app/translations.ts"

export function CloseButton({ onClick }: { onClick: () => void }) {
  const t = useTranslations("common.actions")
  return (
    <IconButton aria-label={t("close")} onClick={onClick} sx={{ position: "absolute", top: 12, right: 12 }}>
      <Close />
    </IconButton>
  )
}
