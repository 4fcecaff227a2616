/** What getting a model would bring: from where, how much, under which licences. Nothing is downloaded before they are accepted. */
import {
  Alert,
  Button,
  Checkbox,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  FormControlLabel,
  Link,
  Stack,
  Table,
  TableBody,
  TableCell,
  TableRow,
  Typography,
} from "@mui/material"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useId, useState } from "react"
import type { Offer } from "../../native/contract/published.ts"
import { notify } from "../app/notices.tsx"
import { useSay } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { useByteText } from "../ui/bytes.ts"
import { LoadingState, ProblemLine, ProblemState } from "../ui/states.tsx"

export interface ModelOfferDialogProps {
  id: string
  name: string
  /** The hub that is asked. */
  host: string
  onClose: () => void
}

export function ModelOfferDialog({ id, name, host, onClose }: ModelOfferDialogProps) {
  const t = useTranslations("models")
  const cancel = useTranslations("common.actions")("cancel")
  const heading = useId()
  const cache = useQueryClient()
  const [agreed, setAgreed] = useState(false)
  const query = useQuery({ ...orpc.models.offers.queryOptions({ input: { id } }), staleTime: 0, gcTime: 0 })
  const get = useMutation(
    orpc.models.get.mutationOptions({
      onSuccess: () => {
        void cache.invalidateQueries({ queryKey: orpc.jobs.list.key() })
        notify({ text: t("queued", { name }), kind: "success" })
        onClose()
      },
    }),
  )
  const offers = query.data?.offers ?? []
  const start = () =>
    get.mutate({ id, agreed: offers.map(({ repository, licence }) => ({ repository, licence })) })
  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth aria-labelledby={heading}>
      <DialogTitle id={heading}>{t("offerTitle", { name })}</DialogTitle>
      <DialogContent sx={{ minHeight: 200 }}>
        {query.isPending ? (
          <Stack spacing={1.5}>
            <Typography role="status">{t("asking", { host })}</Typography>
            <LoadingState count={4} height={24} />
          </Stack>
        ) : query.isError ? (
          <ProblemState problem={query.error} />
        ) : (
          <Stack spacing={2}>
            <Table size="small">
              <TableBody>
                {offers.map(offer => (
                  <OfferRow key={offer.model} offer={offer} />
                ))}
              </TableBody>
            </Table>
            <Notes offers={offers} />
            <Room offers={offers} freeBytes={query.data.freeBytes} />
            <FormControlLabel
              control={
                <Checkbox size="small" checked={agreed} onChange={event => setAgreed(event.target.checked)} />
              }
              label={t("agree")}
            />
            {get.isError && <ProblemLine problem={get.error} />}
          </Stack>
        )}
      </DialogContent>
      <DialogActions>
        <Button color="inherit" onClick={onClose}>
          {cancel}
        </Button>
        <Button variant="contained" disabled={!query.data || !agreed} loading={get.isPending} onClick={start}>
          {t("get")}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

function OfferRow({ offer: { name, repository, licence, address, bytes, accepted } }: { offer: Offer }) {
  const t = useTranslations("models")
  const size = useByteText()
  return (
    <TableRow>
      <TableCell sx={{ pl: 0 }}>
        <Typography variant="body2" sx={{ fontWeight: 500 }}>
          {name}
        </Typography>
        <Typography variant="caption" color="textSecondary" sx={{ overflowWrap: "anywhere" }}>
          {repository}
        </Typography>
      </TableCell>
      <TableCell>
        {licence === null ? t("noLicence") : licence}
        {accepted && ` (${t("accepted")})`}
        <br />
        <Link href={address} target="_blank" rel="noreferrer" aria-label={t("card", { name })}>
          {t("cardShort")}
        </Link>
      </TableCell>
      <TableCell align="right" sx={{ pr: 0, whiteSpace: "nowrap" }}>
        {size(bytes)}
      </TableCell>
    </TableRow>
  )
}

function Notes({ offers }: { offers: readonly Offer[] }) {
  const say = useSay()
  const notes = offers.flatMap(offer => offer.notes).map(say)
  if (notes.length === 0) return null
  return (
    <Alert severity="warning" variant="outlined">
      {notes.map(text => (
        <div key={text}>{text}</div>
      ))}
    </Alert>
  )
}

function Room({ offers, freeBytes }: { offers: readonly Offer[]; freeBytes: number }) {
  const t = useTranslations("models")
  const size = useByteText()
  const missing = offers.reduce((sum, { missingBytes }) => sum + missingBytes, 0)
  return (
    <Typography color={missing > freeBytes ? "error" : "textPrimary"}>
      {missing === 0 ? t("nothingMissing") : t("total", { size: size(missing), free: size(freeBytes) })}
    </Typography>
  )
}
