/** Jobs: the queue in its order, and what has finished. */
import PlaylistPlayOutlined from "@mui/icons-material/PlaylistPlayOutlined"
import { Button, Card, Stack, Typography } from "@mui/material"
import { useMutation, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import type { Job } from "../../native/contract/api/jobs.ts"
import { isOver } from "../../native/contract/api/jobs.ts"
import { useTellProblem } from "../app/attempt.ts"
import { notify } from "../app/notices.tsx"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { JobReport } from "../shared/job-report.tsx"
import { JobRow } from "../shared/job-row.tsx"
import { useAsk } from "../ui/ask.tsx"
import { Loaded } from "../ui/loaded.tsx"
import { Screen } from "../ui/screen.tsx"
import { EmptyState } from "../ui/states.tsx"
import { VisuallyHidden } from "../ui/visually-hidden.tsx"
import { useReorder } from "./use-reorder.ts"

export default function JobsScreen() {
  const t = useTranslations("jobs")
  const query = useQuery(orpc.jobs.list.queryOptions())
  return (
    <Screen title={t("title")} actions={<QueueActions jobs={query.data ?? []} />}>
      <Loaded query={query} loading={{ count: 4, height: 76 }}>
        {jobs =>
          jobs.length === 0 ? (
            <EmptyState icon={<PlaylistPlayOutlined />} title={t("empty")} text={t("emptyText")} />
          ) : (
            <Queue jobs={jobs} />
          )
        }
      </Loaded>
    </Screen>
  )
}

function QueueActions({ jobs }: { jobs: readonly Job[] }) {
  const t = useTranslations("jobs")
  const ask = useAsk()
  const tell = useTellProblem()
  const cancelAll = useMutation(
    orpc.jobs.cancelAll.mutationOptions({
      onSuccess: ({ cancelled }) => notify({ text: t("cancelledAll", { count: cancelled }) }),
      onError: tell,
    }),
  )
  const clear = useMutation(orpc.jobs.clear.mutationOptions({ onError: tell }))
  const unfinished = jobs.filter(job => !isOver(job.state)).length
  const finished = jobs.length - unfinished

  const askCancelAll = async () => {
    const agreed = await ask.confirm({
      title: t("cancelAllTitle"),
      text: t("cancelAllText", { count: unfinished }),
      confirm: t("cancelAll"),
      keep: t("keepAll"),
      destructive: true,
    })
    if (agreed) cancelAll.mutate(undefined)
  }
  const askClear = async () => {
    const agreed = await ask.confirm({ title: t("clearTitle"), text: t("clearText"), confirm: t("clear") })
    if (agreed) clear.mutate(undefined)
  }
  return (
    <>
      <Button variant="outlined" disabled={finished === 0 || clear.isPending} onClick={() => void askClear()}>
        {t("clear")}
      </Button>
      <Button
        variant="outlined"
        color="error"
        disabled={unfinished === 0 || cancelAll.isPending}
        onClick={() => void askCancelAll()}
      >
        {t("cancelAll")}
      </Button>
    </>
  )
}

function Queue({ jobs }: { jobs: readonly Job[] }) {
  const t = useTranslations("jobs")
  const [reported, setReported] = useState<Job | null>(null)
  const { move, said, drag } = useReorder(jobs)
  const unfinished = jobs.filter(job => !isOver(job.state))
  const finished = jobs.filter(job => isOver(job.state))
  return (
    <Stack spacing={3}>
      <section aria-labelledby="jobs-unfinished">
        <Typography id="jobs-unfinished" variant="h2" sx={{ mb: 1 }}>
          {t("unfinished")}
        </Typography>
        {unfinished.length === 0 ? (
          <Card sx={{ p: 2 }}>
            <Typography variant="body2" color="textSecondary">
              {t("noUnfinished")}
            </Typography>
          </Card>
        ) : (
          <Stack component="ol" spacing={1} sx={{ listStyle: "none", m: 0, p: 0 }}>
            {unfinished.map(job => (
              <JobRow key={job.id} job={job} onReport={setReported} move={move(job)} drag={drag(job)} />
            ))}
          </Stack>
        )}
      </section>
      {finished.length > 0 && (
        <section aria-labelledby="jobs-finished">
          <Typography id="jobs-finished" variant="h2" sx={{ mb: 1 }}>
            {t("finished")}
          </Typography>
          <Stack component="ul" spacing={1} sx={{ listStyle: "none", m: 0, p: 0 }}>
            {finished.map(job => (
              <JobRow key={job.id} job={job} onReport={setReported} />
            ))}
          </Stack>
        </section>
      )}
      <VisuallyHidden>
        <span role="status">{said}</span>
      </VisuallyHidden>
      <JobReport job={reported} onClose={() => setReported(null)} />
    </Stack>
  )
}
