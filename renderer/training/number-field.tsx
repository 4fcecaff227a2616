/** A number of the run that is being set up: its standard name, what it does, and what is wrong with it. */
import { TextField } from "@mui/material"
import { useTranslations } from "use-intl"
import { leaveNumber, typeNumber, useTrainingDraft } from "./draft.ts"
import { boundsOf, type NumberName, numberText, readNumber } from "./fields.ts"

export function NumberField({ name }: { name: NumberName }) {
  const t = useTranslations("training")
  const kept = useTrainingDraft(({ settings }) => settings[name])
  const typed = useTrainingDraft(draft => draft.typed[name])
  const text = typed ?? numberText(name, kept)
  const wrong = readNumber(name, text) === null
  const { rule, ...bounds } = boundsOf(name)
  return (
    <TextField
      fullWidth
      label={t(`fields.${name}.label`)}
      value={text}
      error={wrong}
      helperText={wrong ? t(rule, bounds) : t(`fields.${name}.help`)}
      onChange={event => typeNumber(name, event.target.value)}
      onBlur={() => leaveNumber(name)}
      slotProps={{
        htmlInput: { inputMode: "decimal", autoComplete: "off", maxLength: 20 },
        inputLabel: { shrink: true },
      }}
    />
  )
}
