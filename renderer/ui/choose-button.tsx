/** What was chosen, with its picture; a press chooses another. */
import ExpandMore from "@mui/icons-material/ExpandMore"
import { Box, ButtonBase, Typography } from "@mui/material"
import type { ReactNode } from "react"
import { useJoin } from "../app/join.ts"

export interface ChooseButtonProps {
  label: string
  name: string
  picture: ReactNode
  onClick: () => void
}

export function ChooseButton({ label, name, picture, onClick }: ChooseButtonProps) {
  const join = useJoin()
  return (
    <ButtonBase
      onClick={onClick}
      aria-label={join.pair(label, name)}
      sx={{
        gap: 1,
        height: 36,
        pl: 0.5,
        pr: 0.75,
        minWidth: 0,
        maxWidth: 240,
        borderRadius: 1,
        border: 1,
        borderColor: "divider",
        "&:hover": { bgcolor: "action.hover" },
      }}
    >
      <Box sx={{ width: 28, height: 28, borderRadius: 0.5, overflow: "hidden", flexShrink: 0 }}>
        {picture}
      </Box>
      <Typography variant="body2" noWrap sx={{ fontWeight: 500 }}>
        {name}
      </Typography>
      <ExpandMore aria-hidden sx={{ color: "text.secondary" }} />
    </ButtonBase>
  )
}
