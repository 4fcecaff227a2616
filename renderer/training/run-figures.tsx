/** What is known of a run in numbers, as cells that keep their places. */
import { Box, Typography } from "@mui/material"
import type { AdapterView } from "../../native/contract/api/training.ts"
import { type Run, rowsOf } from "../../native/contract/training.ts"
import { useTranslations } from "../app/translations.ts"
import { useByteText } from "../ui/bytes.ts"
import { useLossText } from "./use-loss-text.ts"

interface Figure {
  name: string
  value: string | null
  more?: string | null
}

const threeDigits = (value: number): number => Number(value.toPrecision(3))

export function RunFigures({ run, adapter }: { run: Run; adapter: AdapterView | undefined }) {
  const t = useTranslations("training.run")
  const check = useTranslations("training.check")
  const devices = useTranslations("common.devices")
  const bytes = useByteText()
  const loss = useLossText()
  const { firstValidation: first, bestValidation, bestStep, secondsPerStep: seconds, microBatch } = run
  const figures: Figure[] = [
    { name: t("loss"), value: run.loss === null ? null : loss(run.loss) },
    {
      name: t("validation"),
      value:
        first === null ? null : t("firstBest", { first: loss(first), best: loss(bestValidation ?? first) }),
      more: bestStep === null ? null : t("atStep", { step: bestStep }),
    },
    {
      name: t("throughput"),
      value: seconds === null ? null : t("perStep", { seconds: threeDigits(seconds) }),
      more: seconds === null ? null : t("perSecond", { samples: threeDigits(rowsOf(run) / seconds) }),
    },
    { name: t("memory"), value: run.memoryBytes === null ? null : bytes(run.memoryBytes) },
    { name: t("device"), value: run.device === null ? null : devices(run.device) },
    {
      name: t("batches"),
      value:
        microBatch === null
          ? null
          : check("batchesText", { micro: microBatch, times: run.accumulation ?? 1 }),
    },
    {
      name: t("data"),
      value: run.samples === 0 ? null : t("dataText", { samples: run.samples, heldOut: run.heldOut }),
    },
    { name: t("pack"), value: run.pack.name },
    run.kind === "product"
      ? { name: t("lora"), value: run.lora }
      : {
          name: t("adapter"),
          value: adapter?.name ?? (run.adapter === null ? null : t("adapterGone")),
        },
  ]
  return (
    <Box
      component="dl"
      aria-label={t("figures")}
      sx={{
        m: 0,
        display: "grid",
        gridTemplateColumns: "repeat(auto-fill, minmax(145px, 1fr))",
        columnGap: 2,
        rowGap: 1,
        p: 2,
        borderRadius: 1,
        border: 1,
        borderColor: "divider",
        bgcolor: "background.paper",
      }}
    >
      {figures.map(({ name, value, more }) => (
        <Box key={name} sx={{ minWidth: 0 }}>
          <Typography component="dt" variant="caption" color="textSecondary">
            {name}
          </Typography>
          <Box component="dd" sx={{ m: 0 }}>
            <Typography
              variant="body1"
              noWrap
              title={value ?? undefined}
              sx={{ fontWeight: 500, fontVariantNumeric: "tabular-nums" }}
            >
              {value ?? t("none")}
            </Typography>
            <Typography variant="caption" color="textSecondary" component="div" sx={{ minHeight: 18 }}>
              {more}
            </Typography>
          </Box>
        </Box>
      ))}
    </Box>
  )
}
