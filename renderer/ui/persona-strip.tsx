/** A persona in small: the pictures of its latest items. */
import { Box } from "@mui/material"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import { Picture } from "./picture.tsx"

export interface PersonaStripProps {
  latest: readonly ItemSummary[]
  /** How many places are kept, filled or not. */
  places?: number
  /** Height in pixels; pictures are three quarters as wide. */
  height?: number
}

export function PersonaStrip({ latest, places = 5, height = 56 }: PersonaStripProps) {
  return (
    <Box aria-hidden sx={{ display: "flex", gap: 0.5, height, flexShrink: 0 }}>
      {Array.from({ length: places }, (_, index) => {
        const item = latest[index]
        return (
          <Box
            key={item?.id ?? `empty-${index}`}
            sx={{
              width: (height * 3) / 4,
              borderRadius: 0.5,
              overflow: "hidden",
              bgcolor: "background.sunken",
            }}
          >
            {item && <Picture kind="item" id={item.id} version={item.image} alt="" edge={160} />}
          </Box>
        )
      })}
    </Box>
  )
}
