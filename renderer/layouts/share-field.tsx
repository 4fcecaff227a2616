/** A number of a layout, taken when it is whole and left: shares are typed in percent. */
import { useState } from "react"
import { useTranslations } from "../app/translations.ts"
import { NumberField } from "../ui/number-field.tsx"

export interface ShareFieldProps {
  label: string
  value: number
  range: { min: number; max: number }
  /** What one is typed as: 100 for percent. */
  times?: number
  /** Digits behind the point, as typed. */
  digits?: number
  disabled?: boolean
  onValue: (value: number) => void
}

export function ShareField(props: ShareFieldProps) {
  const { label, value, range, times = 100, digits = 2, disabled = false, onValue } = props
  const { min, max } = range
  const t = useTranslations("common.slider")
  const [typed, setTyped] = useState<string | null>(null)
  const text = String(Number((value * times).toFixed(digits)))
  const number = Number((typed ?? text).trim().replace(",", ".")) / times
  const fits = (typed ?? text).trim() !== "" && number >= min && number <= max
  const take = () => {
    if (typed !== null && fits && typed !== text) onValue(Number(number.toFixed(6)))
    setTyped(null)
  }
  return (
    <NumberField
      label={label}
      text={typed ?? text}
      wrong={fits ? undefined : t("outOfRange", { min: min * times, max: max * times })}
      disabled={disabled}
      onType={setTyped}
      onLeave={take}
      onKeyDown={event => {
        if (event.key === "Enter") take()
        if (event.key === "Escape" && typed !== null) {
          event.stopPropagation()
          setTyped(null)
        }
      }}
    />
  )
}
