/** Which machine draws the set. Nothing where there is no farm. */
import {
  Checkbox,
  FormControl,
  FormControlLabel,
  FormHelperText,
  MenuItem,
  Stack,
  TextField,
} from "@mui/material"
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

/** Whether the set has no files of its own: a farm draws it into the history. */
export function useWithoutFiles(): boolean {
  const { withoutFiles } = useImageSetDraft()
  return useFarm() !== null && withoutFiles
}

export function DrawOn() {
  const t = useTranslations("farms")
  const { source } = useImageSetDraft()
  const farms = useQuery(orpc.farms.list.queryOptions()).data ?? []
  const chosen = useFarm()
  const withoutFiles = useWithoutFiles()
  if (farms.length === 0) return null
  return (
    <Stack spacing={1}>
      <TextField
        select
        label={t("drawOn")}
        value={chosen ?? ""}
        disabled={source === "approved"}
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
      {chosen !== null && (
        <FormControl>
          <FormControlLabel
            label={t("withoutFiles")}
            control={
              <Checkbox
                checked={withoutFiles}
                onChange={event => changeDraft({ withoutFiles: event.target.checked })}
              />
            }
          />
          <FormHelperText sx={{ mx: 0 }}>{t("withoutFilesHelp")}</FormHelperText>
        </FormControl>
      )}
    </Stack>
  )
}
