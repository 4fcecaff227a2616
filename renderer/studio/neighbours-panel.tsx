/** The K nearest texts and images with their similarity; each can be left out and taken back. */
import AddCircleOutline from "@mui/icons-material/AddCircleOutlined"
import RemoveCircleOutline from "@mui/icons-material/RemoveCircleOutlined"
import { Box, Button, Stack, Typography } from "@mui/material"
import type { PlanView } from "../../native/contract/api/studio.ts"
import { useTranslations } from "../app/translations.ts"
import { useDraft } from "../shared/studio-draft.ts"
import { useSettingsSteps } from "../shared/use-settings-steps.ts"
import { ItemList } from "./item-list.tsx"

export function NeighboursPanel({ plan }: { plan: PlanView }) {
  const t = useTranslations("studio.neighbours")
  const excluded = useDraft(draft => draft.settings.excludedNeighbours)
  const steps = useSettingsSteps()
  const group = (name: "texts" | "images", found: PlanView["textNeighbours"]) => (
    <Box>
      <Typography variant="h4" component="h2">
        {t(name)}
      </Typography>
      <ItemList
        items={found.map(({ similarity, ...item }) => ({
          item,
          note: similarity.toFixed(2),
          faded: false,
          action: {
            label: t("exclude", { title: item.title }),
            icon: <RemoveCircleOutline />,
            run: () =>
              steps.take(t("excluded", { title: item.title }), {
                excludedNeighbours: [...new Set([...excluded, item.id])],
              }),
          },
        }))}
      />
    </Box>
  )
  return (
    <Stack spacing={2}>
      {group("texts", plan.textNeighbours)}
      {group("images", plan.imageNeighbours)}
      {excluded.length > 0 && (
        <Button
          variant="outlined"
          color="inherit"
          startIcon={<AddCircleOutline />}
          onClick={() => steps.take(t("takenBack"), { excludedNeighbours: [] })}
        >
          {t("takeBack", { count: excluded.length })}
        </Button>
      )}
    </Stack>
  )
}
