/** A colour of the layout; where it may be found by itself, a switch for that. */
import { Checkbox, FormControlLabel, TextField } from "@mui/material"
import { useEffect, useRef, useState } from "react"

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
      sx={{ gridColumn: "1 / -1", mr: 0, my: -0.5 }}
    />
  )
}

export interface WordsFieldProps {
  label: string
  value: string
  disabled: boolean
  wrong: string | undefined
  onLook: (text: string) => void
  onKeep: () => void
}

/** Words that are shown while they are typed, and become one step when the field is left. */
export function WordsField({ label, value, disabled, wrong, onLook, onKeep }: WordsFieldProps) {
  const [text, setText] = useState(value)
  const own = useRef(value)
  useEffect(() => {
    // Undone or chosen elsewhere.
    if (value !== own.current) setText(value)
    own.current = value
  }, [value])
  return (
    <TextField
      fullWidth
      multiline
      minRows={2}
      maxRows={6}
      label={label}
      value={text}
      disabled={disabled}
      error={wrong !== undefined}
      helperText={wrong}
      onChange={event => {
        own.current = event.target.value
        setText(event.target.value)
        onLook(event.target.value)
      }}
      onBlur={onKeep}
      slotProps={{ htmlInput: { maxLength: 500, dir: "auto" } }}
    />
  )
}
