/** One step of putting a set together. */
import { Box, Stack, Typography } from "@mui/material"
import type { ReactNode } from "react"

export function Part({ title, note, children }: { title: string; note: string; children: ReactNode }) {
  return (
    <Box component="section">
      <Stack direction="row" spacing={1} sx={{ alignItems: "baseline", mb: 1 }}>
        <Typography variant="h2">{title}</Typography>
        <Typography variant="body2" color="textSecondary">
          {note}
        </Typography>
      </Stack>
      {children}
    </Box>
  )
}
