/** The main command of a screen, as a button with its name. */
import { Button } from "@mui/material"
import type { Command } from "../app/commands.ts"

export function MainButton({ command: { name, icon, disabled = false, run } }: { command: Command }) {
  return (
    <Button
      variant="contained"
      startIcon={icon}
      disabled={disabled}
      onClick={run}
      sx={{ minWidth: 92, flexShrink: 0 }}
    >
      {name}
    </Button>
  )
}
