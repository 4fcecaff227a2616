/** What the studio's pictures lie on: they are as large as there is room. */
import { Box } from "@mui/material"
import type { ReactNode } from "react"

export function StageGround({ children }: { children: ReactNode }) {
  return (
    <Box
      sx={{
        flex: 1,
        minHeight: 0,
        minWidth: 0,
        display: "flex",
        alignItems: "center",
        justifyContent: "center",
        p: 2,
        bgcolor: "background.sunken",
        position: "relative",
        containerType: "size",
      }}
    >
      {children}
    </Box>
  )
}

/** As large as the ground has room for something of that width by height. */
export const fitted = (ratio: number) => ({
  aspectRatio: String(ratio),
  width: `min(100cqw - 32px, (100cqh - 32px) * ${ratio})`,
})

/** Of the paper that a picture is shown on. */
export const paper = {
  borderRadius: 1,
  bgcolor: "background.paper",
  boxShadow: "0 1px 3px rgba(0,0,0,.25)",
} as const
