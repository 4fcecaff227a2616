/** A folder that could become a pack: checked first, described with its licence, added when the user agrees. */
import {
  Alert,
  Box,
  Button,
  Checkbox,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  FormControlLabel,
  Stack,
  Typography,
} from "@mui/material"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useId, useState } from "react"
import type { Chosen } from "../../native/contract/shell.ts"
import { notify } from "../app/notices.tsx"
import { useSay } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { LoadingState, ProblemLine, ProblemState } from "../ui/states.tsx"
import { PackFacts } from "./pack-facts.tsx"

export interface AddPackDialogProps {
  folder: Chosen
  open: boolean
  onClose: () => void
  /** The user wants another folder. */
  onOther: () => void
}

export function AddPackDialog({ folder, open, onClose, onOther }: AddPackDialogProps) {
  const t = useTranslations("settings")
  const say = useSay()
  const cancel = useTranslations("common.actions")("cancel")
  const heading = useId()
  const cache = useQueryClient()
  const [agreed, setAgreed] = useState(false)
  const { handle } = folder
  const check = useQuery({
    ...orpc.packs.check.queryOptions({ input: { handle } }),
    enabled: open,
    staleTime: 0,
    gcTime: 0,
  })
  const add = useMutation(
    orpc.packs.add.mutationOptions({
      onSuccess: pack => {
        void cache.invalidateQueries({ queryKey: orpc.packs.key() })
        notify({ text: t("packAdded", { name: pack.name }), kind: "success" })
        onClose()
      },
    }),
  )
  return (
    <Dialog open={open} onClose={onClose} maxWidth="sm" fullWidth aria-labelledby={heading}>
      <DialogTitle id={heading}>{check.data ? t("addTitle") : folder.name}</DialogTitle>
      <DialogContent sx={{ minHeight: 280 }}>
        {check.isPending ? (
          <Stack spacing={1.5}>
            <Typography role="status">{t("addChecking")}</Typography>
            <LoadingState count={5} height={24} />
          </Stack>
        ) : check.isError ? (
          <ProblemState problem={check.error} action={{ label: t("addOther"), run: onOther }} />
        ) : (
          <Stack spacing={2}>
            <Typography variant="h3" component="p">
              {check.data.name}
            </Typography>
            <PackFacts pack={check.data} />
            {check.data.notes.length > 0 && (
              <Alert severity="info" variant="outlined">
                {check.data.notes.map(say).map(text => (
                  <Box key={text}>{text}</Box>
                ))}
              </Alert>
            )}
            <FormControlLabel
              control={
                <Checkbox size="small" checked={agreed} onChange={event => setAgreed(event.target.checked)} />
              }
              label={t("addAgree")}
            />
            {add.isError && <ProblemLine problem={add.error} />}
          </Stack>
        )}
      </DialogContent>
      <DialogActions>
        <Button color="inherit" onClick={onClose}>
          {cancel}
        </Button>
        <Button
          variant="contained"
          disabled={!check.data || !agreed}
          loading={add.isPending}
          onClick={() => add.mutate({ handle })}
        >
          {t("addPack")}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
