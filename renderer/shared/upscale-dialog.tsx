/** Asks with which upscaler, and how many times larger, a render is to be made. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogContentText,
  DialogTitle,
  Stack,
} from "@mui/material"
import { useState } from "react"
import type { RenderView } from "../../native/contract/api/renders.ts"
import { type UpscaleTimes, upscaleTimes } from "../../native/contract/upscaler.ts"
import { useAttempt } from "../app/attempt.ts"
import { useTranslations } from "../app/translations.ts"
import { client } from "../engine/rpc.ts"
import { ChoiceField } from "../ui/choice-field.tsx"
import { GetModelsLink } from "./get-models-link.tsx"
import { UpscalerField } from "./upscaler-field.tsx"
import { useUpscalers } from "./use-upscalers.ts"

interface Props {
  /** Null while nothing is asked. */
  render: RenderView | null
  onClose: () => void
}

export function UpscaleDialog({ render, onClose }: Props) {
  const t = useTranslations("upscale")
  const attempt = useAttempt()
  const known = useUpscalers()
  const [chosen, setChosen] = useState<string | null>(null)
  const [times, setTimes] = useState<UpscaleTimes>(4)
  const upscaler = chosen ?? known[0]?.name ?? null
  const start = () => {
    onClose()
    if (!render || upscaler === null) return
    void attempt(async () => {
      await client.upscalers.upscale({ render: render.id, upscaler, times })
      return t("started")
    })
  }
  const { width = 0, height = 0 } = render?.recipe.made ?? {}
  return (
    <Dialog open={render !== null} onClose={onClose} aria-labelledby="upscale-title">
      <DialogTitle id="upscale-title">{t("title")}</DialogTitle>
      <DialogContent>
        <Stack spacing={2} sx={{ pt: 1 }}>
          <DialogContentText>{t("explain")}</DialogContentText>
          {upscaler === null && (
            <DialogContentText role="status">
              {t("needed")}
              <GetModelsLink />
            </DialogContentText>
          )}
          <UpscalerField value={upscaler} none={t("none")} onChange={setChosen} />
          <ChoiceField
            label={t("times")}
            value={String(times)}
            options={upscaleTimes.map(
              factor =>
                [
                  String(factor),
                  t("timesTo", { factor, width: width * factor, height: height * factor }),
                ] as const,
            )}
            onChange={value => setTimes(Number(value) as UpscaleTimes)}
          />
        </Stack>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button variant="contained" disabled={upscaler === null} onClick={start}>
          {t("upscale")}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
