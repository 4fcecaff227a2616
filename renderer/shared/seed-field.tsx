/** The seed, with another one at a press, and a lock that keeps it when new variants are rendered. */
import LockOpenOutlined from "@mui/icons-material/LockOpenOutlined"
import LockOutlined from "@mui/icons-material/LockOutlined"
import ShuffleOutlined from "@mui/icons-material/ShuffleOutlined"
import { IconButton, Stack, Tooltip } from "@mui/material"
import { useState } from "react"
import { maxSeed } from "../../native/contract/setting-values.ts"
import { settingsTable } from "../../native/contract/settings-table.ts"
import { useTranslations } from "../app/translations.ts"
import { NumberField } from "../ui/number-field.tsx"
import { useSettingWords } from "./setting-words.ts"
import { type SettingsScope, useSettingsScope } from "./settings-scope.ts"
import { useSettingsSteps } from "./use-settings-steps.ts"

export function SeedField() {
  const t = useTranslations("studio.settings")
  const common = useTranslations("common.slider")
  const { label, explain } = useSettingWords().words.seed
  const { settings, seedLock } = useSettingsScope()
  const { seed } = settings
  const steps = useSettingsSteps()
  const [typed, setTyped] = useState<string | null>(null)
  const read = typed === null ? seed : readSeed(typed)
  /** A seed that can't be taken falls away. */
  const take = () => {
    if (read !== null && read !== seed) steps.commit("seed", read)
    setTyped(null)
  }
  return (
    <Stack direction="row" spacing={0.5} sx={{ alignItems: "flex-start" }}>
      <NumberField
        label={label}
        help={explain}
        text={typed ?? String(seed)}
        wrong={read === null ? common("outOfRange", { min: 0, max: maxSeed }) : undefined}
        onType={setTyped}
        onLeave={take}
        onKeyDown={({ key }) => {
          if (key === "Enter") take()
          if (key === "Escape") setTyped(null)
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
      {seedLock && <SeedLock {...seedLock} />}
    </Stack>
  )
}

function SeedLock({ locked, lock }: NonNullable<SettingsScope["seedLock"]>) {
  const t = useTranslations("studio.settings")
  return (
    <Tooltip title={locked ? t("unlockSeed") : t("lockSeed")}>
      <IconButton
        aria-label={t("lockSeed")}
        aria-pressed={locked}
        color={locked ? "primary" : "default"}
        onClick={() => lock(!locked)}
      >
        {locked ? <LockOutlined /> : <LockOpenOutlined />}
      </IconButton>
    </Tooltip>
  )
}

const { schema } = settingsTable.seed

/** null for what is no seed. */
function readSeed(text: string): number | null {
  const number = text.trim() === "" ? Number.NaN : Number(text)
  return schema.safeParse(number).success ? number : null
}
