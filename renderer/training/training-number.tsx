/** A number of the run that is being set up: its standard name, what it does, and what is wrong with it. */
import { useTranslations } from "../app/translations.ts"
import { NumberField } from "../ui/number-field.tsx"
import { leaveNumber, typeNumber, useTrainingDraft } from "./draft.ts"
import { boundsOf, type NumberName, numberText, readNumber } from "./fields.ts"

export function TrainingNumber({ name }: { name: NumberName }) {
  const t = useTranslations("training")
  const kept = useTrainingDraft(({ settings }) => settings[name])
  const typed = useTrainingDraft(draft => draft.typed[name])
  const text = typed ?? numberText(name, kept)
  const wrong = readNumber(name, text) === null
  const { rule, ...bounds } = boundsOf(name)
  return (
    <NumberField
      label={t(`fields.${name}.label`)}
      text={text}
      help={t(`fields.${name}.help`)}
      wrong={wrong ? t(rule, bounds) : undefined}
      onType={text => typeNumber(name, text)}
      onLeave={() => leaveNumber(name)}
    />
  )
}
