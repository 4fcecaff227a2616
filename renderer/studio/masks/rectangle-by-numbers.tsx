/** A rectangle of the mask by its numbers: for whoever can't draw it, or wants it exact. */
import { Box, Button, Stack, TextField, Typography } from "@mui/material"
import { useId, useState } from "react"
import type { ItemSummary } from "../../../native/contract/api/common.ts"
import { useTranslations } from "../../app/translations.ts"
import { copyOf, paintRectangle, type Rectangle } from "./mask-pixels.ts"
import type { MaskDrawing } from "./use-mask-drawing.ts"

const sides = ["left", "top", "width", "height"] as const

export function RectangleByNumbers({ item, drawing }: { item: ItemSummary; drawing: MaskDrawing }) {
  const t = useTranslations("studio.masks")
  const title = useId()
  const [texts, setTexts] = useState<Record<(typeof sides)[number], string>>({
    left: "0",
    top: "0",
    width: String(Math.round(item.width / 2)),
    height: String(Math.round(item.height / 2)),
  })
  const most = { left: item.width - 1, top: item.height - 1, width: item.width, height: item.height }
  const least = { left: 0, top: 0, width: 1, height: 1 }
  const fits = (side: (typeof sides)[number]) =>
    /^\d{1,5}$/.test(texts[side]) && Number(texts[side]) >= least[side] && Number(texts[side]) <= most[side]
  const all = sides.every(fits)

  function fill(value: number): void {
    const rectangle = Object.fromEntries(
      sides.map(side => [side, Number(texts[side])]),
    ) as unknown as Rectangle
    drawing.replace(mask => {
      const next = copyOf(mask)
      paintRectangle(next, rectangle, value)
      return next
    })
  }

  return (
    <Box component="section" aria-labelledby={title}>
      <Typography id={title} variant="body2" sx={{ fontWeight: 500, mb: 1 }}>
        {t("byNumbers", { width: item.width, height: item.height })}
      </Typography>
      <Box sx={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: 1 }}>
        {sides.map(side => (
          <TextField
            key={side}
            label={t(`side.${side}`)}
            value={texts[side]}
            error={!fits(side)}
            helperText={fits(side) ? undefined : t("sideRange", { least: least[side], most: most[side] })}
            onChange={event => setTexts({ ...texts, [side]: event.target.value })}
            slotProps={{ htmlInput: { inputMode: "numeric", maxLength: 5 } }}
          />
        ))}
      </Box>
      <Stack direction="row" spacing={1} sx={{ mt: 1 }}>
        <Button variant="outlined" disabled={!all} onClick={() => fill(255)}>
          {t("keepRectangle")}
        </Button>
        <Button color="inherit" disabled={!all} onClick={() => fill(0)}>
          {t("freeRectangle")}
        </Button>
      </Stack>
    </Box>
  )
}
