/** Items that the folder no longer has, and whether to archive them. */
import { Checkbox, FormControlLabel, Stack, Typography } from "@mui/material"
import { useTranslations } from "../app/translations.ts"
import type { ImportReport } from "./use-check.ts"

/** How many of them are named. */
const mostNamed = 8

export interface GoneProps {
  gone: ImportReport["gone"]
  archive: boolean
  onArchive: (archive: boolean) => void
}

export function Gone({ gone: { count, items }, archive, onArchive }: GoneProps) {
  const t = useTranslations("import.gone")
  return (
    <Stack component="section" aria-label={t("title", { count })}>
      <Typography variant="h2">{t("title", { count })}</Typography>
      <Typography variant="body2" color="textSecondary" component="ul" sx={{ my: 0.5, pl: 2.5 }}>
        {items.slice(0, mostNamed).map(({ id, title }) => (
          <li key={id}>
            <bdi>{title}</bdi>
          </li>
        ))}
      </Typography>
      <FormControlLabel
        control={<Checkbox checked={archive} onChange={event => onArchive(event.target.checked)} />}
        label={t("archive", { count })}
      />
      <Typography variant="body2" color="textSecondary">
        {t("explain")}
      </Typography>
    </Stack>
  )
}
