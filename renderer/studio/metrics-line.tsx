/** What was measured of the variant that is looked at; each figure says what it means. */
import { Box, Stack, Tooltip, Typography } from "@mui/material"
import type { Metrics } from "../../native/contract/api/studio.ts"
import { useJoin } from "../app/join.ts"
import { useTranslations } from "../app/translations.ts"

const names = ["ssim", "clipText", "clipPersona", "lpips"] as const

export function MetricsLine({ metrics, note }: { metrics: Metrics | null; note: string }) {
  const t = useTranslations("studio.metrics")
  const join = useJoin()
  return (
    <Stack
      direction="row"
      spacing={2.5}
      sx={{ m: 0, px: 2, height: 44, alignItems: "center", overflow: "hidden" }}
    >
      {names.map(name => {
        const value = metrics?.[name]
        const absent = metrics !== null && value === null
        const explain = absent && name === "lpips" ? t("lpipsAbsent") : t(`${name}Explain`)
        return (
          <Tooltip key={name} title={explain}>
            <Box
              tabIndex={0}
              aria-label={join.phrases([join.pair(t(name), shown(value)), explain])}
              role="group"
              sx={{ minHeight: 24 }}
            >
              <Typography variant="caption" color="textSecondary" component="span" sx={{ mr: 0.75 }}>
                {t(name)}
              </Typography>
              <Typography
                variant="body2"
                component="span"
                sx={{ fontVariantNumeric: "tabular-nums", fontWeight: 500 }}
              >
                {shown(value)}
              </Typography>
            </Box>
          </Tooltip>
        )
      })}
      <Box sx={{ flex: 1 }} />
      <Typography variant="caption" color="textSecondary" noWrap role="status">
        {note}
      </Typography>
    </Stack>
  )
}

const shown = (value: number | null | undefined): string =>
  value === null || value === undefined ? "–" : value.toFixed(3)
