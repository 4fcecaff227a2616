/** The drawing itself, apart so that the chart library is fetched only when there is a curve to show. */
import { LineChart } from "@mui/x-charts/LineChart"
import type { AxisValueFormatterContext, YAxis } from "@mui/x-charts/models"
import { useFormatter } from "use-intl"
import type { CurveChartProps } from "./curve-chart.tsx"
import { onOneAxis } from "./curves.ts"
import { useLossText } from "./use-loss-text.ts"

/** Pixels that the names above the curves take. */
const legend = 36

/** On the axis as many digits as tell its marks apart, elsewhere those of a loss. */
const tickOrValue =
  (loss: (value: number) => string): NonNullable<YAxis["valueFormatter"]> =>
  (value: number, context: AxisValueFormatterContext) =>
    context.location === "tick" ? context.defaultTickLabel : loss(value)

export default function CurveDrawing({
  curves,
  axis,
  height,
}: Pick<CurveChartProps, "curves" | "height"> & { axis: string }) {
  const format = useFormatter()
  const loss = useLossText()
  const { steps, losses } = onOneAxis(curves.map(({ points }) => points))
  return (
    <LineChart
      height={height - legend}
      skipAnimation
      disableKeyboardNavigation
      grid={{ horizontal: true }}
      margin={{ top: 8, right: 16, bottom: 0, left: 0 }}
      xAxis={[
        {
          data: steps,
          scaleType: "linear",
          domainLimit: "strict",
          label: axis,
          height: 48,
          tickNumber: 6,
          valueFormatter: (step: number) => format.number(step),
        },
      ]}
      yAxis={[{ width: 64, domainLimit: "nice", tickNumber: 5, valueFormatter: tickOrValue(loss) }]}
      series={curves.map(({ name, color, look, shape }, index) => ({
        id: name,
        label: name,
        color,
        data: losses[index] ?? [],
        curve: "linear" as const,
        connectNulls: look !== "mark",
        showMark: look === "points" || look === "mark",
        ...(shape ? { shape } : {}),
        disableHighlight: look === "light",
        valueFormatter: (value: number | null) => (value === null ? null : loss(value)),
      }))}
      slotProps={{
        legend: { direction: "horizontal", position: { vertical: "top", horizontal: "start" } },
        line: ({ seriesId }: { seriesId?: unknown }) => ({
          strokeWidth: curves.find(({ name }) => name === seriesId)?.look === "light" ? 1 : 2,
          strokeOpacity: curves.find(({ name }) => name === seriesId)?.look === "light" ? 0.45 : 1,
        }),
      }}
    />
  )
}
