/** The history items that count, and those left out. */
import VisibilityOffOutlined from "@mui/icons-material/VisibilityOffOutlined"
import VisibilityOutlined from "@mui/icons-material/VisibilityOutlined"
import { Stack, Typography } from "@mui/material"
import type { PlanView } from "../../native/contract/api/studio.ts"
import { useTranslations } from "../app/translations.ts"
import { useDraft } from "../shared/studio-draft.ts"
import { useSettingsSteps } from "../shared/use-settings-steps.ts"
import { ItemList } from "./item-list.tsx"

export function HistoryPanel({ plan }: { plan: PlanView }) {
  const t = useTranslations("studio.history")
  const excluded = useDraft(draft => draft.settings.excludedHistory)
  const steps = useSettingsSteps()
  return (
    <Stack spacing={1}>
      <Typography variant="caption" color="textSecondary">
        {t("explain")}
      </Typography>
      <ItemList
        items={plan.history.map(({ counted, ...item }) => ({
          item,
          note: "",
          faded: !counted,
          action: counted
            ? {
                label: t("leaveOut", { title: item.title }),
                icon: <VisibilityOutlined />,
                run: () =>
                  steps.take(t("leftOut", { title: item.title }), {
                    excludedHistory: [...new Set([...excluded, item.id])],
                  }),
              }
            : {
                label: t("takeBack", { title: item.title }),
                icon: <VisibilityOffOutlined />,
                run: () =>
                  steps.take(t("takenBack", { title: item.title }), {
                    excludedHistory: excluded.filter(id => id !== item.id),
                  }),
              },
        }))}
      />
    </Stack>
  )
}
