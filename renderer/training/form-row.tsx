/** Parts of the forms that set a run up. */
import { Box, ToggleButton, ToggleButtonGroup, Typography } from "@mui/material"
import { type ReactNode, useId } from "react"

export const fieldGrid = {
  display: "grid",
  gridTemplateColumns: "repeat(auto-fill, minmax(210px, 1fr))",
  columnGap: 2,
  rowGap: 2,
  alignItems: "start",
} as const

/** A choice with its name at the left and what it means below. */
export function FormRow({
  label,
  help,
  children,
}: {
  label: string
  help: string
  children: (labelId: string) => ReactNode
}) {
  const id = useId()
  return (
    <Box sx={{ display: "grid", gridTemplateColumns: "120px 1fr", columnGap: 2, rowGap: 0.5 }}>
      <Typography id={id} variant="body1" sx={{ fontWeight: 500, pt: 0.75 }}>
        {label}
      </Typography>
      <Box>{children(id)}</Box>
      <span />
      <Typography variant="caption" color="textSecondary">
        {help}
      </Typography>
    </Box>
  )
}

interface ChoicesProps<Value extends string> {
  labelId: string
  value: Value
  options: readonly Value[]
  nameOf: (value: Value) => string
  onChange: (value: Value) => void
}

export function Choices<Value extends string>({
  labelId,
  value,
  options,
  nameOf,
  onChange,
}: ChoicesProps<Value>) {
  return (
    <ToggleButtonGroup
      exclusive
      aria-labelledby={labelId}
      value={value}
      onChange={(_event, next: Value | null) => next && onChange(next)}
    >
      {options.map(option => (
        <ToggleButton key={option} value={option}>
          {nameOf(option)}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}
