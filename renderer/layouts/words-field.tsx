/** Words of a text: shown while they are typed, and one step when the field is left. */
import { TextField } from "@mui/material"
import { useEffect, useRef, useState } from "react"
import { longestText } from "../../native/contract/layout.ts"

export interface WordsFieldProps {
  label: string
  value: string
  disabled: boolean
  wrong: string | undefined
  onLook: (text: string) => void
  onKeep: () => void
}

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
      slotProps={{ htmlInput: { maxLength: longestText, dir: "auto" } }}
    />
  )
}
