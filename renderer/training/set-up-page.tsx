/** A run before it starts: its form, and beside it the panel that checks and starts it. */
import { Box, Stack, Typography } from "@mui/material"
import { type ReactNode, useId } from "react"

interface SetUpPageProps {
  intro: string
  panel: ReactNode
  children: ReactNode
}

export function SetUpPage({ intro, panel, children }: SetUpPageProps) {
  return (
    <Box sx={{ flex: 1, minWidth: 0, display: "flex" }}>
      <Box sx={{ flex: 1, minWidth: 0, overflow: "auto", p: 3 }}>
        <Stack spacing={3} sx={{ maxWidth: 760, mx: "auto" }}>
          <Typography variant="body1" color="textSecondary">
            {intro}
          </Typography>
          {children}
        </Stack>
      </Box>
      {panel}
    </Box>
  )
}

/** What everybody looks at before a run starts. */
export function Essentials({ title, children }: { title: string; children: ReactNode }) {
  const id = useId()
  return (
    <Box component="section" aria-labelledby={id}>
      <Typography id={id} variant="h2" sx={{ mb: 2 }}>
        {title}
      </Typography>
      <Stack spacing={2.5}>{children}</Stack>
    </Box>
  )
}
