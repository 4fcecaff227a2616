/** The settings that decide most, with the zones that the paper found good; and all others under “More”. */
import { Stack } from "@mui/material"
import { memo } from "react"
import type { Status } from "../../native/contract/api/app.ts"
import { type SettingName, settingEntry, settingsIn } from "../../native/contract/settings-table.ts"
import { useTranslations } from "../app/translations.ts"
import { Folded } from "../ui/folded.tsx"
import { SettingField } from "./setting-field.tsx"
import { StructurePicture } from "./structure-picture.tsx"

/** Drawn again when the model or a setting changes, not for each step of a preview. */
export const Sliders = memo(function Sliders({ model }: { model: Status["model"] | undefined }) {
  const t = useTranslations("studio.settings")
  const pack = model?.state === "ready" ? model.pack : null
  const fields = (group: "main" | "more") =>
    rowsOf(settingsIn(group)).map(row => (
      <Stack key={row[0]} direction="row" spacing={1} sx={{ "& > *": { flex: 1, minWidth: 0 } }}>
        {row.map(name => (
          <SettingField key={name} name={name} pack={pack} />
        ))}
      </Stack>
    ))
  return (
    <Stack spacing={1.25}>
      {fields("main")}
      {pack?.features.structure && <StructurePicture pack={pack} />}
      <Folded label={t("more")}>
        <Stack spacing={1.25} sx={{ pt: 1.25 }}>
          {fields("more")}
        </Stack>
      </Folded>
    </Stack>
  )
})

/** Two lists that follow one another share a row; everything else has one of its own. */
function rowsOf(names: readonly SettingName[]): SettingName[][] {
  const isList = (name: SettingName) => {
    const entry = settingEntry(name)
    return entry.kind === "choice" || (entry.kind === "number" && entry.offered !== undefined)
  }
  const rows: SettingName[][] = []
  for (const name of names) {
    const last = rows.at(-1)
    if (last?.length === 1 && isList(last[0]!) && isList(name)) last.push(name)
    else rows.push([name])
  }
  return rows
}
