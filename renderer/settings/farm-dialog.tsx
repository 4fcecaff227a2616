/** A farm's addresses and keys, to be entered or changed. Keys that are known aren't shown; an empty field leaves them. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  Stack,
  TextField,
  Typography,
} from "@mui/material"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useId, useState } from "react"
import type { FarmView } from "../../native/contract/farm.ts"
import { notify } from "../app/notices.tsx"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { ProblemLine } from "../ui/states.tsx"

const places = ["name", "queue", "store", "endpoint", "region", "tag"] as const
const secrets = ["key", "password", "accessKey", "secretKey"] as const
const needed: readonly string[] = ["name", "queue", "store"]
const most = { name: 40, queue: 300, store: 1000, endpoint: 300, region: 40, tag: 20 }
const helped = ["queue", "store", "endpoint"] as const

export function FarmDialog({ before, onClose }: { before: FarmView | null; onClose: () => void }) {
  const t = useTranslations("farms")
  const actions = useTranslations("common.actions")
  const heading = useId()
  const cache = useQueryClient()
  const [place, setPlace] = useState(() =>
    Object.fromEntries(places.map(field => [field, before?.[field] ?? ""])),
  )
  const [secret, setSecret] = useState<Record<string, string>>({})
  const save = useMutation(
    orpc.farms.save.mutationOptions({
      onSuccess: farms => {
        cache.setQueryData(orpc.farms.list.queryKey(), farms)
        notify({ text: t("saved", { name: place.name!.trim() }), kind: "success" })
        onClose()
      },
    }),
  )
  const isComplete = needed.every(field => place[field]!.trim() !== "")
  const isKnown = {
    key: before?.keySet,
    password: before?.passwordSet,
    accessKey: before?.storeKeysSet,
    secretKey: before?.storeKeysSet,
  }
  const send = () => {
    const { name = "", queue = "", store = "", endpoint = "", region = "", tag = "" } = place
    const given = Object.fromEntries(Object.entries(secret).filter(([, value]) => value !== ""))
    save.mutate({
      farm: { name, queue, store, endpoint, region, tag },
      before: before?.name ?? null,
      secrets: given,
    })
  }
  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth aria-labelledby={heading}>
      <form
        onSubmit={event => {
          event.preventDefault()
          if (isComplete) send()
        }}
      >
        <DialogTitle id={heading}>
          {before ? t("changeTitle", { name: before.name }) : t("addTitle")}
        </DialogTitle>
        <DialogContent>
          <Stack spacing={2} sx={{ pt: 1 }}>
            {places.map(field => (
              <TextField
                key={field}
                label={t(field)}
                required={needed.includes(field)}
                value={place[field]}
                onChange={event => setPlace({ ...place, [field]: event.target.value })}
                helperText={isHelped(field) ? t(`${field}Help`) : undefined}
                slotProps={{ htmlInput: { maxLength: most[field], autoComplete: "off", spellCheck: false } }}
              />
            ))}
            <Typography variant="body2" color="textSecondary">
              {t("secretsNote")}
            </Typography>
            {secrets.map(field => (
              <TextField
                key={field}
                type="password"
                label={t(field)}
                value={secret[field] ?? ""}
                onChange={event => setSecret({ ...secret, [field]: event.target.value })}
                helperText={isKnown[field] ? t("isSet") : t("notSet")}
                slotProps={{ htmlInput: { maxLength: 200, autoComplete: "off" } }}
              />
            ))}
            {save.isError && <ProblemLine problem={save.error} />}
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button color="inherit" onClick={onClose}>
            {actions("cancel")}
          </Button>
          <Button type="submit" variant="contained" disabled={!isComplete} loading={save.isPending}>
            {t("save")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

const isHelped = (field: (typeof places)[number]): field is (typeof helped)[number] =>
  (helped as readonly string[]).includes(field)
