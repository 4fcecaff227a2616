/** Choices that every kind of run has: how it shares the machine, and how a picture becomes square. */
import type { StepSettings } from "../../native/contract/step-settings.ts"
import { useTranslations } from "../app/translations.ts"
import { Choices, FormRow } from "./form-row.tsx"

interface RunChoicesProps {
  settings: Pick<StepSettings, "polite" | "target">
  onChange: (settings: Partial<Pick<StepSettings, "polite" | "target">>) => void
}

export function RunChoices({ settings: { polite, target }, onChange }: RunChoicesProps) {
  const t = useTranslations("training")
  return (
    <>
      <FormRow label={t("pace")} help={t("paceHelp")}>
        {labelId => (
          <Choices
            labelId={labelId}
            value={polite ? "polite" : "full"}
            options={["polite", "full"] as const}
            nameOf={pace => t(`paces.${pace}`)}
            onChange={pace => onChange({ polite: pace === "polite" })}
          />
        )}
      </FormRow>
      <FormRow label={t("target")} help={t("targetHelp")}>
        {labelId => (
          <Choices
            labelId={labelId}
            value={target}
            options={["crop", "keep-whole"] as const}
            nameOf={target => t(`targets.${target}`)}
            onChange={target => onChange({ target })}
          />
        )}
      </FormRow>
    </>
  )
}
