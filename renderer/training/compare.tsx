/** Several runs beside one another: their validation losses in one chart, and what differs. */
import {
  Box,
  Button,
  Stack,
  Table,
  TableBody,
  TableCell,
  TableContainer,
  TableHead,
  TableRow,
  Typography,
} from "@mui/material"
import { useFormatter } from "use-intl"
import type { Run } from "../../native/contract/training.ts"
import { useTranslations } from "../app/translations.ts"
import { LoadingState, ProblemLine } from "../ui/states.tsx"
import { type Curve, CurveChart } from "./curve-chart.tsx"
import { differing } from "./differing.ts"
import { useCurves } from "./use-curves.ts"
import { useLossText } from "./use-loss-text.ts"
import { settingNamesOf, useSettingTexts } from "./use-setting-texts.ts"

/** Told apart by colour and by the shape of their points. */
const looks: readonly Pick<Curve, "color" | "shape">[] = [
  { color: "var(--mui-palette-primary-main)", shape: "circle" },
  { color: "var(--mui-palette-good)", shape: "square" },
  { color: "var(--mui-palette-warning-main)", shape: "triangle" },
  { color: "var(--mui-palette-error-main)", shape: "diamond" },
  { color: "var(--mui-palette-info-main)", shape: "star" },
  { color: "var(--mui-palette-text-secondary)", shape: "wye" },
]

export const mostCompared = looks.length

export function Compare({ runs, onClear }: { runs: readonly Run[]; onClear: () => void }) {
  const t = useTranslations("training.compare")
  const charts = useTranslations("training.charts")
  const queries = useCurves(runs)
  const problem = queries.find(({ error }) => error)?.error
  const names = uniqueNames(runs)
  return (
    <Box
      component="article"
      aria-labelledby="training-compare"
      sx={{ flex: 1, minWidth: 0, overflow: "auto", p: 3 }}
    >
      <Stack spacing={3} sx={{ maxWidth: 1160, mx: "auto" }}>
        <Stack direction="row" spacing={1} sx={{ alignItems: "center" }}>
          <Typography id="training-compare" variant="h2" sx={{ flex: 1 }}>
            {t("title", { count: runs.length })}
          </Typography>
          <Button variant="outlined" onClick={onClear}>
            {t("clear")}
          </Button>
        </Stack>
        {problem && <ProblemLine problem={problem} />}
        {queries.some(({ isPending }) => isPending) ? (
          <LoadingState count={1} height={340} />
        ) : (
          <CurveChart
            title={t("curves")}
            summary={charts("compareSummary", { count: runs.length })}
            height={340}
            empty={charts("noLoss")}
            curves={runs.map((_run, index) => ({
              name: names[index] ?? "",
              points: queries[index]?.data?.validation ?? [],
              look: "points" as const,
              ...looks[index]!,
            }))}
          />
        )}
        <Differences runs={runs} names={names} />
      </Stack>
    </Box>
  )
}

function Differences({ runs, names }: { runs: readonly Run[]; names: readonly string[] }) {
  const t = useTranslations("training.compare")
  const none = useTranslations("training.run")("none")
  const format = useFormatter()
  const lossText = useLossText()
  const { nameOf, textOf } = useSettingTexts()
  const loss = (value: number | null) => (value === null ? none : lossText(value))
  const settings = differing(
    settingNamesOf(runs),
    runs.map(run => run.settings),
  )
  const results: [name: string, textOf: (run: Run) => string][] = [
    [t("steps"), run => format.number(run.step)],
    [t("first"), run => loss(run.firstValidation)],
    [t("best"), run => loss(run.bestValidation)],
  ]
  const rows = (those: readonly (readonly [name: string, textOf: (run: Run) => string])[]) =>
    those.map(([name, value]) => (
      <TableRow key={name}>
        <TableCell component="th" scope="row">
          {name}
        </TableCell>
        {runs.map(run => (
          <TableCell key={run.id} sx={{ fontVariantNumeric: "tabular-nums" }}>
            {value(run)}
          </TableCell>
        ))}
      </TableRow>
    ))
  return (
    <TableContainer tabIndex={0} role="region" aria-label={t("results")}>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{t("results")}</TableCell>
            {runs.map((run, index) => (
              <TableCell key={run.id}>{names[index]}</TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows(results)}
          <TableRow>
            <TableCell
              component="th"
              scope="rowgroup"
              colSpan={runs.length + 1}
              sx={{ fontWeight: 600, pt: 2 }}
            >
              {settings.length > 0 ? t("differing") : t("same")}
            </TableCell>
          </TableRow>
          {rows(settings.map(name => [nameOf(name), run => textOf(name, run.settings)] as const))}
        </TableBody>
      </Table>
    </TableContainer>
  )
}

/** Runs of the same name are told apart by a number, the oldest first. */
export function uniqueNames(runs: readonly Pick<Run, "name" | "createdAt">[]): string[] {
  return runs.map(({ name, createdAt }) => {
    const same = runs.filter(run => run.name === name)
    const place = same.filter(run => run.createdAt < createdAt).length + 1
    return same.length > 1 ? `${name} (${place})` : name
  })
}
