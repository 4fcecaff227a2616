/** Items in small, each with one thing that can be done to it. */
import { Box, IconButton, Stack, Tooltip, Typography } from "@mui/material"
import type { ReactNode } from "react"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import { Picture } from "../ui/picture.tsx"

export interface ListedItem {
  item: ItemSummary
  note: string
  faded: boolean
  action: { label: string; icon: ReactNode; run: () => void }
}

export function ItemList({ items }: { items: readonly ListedItem[] }) {
  return (
    <Box component="ul" sx={{ listStyle: "none", m: 0, p: 0 }}>
      {items.map(({ item, note, faded, action }) => (
        <Stack
          component="li"
          key={item.id}
          direction="row"
          sx={{ alignItems: "center", gap: 1, minHeight: 44 }}
        >
          <Box
            sx={{
              width: 30,
              height: 38,
              borderRadius: 0.5,
              overflow: "hidden",
              flexShrink: 0,
              opacity: faded ? 0.4 : 1,
            }}
          >
            <Picture kind="item" id={item.id} version={item.image} alt="" edge={160} />
          </Box>
          <Typography
            variant="body2"
            noWrap
            title={item.title}
            sx={{
              flex: 1,
              minWidth: 0,
              color: faded ? "text.secondary" : "text.primary",
              textDecoration: faded ? "line-through" : "none",
            }}
          >
            {item.title || item.id}
          </Typography>
          <Typography variant="caption" color="textSecondary" sx={{ fontVariantNumeric: "tabular-nums" }}>
            {note}
          </Typography>
          <Tooltip title={action.label}>
            <IconButton aria-label={action.label} onClick={action.run}>
              {action.icon}
            </IconButton>
          </Tooltip>
        </Stack>
      ))}
    </Box>
  )
}
