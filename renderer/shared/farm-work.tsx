/** What a farm does for a running image set: its workers, how fast they are together, and what failed. */
import { Box, Button, Stack, Typography } from "@mui/material"
import { useMutation, useQuery } from "@tanstack/react-query"
import type { FarmState, WorkerState } from "../../native/contract/farm.ts"
import { useTellProblem } from "../app/attempt.ts"
import { useJoin } from "../app/join.ts"
import { notify } from "../app/notices.tsx"
import { useSay } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { ProblemLine } from "../ui/states.tsx"

/** Milliseconds between two looks; workers announce themselves every five seconds. */
const lookEvery = 3000
const mostWorkers = 12

/** Nothing where this machine draws. */
export function FarmWork({ job }: { job: string }) {
  const { data, error } = useQuery({
    ...orpc.farms.ofJob.queryOptions({ input: { job } }),
    refetchInterval: ({ state }) => (state.data === null ? false : lookEvery),
    staleTime: 0,
    retry: false,
  })
  if (error) return <ProblemLine problem={error} />
  return data ? <Work name={data.name} state={data.state} /> : null
}

function Work({ name, state: { queues, workers, failures } }: { name: string; state: FarmState }) {
  const t = useTranslations("farms")
  const join = useJoin()
  const say = useSay()
  const sum = (of: "waiting" | "drawing" | "delayed" | "failed") =>
    queues.reduce((total, queue) => total + queue[of], 0)
  const perMinute = workers.reduce((total, { pace }) => total + (pace ? 60 / pace : 0), 0)
  const failed = sum("failed")
  return (
    <Stack spacing={0.5} sx={{ pt: 0.5 }}>
      <Typography variant="caption" color="textSecondary" sx={{ fontVariantNumeric: "tabular-nums" }}>
        {workers.length === 0
          ? t("noWorkers", { name })
          : join.phrases([
              t("summary", {
                name,
                workers: workers.length,
                drawing: workers.filter(({ item }) => item !== null).length,
                waiting: sum("waiting") + sum("delayed"),
              }),
              ...(perMinute > 0 ? [t("pace", { count: Math.round(perMinute) })] : []),
            ])}
      </Typography>
      {workers.length > 0 && (
        <Box component="ul" aria-label={t("workers", { name })} sx={{ listStyle: "none", m: 0, p: 0 }}>
          {workers.slice(0, mostWorkers).map(worker => (
            <Worker key={worker.id} worker={worker} />
          ))}
        </Box>
      )}
      {failed > 0 && (
        <Box>
          <Stack direction="row" spacing={1} sx={{ alignItems: "center" }}>
            <Typography variant="body2" color="error.main">
              {t("failures", { count: failed })}
            </Typography>
            <Retry name={name} />
          </Stack>
          {[...new Set(failures.map(({ reason }) => say(reason)))].map(text => (
            <Typography key={text} variant="caption" component="p" sx={{ overflowWrap: "anywhere" }}>
              {text}
            </Typography>
          ))}
        </Box>
      )}
    </Stack>
  )
}

function Worker({ worker: { device, pace, drawn, item } }: { worker: WorkerState }) {
  const t = useTranslations("farms")
  const join = useJoin()
  const seconds = pace === null ? t("noPace") : t("secondsEach", { seconds: Number(pace.toPrecision(2)) })
  return (
    <Typography component="li" variant="caption" noWrap sx={{ display: "block" }}>
      {join.phrases([
        t("worker", { device, pace: seconds, drawn }),
        ...(item === null ? [] : [t("draws", { item })]),
      ])}
    </Typography>
  )
}

function Retry({ name }: { name: string }) {
  const t = useTranslations("farms")
  const onError = useTellProblem()
  const retry = useMutation(
    orpc.farms.retry.mutationOptions({
      onSuccess: ({ retried }) => notify({ text: t("retried", { count: retried }) }),
      onError,
    }),
  )
  return (
    <Button size="small" loading={retry.isPending} onClick={() => retry.mutate({ name })}>
      {t("retry")}
    </Button>
  )
}
