/** The items of a persona's history, latest first; those of one tag stand out while it is looked at. */
import { Box, Button, Stack, Typography } from "@mui/material"
import { Link } from "wouter"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import { paths } from "../app/paths.ts"
import { useTranslations } from "../app/translations.ts"
import { ItemTile } from "../ui/item-tile.tsx"

export interface HistoryGridProps {
  history: readonly ItemSummary[]
  tag: { tag: string; from: readonly string[] } | null
  onAll: () => void
}

export function HistoryGrid({ history, tag, onAll }: HistoryGridProps) {
  const t = useTranslations("personas")
  const from = tag && new Set(tag.from)
  return (
    <section aria-labelledby="persona-history">
      <Stack direction="row" sx={{ alignItems: "center", minHeight: 32, mt: -0.5, mb: 0.5 }}>
        <Typography id="persona-history" variant="h2" sx={{ flex: 1 }} aria-live="polite">
          {tag ? t("historyOf", { tag: tag.tag }) : t("history")}
        </Typography>
        {tag && <Button onClick={onAll}>{t("showAll")}</Button>}
      </Stack>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1.5 }}>
        {t("historyText")}
      </Typography>
      <Box
        component="ol"
        sx={{
          listStyle: "none",
          m: 0,
          p: 0,
          display: "grid",
          gap: 1.5,
          gridTemplateColumns: "repeat(auto-fill, minmax(120px, 1fr))",
        }}
      >
        {history.map((item, index) => (
          <Box
            component="li"
            // biome-ignore lint/suspicious/noArrayIndexKey: an item may come twice in a history
            key={`${item.id} ${index}`}
            sx={{
              opacity: !from || from.has(item.id) ? 1 : 0.3,
              transition: "opacity 120ms",
            }}
          >
            <Box
              component={Link}
              href={`~${paths.item(item.id)}`}
              sx={{ display: "block", color: "inherit", textDecoration: "none", borderRadius: 1 }}
            >
              <ItemTile item={item} />
            </Box>
          </Box>
        ))}
      </Box>
    </section>
  )
}
