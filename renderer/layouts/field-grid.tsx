/** Fields of the panel, two in a row, under a heading. */
import { Box, Typography } from "@mui/material"
import { type ReactNode, useId } from "react"

export function FieldGrid({ title, children }: { title: string; children: ReactNode }) {
  const heading = useId()
  return (
    <Box component="section" aria-labelledby={heading}>
      <Typography id={heading} variant="h3" component="h3" sx={{ mb: 1.25 }}>
        {title}
      </Typography>
      <Box sx={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: 1.25, alignItems: "start" }}>
        {children}
      </Box>
    </Box>
  )
}

/** Takes both columns. */
export const wide = { gridColumn: "1 / -1" } as const
