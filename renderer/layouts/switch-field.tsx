/** What is on or off. */
import { Checkbox, FormControlLabel } from "@mui/material"
import { wide } from "./field-grid.tsx"

export interface SwitchFieldProps {
  label: string
  checked: boolean
  disabled: boolean
  onChange: (checked: boolean) => void
}

export function SwitchField({ label, checked, disabled, onChange }: SwitchFieldProps) {
  return (
    <FormControlLabel
      control={
        <Checkbox
          size="small"
          checked={checked}
          disabled={disabled}
          onChange={(_event, next) => onChange(next)}
        />
      }
      label={label}
      slotProps={{ typography: { variant: "body2" } }}
      sx={{ ...wide, mr: 0, my: -0.5 }}
    />
  )
}
