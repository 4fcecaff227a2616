/** A number of the run that is being set up: its standard name, what it does, and what is wrong with it. */
import { useTranslations } from "../app/translations.ts"
import { NumberField } from "../ui/number-field.tsx"
import { leaveNumber, typeNumber, useTrainingDraft } from "./draft.ts"
import {
  type NumberFields,
  type NumberName,
  type TeachingNumberName,
  taughtNumbers,
  teachingNumbers,
  trainingNumbers,
} from "./fields.ts"
import { leaveTaught, typeTaught, useTeachDraft } from "./teach-draft.ts"

interface FormNumberProps<Name extends string> {
  name: Name
  label: string
  help: string
  fields: Pick<NumberFields<Name, never>, "text" | "read" | "bounds">
  kept: number | undefined
  typed: string | undefined
  onType: (name: Name, text: string) => void
  onLeave: (name: Name) => void
}

function FormNumber<Name extends string>(props: FormNumberProps<Name>) {
  const { name, label, help, fields, kept, typed, onType, onLeave } = props
  const t = useTranslations("training")
  const text = typed ?? fields.text(name, kept)
  const { rule, ...bounds } = fields.bounds(name)
  return (
    <NumberField
      label={label}
      text={text}
      help={help}
      wrong={fields.read(name, text) === null ? t(rule, bounds) : undefined}
      onType={text => onType(name, text)}
      onLeave={() => onLeave(name)}
    />
  )
}

export function TeachingNumber({ name }: { name: TeachingNumberName }) {
  const t = useTranslations("training")
  const kept = useTeachDraft(({ settings }) => settings[name])
  const typed = useTeachDraft(draft => draft.typed[name])
  const words = isProducts(name)
    ? { label: t(`teach.fields.${name}.label`), help: t(`teach.fields.${name}.help`) }
    : { label: t(`fields.${name}.label`), help: t(`fields.${name}.help`) }
  return (
    <FormNumber
      name={name}
      {...words}
      fields={teachingNumbers}
      kept={kept}
      typed={typed}
      onType={typeTaught}
      onLeave={leaveTaught}
    />
  )
}

type ProductNumber = (typeof taughtNumbers)["product"][number] | "batch"

/** Those whose words are a product's own. */
const isProducts = (name: TeachingNumberName): name is ProductNumber =>
  name === "batch" || (taughtNumbers.product as readonly string[]).includes(name)

export function TrainingNumber({ name }: { name: NumberName }) {
  const t = useTranslations("training")
  const kept = useTrainingDraft(({ settings }) => settings[name])
  const typed = useTrainingDraft(draft => draft.typed[name])
  return (
    <FormNumber
      name={name}
      label={t(`fields.${name}.label`)}
      help={t(`fields.${name}.help`)}
      fields={trainingNumbers}
      kept={kept}
      typed={typed}
      onType={typeNumber}
      onLeave={leaveNumber}
    />
  )
}
