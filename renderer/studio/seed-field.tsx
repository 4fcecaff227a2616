/** The seed, with another one at a press, and a lock that keeps it when new variants are rendered. */
import LockOpenOutlined from "@mui/icons-material/LockOpenOutlined"
import LockOutlined from "@mui/icons-material/LockOutlined"
import ShuffleOutlined from "@mui/icons-material/ShuffleOutlined"
import { IconButton, Stack, TextField, Tooltip } from "@mui/material"
import { useTranslations } from "use-intl"
import { maxSeed } from "../../native/contract/setting-values.ts"
import { useSettingWords } from "../shared/setting-words.ts"
import { setDraft, useDraft } from "../shared/studio-draft.ts"
import { useSettingsSteps } from "./use-settings-steps.ts"

export function SeedField() {
  const t = useTranslations("studio.settings")
  const { label, explain } = useSettingWords().words.seed
  const seed = useDraft(draft => draft.settings.seed)
  const steps = useSettingsSteps()
  const locked = useDraft(draft => draft.seedLocked)
  const lockHint = locked ? t("unlockSeed") : t("lockSeed")
  return (
    <Stack direction="row" spacing={0.5} sx={{ alignItems: "flex-start" }}>
      <TextField
        label={label}
        type="number"
        fullWidth
        value={seed}
        helperText={explain}
        slotProps={{ htmlInput: { min: 0, max: maxSeed, step: 1 } }}
        onChange={event => {
          const next = Number(event.target.value)
          if (Number.isInteger(next) && next >= 0 && next <= maxSeed) steps.commit("seed", next)
        }}
      />
      <Tooltip title={t("anotherSeed")}>
        <IconButton
          aria-label={t("anotherSeed")}
          onClick={() => steps.commit("seed", Math.floor(Math.random() * (maxSeed + 1)))}
        >
          <ShuffleOutlined />
        </IconButton>
      </Tooltip>
      <Tooltip title={lockHint}>
        <IconButton
          aria-label={t("lockSeed")}
          aria-pressed={locked}
          color={locked ? "primary" : "default"}
          onClick={() => setDraft({ seedLocked: !locked })}
        >
          {locked ? <LockOutlined /> : <LockOpenOutlined />}
        </IconButton>
      </Tooltip>
    </Stack>
  )
}
