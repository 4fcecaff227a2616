/** The list of keys: those of the screen that is shown, then those that work everywhere. */
import { Dialog, DialogContent, DialogTitle, Stack, Typography } from "@mui/material"
import { useId } from "react"
import { type CommandGroup, commandGroups } from "../app/commands.ts"
import { useTranslations } from "../app/translations.ts"
import { CloseButton } from "../ui/close-button.tsx"
import { Keys } from "../ui/keys.tsx"

export function ShortcutsDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useTranslations("common")
  const heading = useId()
  return (
    <Dialog open={open} onClose={onClose} maxWidth="sm" fullWidth aria-labelledby={heading}>
      <DialogTitle id={heading}>{t("shortcuts.title")}</DialogTitle>
      <CloseButton onClick={onClose} />
      <DialogContent sx={{ pb: 3 }}>
        <Stack direction={{ xs: "column", sm: "row" }} spacing={4} useFlexGap>
          {commandGroups().map(group => (
            <Section key={group.title} {...group} />
          ))}
        </Stack>
      </DialogContent>
    </Dialog>
  )
}

function Section({ title, commands }: CommandGroup) {
  return (
    <Stack spacing={1} sx={{ flex: 1 }}>
      <Typography variant="h3">{title}</Typography>
      {commands.map(({ name, keys: [key] = [] }) =>
        key === undefined ? null : (
          <Stack key={name} direction="row" spacing={2} sx={{ justifyContent: "space-between" }}>
            <Typography variant="body2">{name}</Typography>
            <Keys of={key} />
          </Stack>
        ),
      )}
    </Stack>
  )
}
