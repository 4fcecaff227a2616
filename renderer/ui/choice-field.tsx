/** One of a few options, from a list that opens. */
import { Box, MenuItem, TextField } from "@mui/material"

export interface ChoiceFieldProps {
  label: string
  value: string
  options: readonly (readonly [value: string, name: string])[]
  disabled?: boolean
  onChange: (value: string) => void
}

export function ChoiceField({ label, value, options, disabled = false, onChange }: ChoiceFieldProps) {
  return (
    <Box sx={{ flex: 1, minWidth: 0 }}>
      <TextField
        select
        fullWidth
        label={label}
        value={value}
        disabled={disabled}
        onChange={event => onChange(event.target.value)}
        slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
      >
        {options.map(([option, name]) => (
          <MenuItem key={option} value={option}>
            {name}
          </MenuItem>
        ))}
      </TextField>
    </Box>
  )
}
