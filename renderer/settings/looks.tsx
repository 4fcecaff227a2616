/** Theme and language. */
import { MenuItem, Stack, TextField, ToggleButton, ToggleButtonGroup, Typography } from "@mui/material"
import { useId } from "react"
import type { Language } from "../app/locale.ts"
import { useTranslations } from "../app/translations.ts"
import { Section } from "./section.tsx"
import { type KeptSettings, useSet } from "./use-set.ts"

const themes = ["system", "light", "dark"] as const
const languages = ["system", "en", "zh-Hans"] as const

export function Looks({ settings }: { settings: KeptSettings }) {
  const t = useTranslations("settings")
  const set = useSet()
  const themeLabel = useId()
  return (
    <Section title={t("looks")}>
      <Stack spacing={2}>
        <Stack direction="row" spacing={2} sx={{ alignItems: "center", justifyContent: "space-between" }}>
          <Typography id={themeLabel}>{t("theme")}</Typography>
          <ToggleButtonGroup
            exclusive
            aria-labelledby={themeLabel}
            value={settings.theme}
            onChange={(_event, theme: KeptSettings["theme"] | null) => theme && set.mutate({ theme })}
          >
            {themes.map(theme => (
              <ToggleButton key={theme} value={theme}>
                {t(`themes.${theme}`)}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
        </Stack>
        <Stack direction="row" spacing={2} sx={{ alignItems: "center", justifyContent: "space-between" }}>
          <Typography>{t("language")}</Typography>
          <TextField
            select
            value={settings.language}
            onChange={event => set.mutate({ language: event.target.value as Language })}
            slotProps={{ htmlInput: { "aria-label": t("language") } }}
            sx={{ minWidth: 200 }}
          >
            {languages.map(language => (
              <MenuItem key={language} value={language} {...(language !== "system" && { lang: language })}>
                {t(`languages.${language}`)}
              </MenuItem>
            ))}
          </TextField>
        </Stack>
      </Stack>
    </Section>
  )
}
