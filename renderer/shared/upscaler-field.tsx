/** The choice of an upscaler; a file can be brought in from here. */
import { MenuItem, TextField } from "@mui/material"
import type { SxProps } from "@mui/material/styles"
import { useTranslations } from "../app/translations.ts"
import { useBringInUpscaler, useUpscalerName, useUpscalers } from "./use-upscalers.ts"

/** No upscaler has this name. */
const aFile = "="

interface Props {
  value: string | null
  /** What stands for none. */
  none: string
  disabled?: boolean
  onChange: (upscaler: string | null) => void
  sx?: SxProps
}

export function UpscalerField({ value, none, disabled = false, onChange, sx }: Props) {
  const t = useTranslations("upscale")
  const known = useUpscalers()
  const nameOf = useUpscalerName()
  const bringIn = useBringInUpscaler()
  const names = [...new Set([...known.map(({ name }) => name), ...(value === null ? [] : [value])])]
  return (
    <TextField
      select
      label={t("upscaler")}
      value={value ?? ""}
      disabled={disabled}
      onChange={({ target }) => {
        if (target.value !== aFile) onChange(target.value || null)
        else void bringIn().then(added => added !== null && onChange(added))
      }}
      slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
      {...(sx && { sx })}
    >
      <MenuItem value="">{none}</MenuItem>
      {names.map(name => (
        <MenuItem key={name} value={name}>
          {nameOf(name)}
        </MenuItem>
      ))}
      <MenuItem value={aFile}>{t("file")}</MenuItem>
    </TextField>
  )
}
