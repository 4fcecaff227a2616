/** Published models: what there is, what each is for and what it takes; getting and removing them. */
import DeleteOutlined from "@mui/icons-material/DeleteOutlined"
import DownloadOutlined from "@mui/icons-material/DownloadOutlined"
import { Box, Button, IconButton, Stack, Tooltip, Typography } from "@mui/material"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { type ReactNode, useEffect, useRef, useState } from "react"
import { useLocation } from "wouter"
import { isOver, type Job } from "../../native/contract/api/jobs.ts"
import type { PublishedList } from "../../native/contract/api/models.ts"
import { note } from "../../native/contract/codes/index.ts"
import type { ModelView, PublishedPackView } from "../../native/contract/published.ts"
import { useTellProblem } from "../app/attempt.ts"
import { useJoin } from "../app/join.ts"
import { notify } from "../app/notices.tsx"
import { useSay } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { JobRow } from "../shared/job-row.tsx"
import { useAsk } from "../ui/ask.tsx"
import { useByteText } from "../ui/bytes.ts"
import { Loaded } from "../ui/loaded.tsx"
import { HubForm } from "./hub-form.tsx"
import { ModelOfferDialog } from "./model-offer-dialog.tsx"
import { Section } from "./section.tsx"
import type { KeptSettings } from "./use-set.ts"

export function Models({ settings }: { settings: KeptSettings }) {
  const t = useTranslations("models")
  const query = useQuery(orpc.models.list.queryOptions())
  const [location] = useLocation()
  const top = useRef<HTMLDivElement>(null)
  const isAskedFor = location === "/models"
  const isThere = query.data !== undefined
  useEffect(() => {
    if (isAskedFor && isThere) top.current?.scrollIntoView({ block: "start" })
  }, [isAskedFor, isThere])
  return (
    <Box ref={top}>
      <Section title={t("title")} text={t("text")}>
        <Loaded query={query} loading={{ count: 3, height: 100 }}>
          {list => <List list={list} settings={settings} />}
        </Loaded>
      </Section>
    </Box>
  )
}

function List({ list, settings }: { list: PublishedList; settings: KeptSettings }) {
  const t = useTranslations("models")
  const bytes = useByteText()
  const join = useJoin()
  const jobs = useQuery(orpc.jobs.list.queryOptions()).data ?? []
  const [offered, setOffered] = useState<ModelView | PublishedPackView | null>(null)
  /** The latest download of an entry, unless it is done with: a failure that a later one made good is none. */
  const jobOf = ({ name }: { name: string }) => {
    const latest = jobs.find(job => job.kind === "download" && job.title === name)
    return latest && (!isOver(latest.state) || latest.state === "failed") ? latest : undefined
  }
  const nameOf = (id: string) => list.models.find(model => model.id === id)?.name ?? id
  return (
    <Stack spacing={2}>
      {list.packs.map(pack => (
        <Entry key={pack.id} entry={pack} job={jobOf(pack)} main onGet={() => setOffered(pack)}>
          {t("complete", { count: pack.parts.length, names: join.list(pack.parts.map(nameOf)) })}
        </Entry>
      ))}
      <Typography variant="h3">{t("single")}</Typography>
      <Stack component="ul" spacing={1} sx={{ listStyle: "none", m: 0, p: 0 }}>
        {list.models.map(model => (
          <Box component="li" key={model.id}>
            <Entry entry={model} job={jobOf(model)} onGet={() => setOffered(model)}>
              <Facts model={model} />
            </Entry>
          </Box>
        ))}
      </Stack>
      <Typography variant="body2" color="textSecondary">
        {t("onDisk", { size: bytes(list.bytesOnDisk), free: bytes(list.freeBytes) })}
      </Typography>
      <HubForm list={list} settings={settings} />
      {offered && (
        <ModelOfferDialog
          key={offered.id}
          id={offered.id}
          name={offered.name}
          host={list.host}
          onClose={() => setOffered(null)}
        />
      )}
    </Stack>
  )
}

function Facts({ model }: { model: ModelView }) {
  const t = useTranslations("models")
  const join = useJoin()
  const say = useSay()
  return (
    <>
      {join.phrases([
        say(note("hub.role", { role: model.role })),
        model.repository,
        model.licence === null ? t("noLicence") : t("licence", { licence: model.licence }),
      ])}
    </>
  )
}

interface EntryProps {
  entry: ModelView | PublishedPackView
  job: Job | undefined
  main?: boolean
  onGet: () => void
  children: ReactNode
}

function Entry({ entry, job, main = false, onGet, children }: EntryProps) {
  const t = useTranslations("models")
  const join = useJoin()
  const say = useSay()
  const bytes = useByteText()
  const { id, name, state } = entry
  const isRunning = job !== undefined && !isOver(job.state)
  const label = { absent: t("get"), partial: t("goOn"), changed: t("getAgain"), ready: t("getAgain") }[state]
  const size = entry.bytes === null ? t("unknownSize") : bytes(entry.bytes)
  return (
    <Box sx={{ p: 1.5, border: 1, borderRadius: 1, borderColor: main ? "primary.main" : "divider" }}>
      <Stack direction="row" spacing={2} sx={{ alignItems: "center" }}>
        <Box sx={{ flex: 1, minWidth: 0 }}>
          <Typography variant={main ? "h3" : "body1"} component="p" sx={{ fontWeight: 500 }}>
            {name}
          </Typography>
          <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: "anywhere" }}>
            {children}
          </Typography>
          <Typography variant="body2" color={state === "changed" ? "warning.main" : "textSecondary"}>
            {[
              say(note("hub.state", { state })),
              size,
              entry.bytesOnDisk > 0 && state !== "ready"
                ? t("takes", { size: bytes(entry.bytesOnDisk) })
                : "",
            ]
              .filter(Boolean)
              .join(" · ")}
          </Typography>
        </Box>
        {!isRunning && state !== "ready" && (
          <Button
            variant={main ? "contained" : "outlined"}
            startIcon={<DownloadOutlined />}
            aria-label={join.pair(label, name)}
            onClick={onGet}
            sx={{ flexShrink: 0 }}
          >
            {label}
          </Button>
        )}
        {!isRunning && state !== "absent" && <Remove id={id} name={name} />}
      </Stack>
      {job && (
        <Box component="ul" sx={{ listStyle: "none", m: 0, mt: 1, p: 0 }}>
          <JobRow job={job} onReport={() => {}} />
        </Box>
      )}
    </Box>
  )
}

function Remove({ id, name }: { id: string; name: string }) {
  const t = useTranslations("models")
  const ask = useAsk()
  const tell = useTellProblem()
  const bytes = useByteText()
  const cache = useQueryClient()
  const remove = useMutation(
    orpc.models.remove.mutationOptions({
      onSuccess: ({ freedBytes }) => {
        void cache.invalidateQueries({ queryKey: orpc.models.key() })
        void cache.invalidateQueries({ queryKey: orpc.packs.key() })
        notify({ text: t("removed", { size: bytes(freedBytes) }) })
      },
      onError: tell,
    }),
  )
  const label = t("remove", { name })
  const askRemove = async () => {
    const agreed = await ask.confirm({
      title: t("removeTitle", { name }),
      text: t("removeText"),
      confirm: label,
    })
    if (agreed) remove.mutate({ id })
  }
  return (
    <Tooltip title={label}>
      <IconButton aria-label={label} disabled={remove.isPending} onClick={() => void askRemove()}>
        <DeleteOutlined />
      </IconButton>
    </Tooltip>
  )
}
