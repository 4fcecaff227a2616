/** Beside a set-up: what was found and what it will cost, what stands in its way, and the start. */
import { Alert, AlertTitle, Box, Button, Stack, Typography } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import type { ReactNode } from "react"
import type { RunCost } from "../../native/contract/run-cost.ts"
import { useProblemText, useSay } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { useByteText } from "../ui/bytes.ts"
import { useDurationText } from "../ui/duration.ts"
import { LoadingState, ProblemLine } from "../ui/states.tsx"
import { type Fact, Facts } from "./facts.tsx"
import { isGoingOn } from "./states.ts"

export interface StartPanelProps<Found extends RunCost> {
  check: {
    data: Found | undefined
    error: unknown
    isError: boolean
    isFetching: boolean
    /** What was found is of the form as it stands. */
    current: boolean
    refetch: () => unknown
  }
  /** Why it can't start for reasons of the form; null when the form is right. */
  formProblem: string | null
  /** What is shown before there is anything to check; null where there is. */
  before?: string | null
  startLabel: string
  starting: boolean
  startProblem: unknown
  onStart: () => void
  children: (found: Found) => ReactNode
}

export function StartPanel<Found extends RunCost>(props: StartPanelProps<Found>) {
  const { check, formProblem, before = null, startLabel, starting, startProblem, onStart } = props
  const t = useTranslations("training")
  const retry = useTranslations("common.problem")("retry")
  const { data: runs = [] } = useQuery(orpc.training.runs.queryOptions())
  const waits = runs.some(({ state }) => isGoingOn(state))
  const refusals = check.data?.refusals ?? []
  const hindered =
    formProblem ??
    (check.isError
      ? t("checkFailed")
      : !check.current
        ? t("stillChecking")
        : refusals.length > 0
          ? t("refused")
          : null)
  return (
    <Box
      component="aside"
      aria-labelledby="training-check"
      sx={{
        width: { xs: 360, xl: 420 },
        flexShrink: 0,
        borderLeft: 1,
        borderColor: "divider",
        display: "flex",
        flexDirection: "column",
      }}
    >
      <Box sx={{ flex: 1, minHeight: 0, overflow: "auto", p: 2.5 }} aria-busy={check.isFetching}>
        <Typography id="training-check" variant="h2" sx={{ mb: 1 }}>
          {t("check.title")}
        </Typography>
        {before !== null ? (
          <Typography variant="body2" color="textSecondary">
            {before}
          </Typography>
        ) : check.data ? (
          <Stack spacing={2}>
            <Said found={check.data} />
            {props.children(check.data)}
          </Stack>
        ) : check.isError ? (
          <Stack spacing={1} sx={{ alignItems: "flex-start" }}>
            <ProblemLine problem={check.error} />
            <Button variant="outlined" onClick={() => void check.refetch()}>
              {retry}
            </Button>
          </Stack>
        ) : (
          <LoadingState count={12} height={20} />
        )}
      </Box>
      <Stack spacing={1} sx={{ p: 2.5, pt: 2, borderTop: 1, borderColor: "divider" }}>
        <Button
          variant="contained"
          disabled={hindered !== null}
          loading={starting}
          aria-describedby="training-hindered"
          onClick={onStart}
          sx={{ minHeight: 36 }}
        >
          {startLabel}
        </Button>
        <Typography
          id="training-hindered"
          variant="body2"
          color="textSecondary"
          role="status"
          sx={{ minHeight: 20 }}
        >
          {hindered ?? (waits ? t("waitsFor") : "")}
        </Typography>
        {startProblem !== null && <ProblemLine problem={startProblem} />}
      </Stack>
    </Box>
  )
}

/** Why it can't start, and what is worth knowing before. */
function Said({ found }: { found: RunCost }) {
  const say = useSay()
  const textOf = useProblemText()
  return (
    <>
      {found.refusals.map(refusal => {
        const { message, next } = textOf(refusal)
        return (
          <Alert key={refusal.code} severity="error" variant="outlined" sx={{ alignItems: "flex-start" }}>
            <AlertTitle sx={{ fontSize: "0.875rem", mb: 0.25 }}>{message}</AlertTitle>
            {next}
          </Alert>
        )
      })}
      {found.warnings.map(say).map(warning => (
        <Alert key={warning} severity="warning" variant="outlined" sx={{ alignItems: "flex-start" }}>
          {warning}
        </Alert>
      ))}
    </>
  )
}

/** @param rows samples of a step */
export function CostFacts({ found, rows }: { found: RunCost; rows: number }) {
  const t = useTranslations("training.check")
  const devices = useTranslations("common.devices")
  const bytes = useByteText()
  const duration = useDurationText()
  const ofFree = (needed: number, free: number): Fact[1] =>
    t("ofFree", { needed: bytes(needed), free: bytes(free) })
  const possible = found.refusals.length === 0 || found.diskBytes > 0
  const times = Math.ceil(rows / found.microBatch)
  return (
    <Facts
      of={[
        [t("device"), devices(found.device)],
        [
          t("time"),
          found.seconds === null
            ? t(possible ? "timeUnknown" : "unknown")
            : t("timeAbout", { time: duration(found.seconds) }),
        ],
        [
          t("memory"),
          found.memoryBytes > 0
            ? ofFree(found.memoryBytes, found.freeMemoryBytes)
            : t(possible ? "memoryUnknown" : "unknown"),
        ],
        [t("disk"), possible ? ofFree(found.diskBytes, found.freeDiskBytes) : t("unknown")],
        [t("batches"), possible ? t("batchesText", { micro: found.microBatch, times }) : t("unknown")],
      ]}
    />
  )
}
