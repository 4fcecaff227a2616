/** Means and their intervals: a row an arm, a column a measure, each drawn on one scale for its column. */
import { Box, Table, TableBody, TableCell, TableHead, TableRow, Typography } from "@mui/material"
import type { ReactNode } from "react"
import type { Interval } from "../../native/contract/evaluation.ts"
import { useTranslations } from "../app/translations.ts"
import { barOf, scaleOf } from "./bars.ts"

export interface IntervalColumn {
  key: string
  title: string
  note?: string
  /** Percent instead of plain numbers. */
  share?: boolean
}

export interface IntervalTableProps {
  /** Heading of the first column. */
  label: string
  columns: readonly IntervalColumn[]
  rows: readonly { key: string; name: ReactNode; cells: readonly (Interval | null)[] }[]
  /** Differences: signs are shown, and where 0 lies. */
  signed?: boolean
}

export function IntervalTable({ label, columns, rows, signed = false }: IntervalTableProps) {
  const scales = columns.map((_, column) =>
    scaleOf(
      rows.map(({ cells }) => cells[column] ?? null),
      signed,
    ),
  )
  return (
    <Box sx={{ overflowX: "auto" }}>
      <Table size="small" sx={{ width: "auto", minWidth: "60%" }}>
        <TableHead>
          <TableRow>
            <TableCell scope="col">{label}</TableCell>
            {columns.map(({ key, title, note }) => (
              <TableCell key={key} scope="col" sx={{ minWidth: 150, verticalAlign: "bottom" }}>
                {title}
                {note && (
                  <Typography variant="caption" component="div" color="textSecondary">
                    {note}
                  </Typography>
                )}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map(({ key, name, cells }) => (
            <TableRow key={key}>
              <TableCell component="th" scope="row" sx={{ fontWeight: 500, whiteSpace: "nowrap" }}>
                {name}
              </TableCell>
              {columns.map(({ key, share = false }, column) => (
                <TableCell key={key}>
                  <Cell
                    interval={cells[column] ?? null}
                    scale={scales[column]!}
                    signed={signed}
                    share={share}
                  />
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Box>
  )
}

interface CellProps {
  interval: Interval | null
  scale: readonly [least: number, most: number]
  signed: boolean
  share: boolean
}

function Cell({ interval, scale, signed, share }: CellProps) {
  const t = useTranslations("evaluation")
  if (!interval) return <>–</>
  const text = (value: number) => {
    const plain = share ? `${(100 * value).toFixed(0)} %` : value.toFixed(3)
    return signed && value > 0 ? `+${plain}` : plain
  }
  const [mean, low, high] = [interval.mean, interval.low, interval.high].map(text) as [string, string, string]
  const clear = signed && (interval.low > 0 || interval.high < 0)
  const bar = barOf(interval, scale)
  return (
    <Box sx={{ fontVariantNumeric: "tabular-nums" }} title={t("interval", { mean, low, high })}>
      <Box sx={{ fontWeight: clear ? 600 : 400 }}>{mean}</Box>
      <Box aria-hidden sx={{ position: "relative", height: 10, my: 0.25 }}>
        {signed && (
          <Box sx={{ ...mark, left: `${bar.zero}%`, width: "1px", height: 10, bgcolor: "text.secondary" }} />
        )}
        <Box
          sx={{
            ...mark,
            top: 4,
            height: 2,
            left: `${bar.low}%`,
            width: `${bar.high - bar.low}%`,
            bgcolor: "primary.main",
          }}
        />
        <Box
          sx={{
            ...mark,
            top: 1,
            width: 8,
            height: 8,
            ml: "-4px",
            borderRadius: "50%",
            left: `${bar.mean}%`,
            bgcolor: "primary.main",
          }}
        />
      </Box>
      <Typography variant="caption" color="textSecondary" noWrap>
        {low} … {high}
      </Typography>
    </Box>
  )
}

const mark = { position: "absolute", top: 0 } as const
