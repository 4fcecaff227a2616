/** A colour of the layout: shown while it is chosen, and one step when the field is left. */
import { TextField } from "@mui/material"

export interface ColourFieldProps {
  label: string
  value: string
  disabled: boolean
  /** While it is chosen, and when it is. */
  onLook: (colour: string) => void
  onKeep: () => void
}

export function ColourField({ label, value, disabled, onLook, onKeep }: ColourFieldProps) {
  return (
    <TextField
      type="color"
      fullWidth
      label={label}
      value={value}
      disabled={disabled}
      onChange={event => onLook(event.target.value)}
      onBlur={onKeep}
      slotProps={{ inputLabel: { shrink: true } }}
    />
  )
}
