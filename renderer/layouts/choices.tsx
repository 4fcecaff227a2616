/** One of a few, side by side. */
import { ToggleButton, ToggleButtonGroup } from "@mui/material"
import { wide } from "./field-grid.tsx"

export interface ChoicesProps<Value extends string> {
  label: string
  value: Value
  options: readonly (readonly [value: Value, name: string])[]
  disabled: boolean
  onChange: (value: Value) => void
}

export function Choices<Value extends string>(props: ChoicesProps<Value>) {
  const { label, value, options, disabled, onChange } = props
  return (
    <ToggleButtonGroup
      exclusive
      fullWidth
      size="small"
      value={value}
      aria-label={label}
      disabled={disabled}
      onChange={(_event, next: Value | null) => next && onChange(next)}
      sx={wide}
    >
      {options.map(([option, name]) => (
        <ToggleButton key={option} value={option} sx={{ py: 0.25 }}>
          {name}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}
