/** Which machine draws the set. Nothing where there is no farm. */
import { MenuItem, TextField } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { changeDraft, useImageSetDraft } from "../shared/image-set-draft.ts"

/** The farm that draws the set; null for this computer. */
export function useFarm(): string | null {
  const { farm, source } = useImageSetDraft()
  const farms = useQuery(orpc.farms.list.queryOptions()).data ?? []
  return source === "render" && farms.some(({ name }) => name === farm) ? farm : null
}

export function DrawOn() {
  const t = useTranslations("farms")
  const { source } = useImageSetDraft()
  const farms = useQuery(orpc.farms.list.queryOptions()).data ?? []
  const chosen = useFarm()
  if (farms.length === 0) return null
  return (
    <TextField
      select
      label={t("drawOn")}
      value={chosen ?? ""}
      disabled={source === "approved"}
      helperText={chosen === null ? undefined : t("notHere")}
      onChange={event => changeDraft({ farm: event.target.value || null })}
      slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
      sx={{ width: 260 }}
    >
      <MenuItem value="">{t("here")}</MenuItem>
      {farms.map(({ name }) => (
        <MenuItem key={name} value={name}>
          {name}
        </MenuItem>
      ))}
    </TextField>
  )
}
