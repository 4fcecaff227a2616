/** The list of keys. A screen adds its own with `useShortcutHelp`. */
import { Dialog, DialogContent, DialogTitle, Stack, Typography } from "@mui/material"
import { useId } from "react"
import { useTranslations } from "use-intl"
import { type ShortcutHelp, useScreenHelp } from "../app/shortcut-help.ts"
import { CloseButton } from "../ui/close-button.tsx"
import { Keys } from "../ui/keys.tsx"
import { screens } from "./screens.tsx"

export function ShortcutsDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useTranslations("common")
  const { title, help } = useScreenHelp()
  const heading = useId()
  const everywhere: ShortcutHelp[] = [
    ...screens.map(({ shortcut, name }) => ({
      keys: shortcut,
      does: t("shortcuts.goTo", { screen: t(`nav.${name}`) }),
    })),
    { keys: "Mod+z", does: t("shortcuts.undo") },
    { keys: "Mod+Shift+z", does: t("shortcuts.redo") },
    { keys: "?", does: t("shortcuts.open") },
  ]
  return (
    <Dialog open={open} onClose={onClose} maxWidth="sm" fullWidth aria-labelledby={heading}>
      <DialogTitle id={heading}>{t("shortcuts.title")}</DialogTitle>
      <CloseButton onClick={onClose} />
      <DialogContent sx={{ pb: 3 }}>
        <Stack direction={{ xs: "column", sm: "row" }} spacing={4} useFlexGap>
          {help.length > 0 && <Section title={title} help={help} />}
          <Section title={t("shortcuts.general")} help={everywhere} />
        </Stack>
      </DialogContent>
    </Dialog>
  )
}

function Section({ title, help }: { title: string; help: readonly ShortcutHelp[] }) {
  return (
    <Stack spacing={1} sx={{ flex: 1 }}>
      <Typography variant="h3">{title}</Typography>
      {help.map(({ keys, does }) => (
        <Stack key={keys} direction="row" spacing={2} sx={{ justifyContent: "space-between" }}>
          <Typography variant="body2">{does}</Typography>
          <Keys of={keys} />
        </Stack>
      ))}
    </Stack>
  )
}
