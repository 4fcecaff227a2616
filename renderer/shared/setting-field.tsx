/** The control of one setting, made from the table: a slider, a list, a switch, or the seed with its buttons. */
import { FormControlLabel, Switch } from "@mui/material"
import type { PackView } from "../../native/contract/api/app.ts"
import { type Settings, settingsOfPack } from "../../native/contract/settings.ts"
import { type ChoiceSetting, type SettingName, settingEntry } from "../../native/contract/settings-table.ts"
import { useTranslations } from "../app/translations.ts"
import { ChoiceField } from "../ui/choice-field.tsx"
import { LabeledSlider } from "../ui/labeled-slider.tsx"
import { TextLineField } from "../ui/text-line-field.tsx"
import { GetModelsLink } from "./get-models-link.tsx"
import { isLacking } from "./lacking.ts"
import { SeedField } from "./seed-field.tsx"
import { useSettingWords } from "./setting-words.ts"
import { useSettingsScope } from "./settings-scope.ts"
import { useSettingsSteps } from "./use-settings-steps.ts"

export function SettingField({ name, pack }: { name: SettingName; pack: PackView | null }) {
  const t = useTranslations("studio.settings")
  const { words, text } = useSettingWords()
  const { settings } = useSettingsScope()
  const steps = useSettingsSteps()
  const entry = settingEntry(name)
  const { label, explain } = words[name]
  const commit = (value: unknown) => steps.commit(name, value as Settings[typeof name])

  if (name === "seed") return <SeedField />
  if (entry.kind === "switch")
    return (
      <FormControlLabel
        control={
          <Switch
            size="small"
            checked={settings[name] === true}
            onChange={(_event, checked) => commit(checked)}
          />
        }
        label={label}
        slotProps={{ typography: { variant: "body2" } }}
      />
    )
  if (entry.kind === "text")
    return (
      <TextLineField
        label={label}
        help={explain}
        most={entry.schema.unwrap().maxLength ?? 0}
        value={String(settings[name] ?? "")}
        onCommit={commit}
      />
    )
  if (entry.kind === "choice") {
    const value = String(settings[name] ?? (pack ? packsOwn(pack, name) : entry.neutral))
    const options = optionsOf(name, entry, pack, value)
    if (name === "structureKind" && options.length < 2) return null
    return (
      <ChoiceField
        label={label}
        value={value}
        options={options.map(option => [option, text(name, option)])}
        onChange={commit}
      />
    )
  }
  if (entry.kind === "number" && entry.offered) {
    const value = settings[name] as number | undefined
    // A frame in a channel's shape has sides that nobody chooses by themselves.
    const offered = [...new Set([...entry.offered, ...(value === undefined ? [] : [value])])]
    return (
      <ChoiceField
        label={label}
        value={String(value ?? "")}
        options={[
          ["", t("nativeSize", { side: Number(packsOwn(pack, name)) })],
          ...offered.sort((one, other) => one - other).map(px => [`${px}`, `${px} px`] as const),
        ]}
        onChange={value => commit(value === "" ? undefined : Number(value))}
      />
    )
  }
  if (entry.kind === "number" && entry.slider) {
    const off = isLacking(name, settings, pack) ? (words[name] as { off: string }).off : undefined
    return (
      <LabeledSlider
        {...entry.slider}
        label={label}
        explain={explain}
        value={Number(settings[name] ?? packsOwn(pack, name))}
        disabled={off !== undefined}
        disabledReason={off}
        remedy={name === "structure" && <GetModelsLink />}
        onChange={value => steps.move(name, value as Settings[typeof name])}
        onCommit={commit}
      />
    )
  }
  throw new Error(`The setting ${name} has no control in the list of settings`)
}

/** The values to choose from: of structure's kinds, those that the pack reads, and what was chosen with another pack. */
const optionsOf = (
  name: SettingName,
  { schema }: ChoiceSetting,
  pack: PackView | null,
  value: string,
): string[] =>
  name === "structureKind" && pack
    ? [...new Set([...pack.structureKinds, value])]
    : schema.unwrap().options.map(String)

/** What a setting is where the pack decides. */
const packsOwn = (pack: PackView | null, name: SettingName): number | string =>
  pack ? ((settingsOfPack(pack) as Partial<Record<SettingName, number | string>>)[name] ?? 0) : 0
