/** Farms: machines that draw image sets for this one. Each can be tried; keys go to the engine and never come back. */
import AddOutlined from "@mui/icons-material/AddOutlined"
import DeleteOutlined from "@mui/icons-material/DeleteOutlined"
import EditOutlined from "@mui/icons-material/EditOutlined"
import { Alert, Box, Button, IconButton, Stack, Tooltip, Typography } from "@mui/material"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import type { FarmView } from "../../native/contract/farm.ts"
import { useTellProblem } from "../app/attempt.ts"
import { notify } from "../app/notices.tsx"
import { useSay } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { useAsk } from "../ui/ask.tsx"
import { Loaded } from "../ui/loaded.tsx"
import { ProblemLine } from "../ui/states.tsx"
import { FarmDialog } from "./farm-dialog.tsx"
import { FetchedRoom } from "./fetched-room.tsx"
import { Section } from "./section.tsx"

export function Farms() {
  const t = useTranslations("farms")
  const query = useQuery(orpc.farms.list.queryOptions())
  /** Null while the dialog is closed. */
  const [edited, setEdited] = useState<{ farm: FarmView | null; opened: number } | null>(null)
  const edit = (farm: FarmView | null) => setEdited({ farm, opened: Date.now() })
  return (
    <Section title={t("title")} text={t("text")}>
      <Loaded query={query} loading={{ count: 1, height: 60 }}>
        {farms =>
          farms.length === 0 ? (
            <Typography variant="body2" color="textSecondary">
              {t("none")}
            </Typography>
          ) : (
            <Stack component="ul" spacing={2} sx={{ listStyle: "none", m: 0, p: 0 }}>
              {farms.map(farm => (
                <Farm key={farm.name} farm={farm} onEdit={() => edit(farm)} />
              ))}
            </Stack>
          )
        }
      </Loaded>
      <Button variant="outlined" startIcon={<AddOutlined />} onClick={() => edit(null)} sx={{ mt: 2 }}>
        {t("add")}
      </Button>
      {(query.data?.length ?? 0) > 0 && (
        <Box sx={{ mt: 3, maxWidth: 420 }}>
          <FetchedRoom />
        </Box>
      )}
      {edited && <FarmDialog key={edited.opened} before={edited.farm} onClose={() => setEdited(null)} />}
    </Section>
  )
}

function Farm({ farm, onEdit }: { farm: FarmView; onEdit: () => void }) {
  const t = useTranslations("farms")
  const ask = useAsk()
  const tell = useTellProblem()
  const cache = useQueryClient()
  const { name } = farm
  const remove = useMutation(
    orpc.farms.remove.mutationOptions({
      onSuccess: farms => {
        cache.setQueryData(orpc.farms.list.queryKey(), farms)
        notify({ text: t("removed", { name }) })
      },
      onError: tell,
    }),
  )
  const test = useMutation(orpc.farms.test.mutationOptions())
  const askRemove = async () => {
    const agreed = await ask.confirm({
      title: t("removeTitle", { name }),
      text: t("removeText"),
      confirm: t("remove", { name }),
    })
    if (agreed) remove.mutate({ name })
  }
  return (
    <Box component="li">
      <Stack direction="row" spacing={1} sx={{ alignItems: "center" }}>
        <Box sx={{ flex: 1, minWidth: 0 }}>
          <Typography variant="h3" noWrap>
            {name}
          </Typography>
          <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: "anywhere" }}>
            {farm.queue} · {farm.store}
          </Typography>
          {!farm.keySet && (
            <Typography variant="body2" color="warning.main">
              {t("keyMissing")}
            </Typography>
          )}
        </Box>
        <Button
          variant="outlined"
          aria-label={t("test", { name })}
          loading={test.isPending}
          onClick={() => test.mutate({ name })}
        >
          {t("testShort")}
        </Button>
        <Tooltip title={t("change", { name })}>
          <IconButton aria-label={t("change", { name })} onClick={onEdit}>
            <EditOutlined />
          </IconButton>
        </Tooltip>
        <Tooltip title={t("remove", { name })}>
          <IconButton aria-label={t("remove", { name })} onClick={() => void askRemove()}>
            <DeleteOutlined />
          </IconButton>
        </Tooltip>
      </Stack>
      <Box role="status" sx={{ mt: 0.5 }}>
        {test.isPending && <Typography variant="body2">{t("testing")}</Typography>}
        {test.isError && <ProblemLine problem={test.error} />}
        {test.isSuccess && <Tested notes={test.data.notes} workers={test.data.workers.length} />}
      </Box>
    </Box>
  )
}

function Tested({ notes, workers }: { notes: Parameters<ReturnType<typeof useSay>>[0][]; workers: number }) {
  const t = useTranslations("farms")
  const say = useSay()
  return (
    <Stack spacing={1}>
      <Typography variant="body2">{t("testOk", { count: workers })}</Typography>
      {notes.map(say).map(text => (
        <Alert key={text} severity="warning">
          {text}
        </Alert>
      ))}
    </Stack>
  )
}
