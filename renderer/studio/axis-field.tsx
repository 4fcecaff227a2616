/** The values of one axis of a sweep: numbers are typed, options are picked; taken only when they can be drawn. */
import { MenuItem, TextField } from "@mui/material"
import { useState } from "react"
import type { SweepName } from "../../native/contract/settings-table.ts"
import { firstValues, type SweepValue } from "../../native/contract/sweep.ts"
import { useTranslations } from "../app/translations.ts"
import { useSettingWords } from "../shared/setting-words.ts"
import { axisLimits, axisText, readAxis } from "./sweep-axes.ts"

export interface AxisFieldProps {
  name: SweepName
  values: readonly SweepValue[]
  onValues: (values: SweepValue[]) => void
}

const width = { flex: 1, minWidth: 120, maxWidth: 280 }

export function AxisField({ name, values, onValues }: AxisFieldProps) {
  const t = useTranslations("studio.sweep")
  const label = t("values", { setting: useSettingWords().short(name) })
  const limits = axisLimits(name)
  return limits ? (
    <NumbersField name={name} label={label} limits={limits} values={values} onValues={onValues} />
  ) : (
    <OptionsField name={name} label={label} values={values} onValues={onValues} />
  )
}

interface LabeledProps extends AxisFieldProps {
  label: string
}

/** Taken on Enter or when left. */
function NumbersField({
  name,
  label,
  limits,
  values,
  onValues,
}: LabeledProps & { limits: NonNullable<ReturnType<typeof axisLimits>> }) {
  const t = useTranslations("studio.sweep")
  const [typed, setTyped] = useState<string | null>(null)
  const read = readAxis(typed ?? axisText(values), name)
  const take = () => {
    if (typed === null || !read) return
    if (axisText(read) !== axisText(values)) onValues(read)
    setTyped(null)
  }
  return (
    <TextField
      label={label}
      value={typed ?? axisText(values)}
      error={read === null}
      helperText={read === null ? t("axisWrong", limits) : " "}
      slotProps={{ htmlInput: { maxLength: 120 } }}
      onChange={event => setTyped(event.target.value)}
      onBlur={take}
      onKeyDown={event => {
        if (event.key === "Enter") take()
        if (event.key === "Escape") setTyped(null)
      }}
      sx={width}
    />
  )
}

function OptionsField({ name, label, values, onValues }: LabeledProps) {
  const { text } = useSettingWords()
  const options = firstValues(name)
  return (
    <TextField
      select
      label={label}
      value={values.map(String)}
      helperText=" "
      slotProps={{ select: { multiple: true } }}
      onChange={event => {
        const picked = new Set<string>(event.target.value as unknown as string[])
        const next = options.filter(option => picked.has(String(option)))
        if (next.length > 0) onValues(next)
      }}
      sx={width}
    >
      {options.map(option => (
        <MenuItem key={String(option)} value={String(option)}>
          {text(name, option)}
        </MenuItem>
      ))}
    </TextField>
  )
}
