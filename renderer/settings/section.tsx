/** A part of the settings: its name and what it is for at the left, its controls at the right. */
import { Box, Card, Stack, Typography } from "@mui/material"
import { type ReactNode, useId } from "react"

export interface SectionProps {
  title: string
  text?: string
  children: ReactNode
}

export function Section({ title, text, children }: SectionProps) {
  const heading = useId()
  return (
    <Box
      component="section"
      aria-labelledby={heading}
      sx={{ display: "grid", gridTemplateColumns: "260px 1fr", columnGap: 4, alignItems: "start" }}
    >
      <Stack spacing={0.5} sx={{ pt: 2 }}>
        <Typography id={heading} variant="h2">
          {title}
        </Typography>
        {text && (
          <Typography variant="body2" color="textSecondary">
            {text}
          </Typography>
        )}
      </Stack>
      <Card sx={{ p: 2, minWidth: 0 }}>{children}</Card>
    </Box>
  )
}
