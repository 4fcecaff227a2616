/** A field for a number: the text stays as it is typed, and what is wrong with it is said. Whoever keeps the text reads it. */
import { TextField, Tooltip } from "@mui/material"
import type { KeyboardEvent } from "react"

export interface NumberFieldProps {
  label: string
  text: string
  /** Why the text can't be taken; undefined when it can. */
  wrong: string | undefined
  help?: string
  /** Small, beside what it belongs to: the label is for screen readers alone, and what is wrong is said in a hint. */
  compact?: boolean
  disabled?: boolean
  onType: (text: string) => void
  onLeave: () => void
  onKeyDown?: (event: KeyboardEvent) => void
}

export function NumberField({ compact = false, ...props }: NumberFieldProps) {
  return compact ? <CompactField {...props} /> : <FormField {...props} />
}

const typing = { inputMode: "decimal", autoComplete: "off", maxLength: 20 } as const

function FormField({ label, text, wrong, help, disabled = false, ...on }: NumberFieldProps) {
  return (
    <TextField
      fullWidth
      label={label}
      value={text}
      disabled={disabled}
      error={wrong !== undefined}
      helperText={wrong ?? help}
      onChange={event => on.onType(event.target.value)}
      onBlur={on.onLeave}
      {...(on.onKeyDown && { onKeyDown: on.onKeyDown })}
      slotProps={{ htmlInput: typing, inputLabel: { shrink: true } }}
    />
  )
}

function CompactField({ label, text, wrong, disabled = false, ...on }: NumberFieldProps) {
  return (
    <Tooltip open={wrong !== undefined} title={wrong} placement="bottom-end" describeChild>
      <TextField
        value={text}
        disabled={disabled}
        error={wrong !== undefined}
        onChange={event => on.onType(event.target.value)}
        onBlur={on.onLeave}
        {...(on.onKeyDown && { onKeyDown: on.onKeyDown })}
        slotProps={{
          htmlInput: {
            ...typing,
            "aria-label": label,
            "aria-invalid": wrong !== undefined,
            style: { textAlign: "end", padding: "3px 6px", fontVariantNumeric: "tabular-nums" },
          },
        }}
        sx={{ width: 72 }}
      />
    </Tooltip>
  )
}
