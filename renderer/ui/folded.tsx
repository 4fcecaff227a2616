/** What most people leave as it is, folded away below a button. */
import ExpandMore from "@mui/icons-material/ExpandMore"
import { Box, Button, Collapse } from "@mui/material"
import { type ReactNode, useId, useState } from "react"

export function Folded({ label, children }: { label: string; children: ReactNode }) {
  const [open, setOpen] = useState(false)
  const panel = useId()
  return (
    <Box>
      <Button
        onClick={() => setOpen(!open)}
        aria-expanded={open}
        aria-controls={panel}
        color="inherit"
        endIcon={<ExpandMore sx={{ transform: open ? "rotate(180deg)" : "none" }} />}
      >
        {label}
      </Button>
      <Collapse in={open} id={panel} unmountOnExit>
        {children}
      </Collapse>
    </Box>
  )
}
