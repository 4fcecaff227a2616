/** A slider that says what it does: name, value to type, the zone that works well, one line of explanation. */
import { Box, Slider, Stack, Typography } from "@mui/material"
import { type ReactNode, useId, useState } from "react"
import { useJoin } from "../app/join.ts"
import { useTranslations } from "../app/translations.ts"
import { NumberField } from "./number-field.tsx"

export interface LabeledSliderProps {
  label: string
  /** What it does, in one line. */
  explain: string
  value: number
  min: number
  max: number
  step: number
  /** From and to of the zone that works well. */
  good?: readonly [number, number]
  /** While it moves. */
  onChange: (value: number) => void
  /** When it is let go, or a value was typed. */
  onCommit?: (value: number) => void
  disabled?: boolean
  /** Why it is off; stands in place of the explanation. */
  disabledReason?: string | undefined
  /** Where to go so that it is off no more. */
  remedy?: ReactNode
}

export function LabeledSlider(props: LabeledSliderProps) {
  const { label, explain, value, min, max, step, good, onChange, onCommit, disabled = false } = props
  const t = useTranslations("common.slider")
  const join = useJoin()
  const labelId = useId()
  const noteId = useId()
  const share = (at: number) => `${(100 * (at - min)) / (max - min)}%`
  return (
    <Stack>
      <Stack direction="row" sx={{ alignItems: "center", justifyContent: "space-between", gap: 1 }}>
        <Typography id={labelId} variant="body2" sx={{ fontWeight: 500 }}>
          {label}
        </Typography>
        <NumberInput
          label={t("value", { label })}
          value={value}
          min={min}
          max={max}
          step={step}
          disabled={disabled}
          onValue={next => {
            onChange(next)
            onCommit?.(next)
          }}
        />
      </Stack>
      <Box sx={{ position: "relative", mx: 1 }}>
        {good && (
          <Box
            aria-hidden
            title={t("good", { from: good[0], to: good[1] })}
            sx={{
              position: "absolute",
              top: "calc(50% + 5px)",
              left: share(good[0]),
              width: `calc(${share(good[1])} - ${share(good[0])})`,
              height: 3,
              borderRadius: 2,
              bgcolor: disabled ? "divider" : "good",
            }}
          />
        )}
        <Slider
          size="small"
          value={value}
          min={min}
          max={max}
          step={step}
          disabled={disabled}
          onChange={(_event, next) => onChange(next as number)}
          onChangeCommitted={(_event, next) => onCommit?.(next as number)}
          aria-labelledby={labelId}
          aria-describedby={noteId}
          sx={{ display: "block", py: "11px", "& .MuiSlider-thumb": { width: 14, height: 14 } }}
        />
      </Box>
      <Typography id={noteId} variant="caption" color="textSecondary">
        {join.sentences([
          disabled && props.disabledReason ? props.disabledReason : explain,
          good && !disabled ? t("good", { from: good[0], to: good[1] }) : "",
        ])}
        {disabled && props.remedy}
      </Typography>
    </Stack>
  )
}

interface NumberInputProps {
  label: string
  value: number
  min: number
  max: number
  step: number
  disabled?: boolean
  onValue: (value: number) => void
}

/** A bounded number beside its slider, taken on Enter or when left. */
function NumberInput({ label, value, min, max, step, disabled = false, onValue }: NumberInputProps) {
  const t = useTranslations("common.slider")
  const [typed, setTyped] = useState<string | null>(null)
  const number = typed === null || typed.trim() === "" ? value : Number(typed.replace(",", "."))
  const wrong = !(number >= min && number <= max)
  const take = () => {
    if (typed !== null && !wrong) {
      const stepped = Math.round((number - min) / step) * step + min
      const rounded = Number(stepped.toFixed(6))
      if (rounded !== value) onValue(rounded)
    }
    setTyped(null)
  }
  return (
    <NumberField
      compact
      label={label}
      text={typed ?? String(Number(value.toFixed(6)))}
      wrong={wrong ? t("outOfRange", { min, max }) : undefined}
      disabled={disabled}
      onType={setTyped}
      onLeave={take}
      onKeyDown={event => {
        if (event.key === "Enter" && !wrong) take()
        if (event.key === "Escape" && typed !== null) {
          event.stopPropagation()
          setTyped(null)
        }
      }}
    />
  )
}
