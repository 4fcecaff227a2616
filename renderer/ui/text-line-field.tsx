/** A line of text that counts once the field is left or Enter is pressed; Escape takes back what was typed. */
import { TextField } from "@mui/material"
import { useRef, useState } from "react"

export interface TextLineFieldProps {
  label: string
  help?: string
  value: string
  /** Characters at most. */
  most: number
  onCommit: (value: string) => void
}

export function TextLineField({ label, help, value, most, onCommit }: TextLineFieldProps) {
  /** What is being typed; null when nothing is. */
  const [typed, setTyped] = useState<string | null>(null)
  const isDropped = useRef(false)
  const commit = () => {
    const next = isDropped.current ? value : (typed ?? value).trim()
    isDropped.current = false
    setTyped(null)
    if (next !== value) onCommit(next)
  }
  return (
    <TextField
      fullWidth
      size="small"
      label={label}
      helperText={help}
      value={typed ?? value}
      onChange={event => setTyped(event.target.value)}
      onBlur={commit}
      onKeyDown={event => {
        if (event.key !== "Enter" && event.key !== "Escape") return
        if (event.nativeEvent.isComposing) return
        isDropped.current = event.key === "Escape"
        ;(event.target as HTMLElement).blur()
      }}
      slotProps={{ htmlInput: { maxLength: most, autoComplete: "off" } }}
    />
  )
}
