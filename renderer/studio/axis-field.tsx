/** One axis of a sweep, to be typed; taken on Enter or when left, and only when it can be drawn. */
import { TextField } from "@mui/material"
import { useState } from "react"
import { useTranslations } from "use-intl"
import { axisRanges, axisText, readAxis } from "./sweep-axes.ts"

export interface AxisFieldProps {
  name: keyof typeof axisRanges
  label: string
  values: readonly number[]
  onValues: (values: number[]) => void
}

export function AxisField({ name, label, values, onValues }: AxisFieldProps) {
  const t = useTranslations("studio.sweep")
  const [typed, setTyped] = useState<string | null>(null)
  const range = axisRanges[name]
  const read = readAxis(typed ?? axisText(values), range)
  const take = () => {
    if (typed === null || !read) return
    if (axisText(read) !== axisText(values)) onValues(read)
    setTyped(null)
  }
  return (
    <TextField
      label={label}
      value={typed ?? axisText(values)}
      error={read === null}
      helperText={read === null ? t("axisWrong", { min: range.min, max: range.max, most: range.most }) : " "}
      slotProps={{ htmlInput: { maxLength: 120 } }}
      onChange={event => setTyped(event.target.value)}
      onBlur={take}
      onKeyDown={event => {
        if (event.key === "Enter") take()
        if (event.key === "Escape") setTyped(null)
      }}
      sx={{ flex: 1, minWidth: 120, maxWidth: 280 }}
    />
  )
}
