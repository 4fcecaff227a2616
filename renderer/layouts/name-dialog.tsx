/** Asks for a layout's name: it is a folder's, too, so only small letters, digits and hyphens are taken. */
import { Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField } from "@mui/material"
import { useId, useState } from "react"
import { layoutNameSchema, longestName } from "../../native/contract/layout.ts"
import { useTranslations } from "../app/translations.ts"

export interface NameDialogProps {
  title: string
  suggested: string
  /** Names that others have. */
  taken: readonly string[]
  confirm: string
  onClose: () => void
  onName: (name: string) => void
}

export function NameDialog({ title, suggested, taken, confirm, onClose, onName }: NameDialogProps) {
  const t = useTranslations("layouts.name")
  const actions = useTranslations("common.actions")
  const heading = useId()
  const [name, setName] = useState(() => freeName(suggested, taken))
  const wrong = !layoutNameSchema.safeParse(name).success
    ? t("rule")
    : taken.includes(name)
      ? t("taken")
      : undefined
  return (
    <Dialog open onClose={onClose} maxWidth="xs" fullWidth aria-labelledby={heading}>
      <form
        onSubmit={event => {
          event.preventDefault()
          if (!wrong) onName(name)
        }}
      >
        <DialogTitle id={heading}>{title}</DialogTitle>
        <DialogContent>
          <TextField
            autoFocus
            fullWidth
            margin="dense"
            label={t("label")}
            value={name}
            error={wrong !== undefined}
            helperText={wrong ?? t("rule")}
            onChange={event => setName(event.target.value.toLowerCase().replaceAll(/[\s_]+/g, "-"))}
            slotProps={{ htmlInput: { maxLength: longestName } }}
          />
        </DialogContent>
        <DialogActions>
          <Button color="inherit" onClick={onClose}>
            {actions("cancel")}
          </Button>
          <Button type="submit" variant="contained" disabled={wrong !== undefined}>
            {confirm}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

/** @example freeName("poster", ["poster"]) // "poster-2" */
export function freeName(wanted: string, taken: readonly string[]): string {
  for (let n = 1; ; n++) {
    const ending = n === 1 ? "" : `-${n}`
    const name = `${wanted.slice(0, longestName - ending.length)}${ending}`
    if (!taken.includes(name)) return name
  }
}
