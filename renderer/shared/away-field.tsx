/** Which are shown: those in use, the archived or the deleted ones. */
import { MenuItem, TextField } from "@mui/material"
import type { Away } from "../../native/contract/catalog.ts"
import { useTranslations } from "../app/translations.ts"

export interface AwayFieldProps {
  label: string
  value: Away
  onChange: (away: Away) => void
}

export function AwayField({ label, value, onChange }: AwayFieldProps) {
  const t = useTranslations("catalog.away")
  return (
    <TextField
      select
      value={value}
      onChange={event => onChange(event.target.value as Away)}
      sx={{ width: 130 }}
      slotProps={{ htmlInput: { "aria-label": label } }}
    >
      {(["none", "archived", "removed"] as const).map(kind => (
        <MenuItem key={kind} value={kind}>
          {t(kind)}
        </MenuItem>
      ))}
    </TextField>
  )
}
