/** An item as a tile: its picture, its title, and whether it is chosen. */
import CheckCircle from "@mui/icons-material/CheckCircle"
import { Box, Typography } from "@mui/material"
import { memo } from "react"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import { Picture } from "./picture.tsx"

export interface ItemTileProps {
  item: ItemSummary
  selected?: boolean
  /** Width over height of the picture's box. */
  ratio?: number
  edge?: 160 | 320
}

/** Only looks; what it is inside of makes it a link, a button or an option. */
export const ItemTile = memo(function ItemTile({
  item,
  selected = false,
  ratio = 3 / 4,
  edge = 320,
}: ItemTileProps) {
  return (
    <Box sx={{ position: "relative", width: "100%", textAlign: "start" }}>
      <Picture
        kind="item"
        id={item.id}
        version={item.image}
        alt=""
        edge={edge}
        ratio={ratio}
        sx={{
          borderRadius: 1,
          ...(selected && {
            "&::after": {
              content: '""',
              position: "absolute",
              inset: 0,
              border: "3px solid",
              borderColor: "primary.main",
              borderRadius: "inherit",
            },
          }),
        }}
      />
      {selected && (
        <CheckCircle
          aria-hidden
          sx={{
            position: "absolute",
            top: 6,
            right: 6,
            color: "primary.main",
            bgcolor: "background.paper",
            borderRadius: "50%",
          }}
        />
      )}
      <Typography variant="body2" noWrap title={item.title} sx={{ mt: 0.5, fontWeight: 500 }}>
        {item.title || item.id}
      </Typography>
    </Box>
  )
})
