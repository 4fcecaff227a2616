/** The weights that draw: the pack's own or an adapter, and a press that shows both beside one another. */
import CompareOutlined from "@mui/icons-material/CompareOutlined"
import { Box, Stack, ToggleButton, Tooltip } from "@mui/material"
import { useTranslations } from "../app/translations.ts"
import { AdapterField } from "../shared/adapter-field.tsx"
import { setDraft, useDraft } from "../shared/studio-draft.ts"
import { useSettingsSteps } from "../shared/use-settings-steps.ts"

export function AdapterPicker() {
  const t = useTranslations("studio.adapter")
  const steps = useSettingsSteps()
  const adapter = useDraft(draft => draft.settings.adapter)
  const comparing = useDraft(draft => draft.against.kind === "base") && adapter !== null
  const compare = () =>
    setDraft(
      comparing
        ? { against: { kind: "original" } }
        : { against: { kind: "base" }, shown: { kind: "preview" }, view: "side" },
    )
  const hint = adapter === null ? t("compareOff") : t("compare")
  return (
    <Stack direction="row" spacing={1} sx={{ alignItems: "flex-start" }}>
      <AdapterField
        value={adapter}
        onChange={(next, name) => steps.commit("adapter", next, t("taken", { name }))}
      />
      <Tooltip title={hint} placement="top">
        <Box component="span" sx={{ flexShrink: 0 }}>
          <ToggleButton
            value="base"
            selected={comparing}
            disabled={adapter === null}
            aria-label={t("compare")}
            onChange={compare}
            sx={{ height: 37, px: 1 }}
          >
            <CompareOutlined />
          </ToggleButton>
        </Box>
      </Tooltip>
    </Stack>
  )
}
