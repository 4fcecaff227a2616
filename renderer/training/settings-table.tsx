/** All settings of a run, folded away until they are wanted. */
import { Box, Typography } from "@mui/material"
import type { Run } from "../../native/contract/training.ts"
import { useTranslations } from "../app/translations.ts"
import { settingNamesOf, useSettingTexts } from "./use-setting-texts.ts"

export function SettingsTable({ run }: { run: Run }) {
  const t = useTranslations("training.run")
  const { nameOf, textOf } = useSettingTexts()
  return (
    <Box component="details" sx={{ "& > summary": { cursor: "pointer", width: "fit-content", mb: 1 } }}>
      <Typography component="summary" variant="h3">
        {t("settings")}
      </Typography>
      <Box
        component="dl"
        sx={{
          m: 0,
          display: "grid",
          gridTemplateColumns: "repeat(auto-fill, minmax(200px, 1fr))",
          columnGap: 3,
          rowGap: 1,
        }}
      >
        {settingNamesOf([run]).map(name => (
          <div key={name}>
            <Typography component="dt" variant="caption" color="textSecondary">
              {nameOf(name)}
            </Typography>
            <Typography component="dd" variant="body2" sx={{ m: 0 }}>
              {textOf(name, run.settings)}
            </Typography>
          </div>
        ))}
      </Box>
    </Box>
  )
}
