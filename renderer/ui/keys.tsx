/** A shortcut as keys: Ctrl Z. */
import { Box } from "@mui/material"
import { keysOf, type Shortcut } from "../app/shortcuts.ts"

export function Keys({ of }: { of: Shortcut }) {
  return (
    <Box component="span" sx={{ display: "inline-flex", gap: 0.5, flexShrink: 0 }}>
      {keysOf(of).map(key => (
        <Box
          component="kbd"
          key={key}
          sx={{
            px: 0.75,
            minWidth: 20,
            lineHeight: "20px",
            textAlign: "center",
            fontFamily: "inherit",
            fontSize: "0.75rem",
            borderRadius: 0.5,
            border: 1,
            borderColor: "divider",
            bgcolor: "background.sunken",
          }}
        >
          {key}
        </Box>
      ))}
    </Box>
  )
}
