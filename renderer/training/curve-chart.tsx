/** Curves over steps: drawn for those who see them, told in a sentence and a table for those who don't. */
import { Box, Skeleton, Typography } from "@mui/material"
import { Suspense } from "react"
import { useFormatter } from "use-intl"
import { useJoin } from "../app/join.ts"
import { fetchedComponent } from "../app/page-part.ts"
import { useTranslations } from "../app/translations.ts"
import { VisuallyHidden } from "../ui/visually-hidden.tsx"
import { onOneAxis, type Point } from "./curves.ts"
import { useLossText } from "./use-loss-text.ts"

const CurveDrawing = fetchedComponent(() => import("./line-chart.tsx"))

/** Rows of the table; more are thinned evenly. */
const mostRows = 40

export interface Curve {
  name: string
  points: readonly Point[]
  /** A colour of CSS. */
  color: string
  /** `light` lies behind the others, `mark` is points without a line. */
  look: "line" | "light" | "points" | "mark"
  /** Of its points: colour is not the only way to tell curves apart. */
  shape?: "circle" | "square" | "diamond" | "star" | "triangle" | "cross" | "wye"
}

export interface CurveChartProps {
  title: string
  /** What it shows, in a sentence. */
  summary: string
  curves: readonly Curve[]
  height: number
  /** In place of the curves while there are none. */
  empty: string
}

export function CurveChart({ title, summary, curves, height, empty }: CurveChartProps) {
  const t = useTranslations("training.charts")
  const join = useJoin()
  const nothing = curves.every(({ points }) => points.length === 0)
  return (
    <Box component="figure" sx={{ m: 0, minWidth: 0 }}>
      <Typography component="figcaption" variant="h3" sx={{ mb: 0.5 }}>
        {title}
        {!nothing && <VisuallyHidden>{join.phrases(["", summary])}</VisuallyHidden>}
      </Typography>
      <Box sx={{ height }}>
        {nothing ? (
          <Box
            sx={{
              height: "100%",
              p: 2,
              display: "grid",
              placeItems: "center",
              textAlign: "center",
              borderRadius: 1,
              bgcolor: "background.sunken",
            }}
          >
            <Typography variant="body2" color="textSecondary">
              {empty}
            </Typography>
          </Box>
        ) : (
          <Suspense fallback={<Skeleton height={height} />}>
            <Box aria-hidden>
              <CurveDrawing curves={curves} height={height} axis={t("step")} />
            </Box>
          </Suspense>
        )}
      </Box>
      {!nothing && (
        <VisuallyHidden>
          <CurveTable title={title} curves={curves.filter(({ look }) => look !== "mark")} />
        </VisuallyHidden>
      )}
    </Box>
  )
}

function CurveTable({ title, curves }: Pick<CurveChartProps, "title" | "curves">) {
  const t = useTranslations("training.charts")
  const format = useFormatter()
  const loss = useLossText()
  const { steps, losses } = onOneAxis(curves.map(({ points }) => points))
  const every = Math.ceil(steps.length / mostRows)
  return (
    <table>
      <caption>{t("table", { name: title })}</caption>
      <thead>
        <tr>
          <th scope="col">{t("step")}</th>
          {curves.map(({ name }) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {steps.map((step, row) =>
          row % every === 0 || row === steps.length - 1 ? (
            <tr key={step}>
              <th scope="row">{format.number(step)}</th>
              {curves.map(({ name }, column) => {
                const value = losses[column]?.[row]
                return <td key={name}>{value == null ? "" : loss(value)}</td>
              })}
            </tr>
          ) : null,
        )}
      </tbody>
    </table>
  )
}
