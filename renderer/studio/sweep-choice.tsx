/** What a sweep varies: what the paper does, at a press, or any one or two settings, each with its values. */
import { MenuItem, Stack, TextField, ToggleButton, ToggleButtonGroup } from "@mui/material"
import type { SweepName } from "../../native/contract/settings-table.ts"
import { useTranslations } from "../app/translations.ts"
import { useSettingWords } from "../shared/setting-words.ts"

/** Settings of the axes, the last across; `free` when they are chosen one by one. */
export interface SweepNames {
  names: readonly SweepName[]
  free: boolean
}

interface ChoiceProps {
  chosen: SweepNames
  onChosen: (chosen: SweepNames) => void
}

export function SweepPresets({
  chosen: { names, free },
  presets,
  onChosen,
}: ChoiceProps & { presets: readonly (readonly SweepName[])[] }) {
  const t = useTranslations("studio.sweep")
  const { short } = useSettingWords()
  const preset = presets.findIndex(preset => preset.join() === names.join())
  return (
    <ToggleButtonGroup
      exclusive
      size="small"
      value={free ? "other" : preset}
      aria-label={t("axes")}
      sx={{ flexShrink: 0, whiteSpace: "nowrap" }}
      onChange={(_event, next: number | "other" | null) => {
        if (next !== null)
          onChosen(
            next === "other"
              ? { names: names.slice(-2), free: true }
              : { names: presets[next]!, free: false },
          )
      }}
    >
      {presets.map((preset, index) => (
        <ToggleButton key={preset.join()} value={index}>
          {preset.map(short).join(" × ")}
        </ToggleButton>
      ))}
      <ToggleButton value="other">{t("other")}</ToggleButton>
    </ToggleButtonGroup>
  )
}

/** The settings themselves: rows, which may be without one, and columns. */
export function SweepSettings({
  chosen: { names },
  offered,
  onChosen,
}: ChoiceProps & { offered: readonly SweepName[] }) {
  const t = useTranslations("studio.sweep")
  const across = names.at(-1)!
  const down = names.length > 1 ? names[0]! : null
  const choose = (rows: SweepName | null, columns: SweepName) =>
    onChosen({ names: rows ? [rows, columns] : [columns], free: true })
  return (
    <Stack direction="row" spacing={1}>
      <SettingSelect
        label={t("rows")}
        value={down ?? ""}
        names={offered.filter(name => name !== across)}
        none={t("noRows")}
        onValue={name => choose(name || null, across)}
      />
      <SettingSelect
        label={t("columns")}
        value={across}
        names={offered.filter(name => name !== down)}
        onValue={name => name && choose(down, name)}
      />
    </Stack>
  )
}

interface SettingSelectProps {
  label: string
  value: SweepName | ""
  /** What can be chosen, besides what is. */
  names: readonly SweepName[]
  /** What no setting is called, where there may be none. */
  none?: string
  onValue: (name: SweepName | "") => void
}

function SettingSelect({ label, value, names, none, onValue }: SettingSelectProps) {
  const { words } = useSettingWords()
  return (
    <TextField
      select
      label={label}
      value={value}
      slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
      onChange={event => onValue(event.target.value as SweepName | "")}
      sx={{ width: 150 }}
    >
      {none !== undefined && <MenuItem value="">{none}</MenuItem>}
      {[...new Set(value === "" ? names : [...names, value])].map(name => (
        <MenuItem key={name} value={name}>
          {words[name].label}
        </MenuItem>
      ))}
    </TextField>
  )
}
