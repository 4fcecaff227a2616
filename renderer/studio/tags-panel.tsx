/** The item's tags by where they come from; yours can be added and removed. */
import { Box, Stack, Typography } from "@mui/material"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import type { PlanView } from "../../native/contract/api/studio.ts"
import { useTranslations } from "../app/translations.ts"
import { AddTag } from "../shared/add-tag.tsx"
import { useOwnTags } from "../shared/use-own-tags.ts"
import { TagChip } from "../ui/tag-chip.tsx"

export function TagsPanel({ item, plan }: { item: ItemSummary; plan: PlanView }) {
  const t = useTranslations("studio.tags")
  const { own, add, remove } = useOwnTags(item.id)
  const { image, text, tagger } = plan.tags
  const group = (name: "own" | "image" | "text", tags: readonly string[]) => (
    <Box>
      <Typography variant="h4" component="h2" sx={{ mb: 0.75 }}>
        {t(name)}
      </Typography>
      <Stack direction="row" sx={{ flexWrap: "wrap", gap: 0.75 }}>
        {tags.map(tag => (
          <TagChip
            key={tag}
            tag={tag}
            {...(name === "own" && {
              remove: { label: t("remove", { tag }), run: () => remove(tag) },
            })}
          />
        ))}
        {tags.length === 0 && (
          <Typography variant="body2" color="textSecondary">
            {t("none")}
          </Typography>
        )}
      </Stack>
    </Box>
  )
  return (
    <Stack spacing={2}>
      {group("own", own)}
      <AddTag label={t("add")} onAdd={add} />
      {group("image", image)}
      {group("text", text)}
      {tagger && (
        <Typography variant="caption" color="textSecondary">
          {tagger.startsWith("built-in/") ? t("builtIn") : t("tagger", { tagger })}
        </Typography>
      )}
    </Stack>
  )
}
