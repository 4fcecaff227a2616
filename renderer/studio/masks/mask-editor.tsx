/** Draws a mask of an item: what of its picture is kept. In a dialog of its own, so that its keys are its own. */
import { Box, Button, Dialog, Stack, TextField, Typography } from "@mui/material"
import { type KeyboardEvent, useEffect, useState } from "react"
import { useFormatter } from "use-intl"
import type { ItemSummary } from "../../../native/contract/api/common.ts"
import { type Mask, maskNameSchema } from "../../../native/contract/mask.ts"
import { useTellProblem } from "../../app/attempt.ts"
import { commandFor } from "../../app/commands.ts"
import { pictureUrl } from "../../app/picture-url.ts"
import { isTyping } from "../../app/shortcuts.ts"
import { useTranslations } from "../../app/translations.ts"
import { useAsk } from "../../ui/ask.tsx"
import { whole } from "../zoom.ts"
import { ZoomButtons } from "../zoom-buttons.tsx"
import { MaskCanvas, type Tool } from "./mask-canvas.tsx"
import { keptShare, maskOf, pngOf } from "./mask-pixels.ts"
import { MaskTools, useMaskCommands } from "./mask-tools.tsx"
import { RectangleByNumbers } from "./rectangle-by-numbers.tsx"
import { useMaskDrawing } from "./use-mask-drawing.ts"

export interface MaskEditorProps {
  item: ItemSummary
  /** The mask that is changed; null for a new one. */
  mask: Mask | null
  /** A name for a new one. */
  suggested: string
  onClose: () => void
  /** @returns whether it was kept */
  onSave: (name: string, file: File) => Promise<boolean>
}

export function MaskEditor({ item, mask, suggested, onClose, onSave }: MaskEditorProps) {
  const t = useTranslations("studio.masks")
  const format = useFormatter()
  const ask = useAsk()
  const tell = useTellProblem()
  const drawing = useMaskDrawing(item.width, item.height)
  const [name, setName] = useState(mask?.name ?? suggested)
  const [tool, setTool] = useState<Tool>("brush")
  const [size, setSize] = useState(Math.max(4, Math.round(Math.max(item.width, item.height) / 16)))
  const [by, setBy] = useState(4)
  const [zoom, setZoom] = useState(whole)
  const [saving, setSaving] = useState(false)
  const { reset } = drawing

  useEffect(() => {
    let left = false
    if (mask)
      maskOf(pictureUrl("mask", mask.hash), item.width, item.height).then(
        pixels => left || reset(pixels),
        problem => left || tell(problem),
      )
    return () => {
      left = true
    }
  }, [mask, item.width, item.height, reset, tell])

  const commands = useMaskCommands({ item, drawing, tool, setTool, size, setSize, by, setZoom })
  const share = keptShare(drawing.mask)
  const nameFits = maskNameSchema.safeParse(name).success
  const wrong = share === 0 ? t("nothing") : share === 1 ? t("everything") : null

  function onKeyDown(event: KeyboardEvent): void {
    if (isTyping(event.target)) return
    const found = commandFor(commands.all, event.nativeEvent)
    if (!found) return
    event.preventDefault()
    found.run()
  }

  async function close(): Promise<void> {
    const asked = { title: t("discard"), text: t("discardText"), confirm: t("discardYes"), destructive: true }
    if (!drawing.changed || (await ask.confirm(asked))) onClose()
  }

  async function save(): Promise<void> {
    setSaving(true)
    try {
      if (await onSave(maskNameSchema.parse(name), await pngOf(drawing.mask))) onClose()
    } finally {
      setSaving(false)
    }
  }

  return (
    <Dialog
      open
      fullScreen
      onClose={() => void close()}
      onKeyDown={onKeyDown}
      slotProps={{ paper: { "aria-labelledby": "mask-editor-title" } }}
    >
      <Stack
        direction="row"
        spacing={2}
        sx={{ px: 2, py: 1, alignItems: "center", borderBottom: 1, borderColor: "divider" }}
      >
        <Typography id="mask-editor-title" variant="h3" component="h2" noWrap sx={{ flex: 1, minWidth: 0 }}>
          {t("editorTitle", { title: item.title })}
        </Typography>
        <TextField
          label={t("name")}
          value={name}
          disabled={mask !== null}
          error={!nameFits}
          helperText={nameFits ? undefined : t("badName")}
          onChange={event => setName(event.target.value)}
          slotProps={{ htmlInput: { maxLength: 40 } }}
          sx={{ width: 220 }}
        />
        <Button color="inherit" onClick={() => void close()}>
          {t("cancel")}
        </Button>
        <Button
          variant="contained"
          disabled={saving || !nameFits || wrong !== null}
          onClick={() => void save()}
        >
          {t("save")}
        </Button>
      </Stack>
      <Box sx={{ flex: 1, minHeight: 0, display: "flex" }}>
        <Box
          sx={{
            flex: 1,
            minWidth: 0,
            position: "relative",
            containerType: "size",
            display: "grid",
            placeItems: "center",
            bgcolor: "background.sunken",
          }}
        >
          <MaskCanvas
            item={item}
            drawing={drawing}
            tool={tool}
            size={size}
            zoom={zoom}
            onZoom={setZoom}
            label={t("canvas", { title: item.title, share: format.number(share, { style: "percent" }) })}
          />
          <ZoomButtons zoom={zoom} onZoom={setZoom} />
        </Box>
        <Stack
          component="aside"
          aria-label={t("tools")}
          spacing={2}
          sx={{ width: 320, flexShrink: 0, p: 2, overflow: "auto", borderLeft: 1, borderColor: "divider" }}
        >
          <MaskTools
            commands={commands}
            tool={tool}
            size={size}
            setSize={setSize}
            by={by}
            setBy={setBy}
            item={item}
          />
          <RectangleByNumbers item={item} drawing={drawing} />
          <Typography variant="body2" role="status" color={wrong ? "error" : "textSecondary"}>
            {wrong ?? t("keeps", { share })}
          </Typography>
          <Typography variant="caption" color="textSecondary">
            {t("hint")}
          </Typography>
        </Stack>
      </Box>
    </Dialog>
  )
}
