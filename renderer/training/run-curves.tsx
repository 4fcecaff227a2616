/** A run's two charts: the training loss as it is and smoothed, and the validation loss with its best. */
import { Box } from "@mui/material"
import { memo } from "react"
import type { RunCurves } from "../../native/contract/training.ts"
import { useTranslations } from "../app/translations.ts"
import { CurveChart } from "./curve-chart.tsx"
import { best, smoothed } from "./curves.ts"
import { useLossText } from "./use-loss-text.ts"

const height = 260

export interface LossChartsProps {
  curves: RunCurves
  validateEvery: number
}

/** Drawn again only when there are other curves: the run itself changes more often. */
export const LossCharts = memo(function LossCharts({ curves, validateEvery }: LossChartsProps) {
  const t = useTranslations("training")
  const loss = useLossText()
  const { losses, validation } = curves
  const smooth = smoothed(losses)
  const low = best(validation)
  const summary = () => {
    const [first, last] = [losses[0], smooth.at(-1)]
    return first && last
      ? t("charts.lossSummary", {
          first: loss(first.loss),
          from: first.step,
          last: loss(last.loss),
          to: last.step,
        })
      : ""
  }
  const validationSummary = () => {
    const [first, last] = [validation[0], validation.at(-1)]
    return first && last && low
      ? t("charts.validationSummary", {
          first: loss(first.loss),
          best: loss(low.loss),
          step: low.step,
          last: loss(last.loss),
        })
      : ""
  }
  return (
    <Box sx={{ display: "grid", gridTemplateColumns: "repeat(auto-fit, minmax(340px, 1fr))", gap: 3 }}>
      <CurveChart
        title={t("run.loss")}
        summary={summary()}
        height={height}
        empty={t("charts.noLoss")}
        curves={[
          {
            name: t("charts.each"),
            points: losses,
            look: "light",
            color: "var(--mui-palette-text-secondary)",
          },
          {
            name: t("charts.smoothed"),
            points: smooth,
            look: "line",
            color: "var(--mui-palette-primary-main)",
          },
        ]}
      />
      <CurveChart
        title={t("run.validation")}
        summary={validationSummary()}
        height={height}
        empty={t("charts.noValidation", { steps: validateEvery })}
        curves={[
          {
            name: t("run.validation"),
            points: validation,
            look: "points",
            shape: "circle",
            color: "var(--mui-palette-primary-main)",
          },
          {
            name: t("charts.best"),
            points: low ? [low] : [],
            look: "mark",
            shape: "star",
            color: "var(--mui-palette-good)",
          },
        ]}
      />
    </Box>
  )
})
