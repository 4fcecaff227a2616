/** Asks which of day and month comes first in dates that can be read both ways. */
import { Button, Stack, Typography } from "@mui/material"
import type { DayOrder } from "../../native/contract/import.ts"
import { useProblemText } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"

export interface UnclearDatesProps {
  problem: unknown
  onChoose: (order: DayOrder) => void
}

export function UnclearDates({ problem, onChoose }: UnclearDatesProps) {
  const t = useTranslations("import.dates")
  const { message } = useProblemText()(problem)
  return (
    <Stack spacing={2} role="group" aria-labelledby="unclear-dates" sx={{ maxWidth: 640 }}>
      <Typography id="unclear-dates" variant="h2">
        {t("question")}
      </Typography>
      <Typography role="status">{message}</Typography>
      <Stack direction="row" spacing={1}>
        <Button variant="outlined" onClick={() => onChoose("dmy")}>
          {t("dmy")}
        </Button>
        <Button variant="outlined" onClick={() => onChoose("mdy")}>
          {t("mdy")}
        </Button>
      </Stack>
    </Stack>
  )
}
