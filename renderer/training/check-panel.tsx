/** Beside the set-up: what there is to learn from, what it will cost, what stands in its way, and the start. */
import { Alert, AlertTitle, Box, Button, Divider, Stack, Typography } from "@mui/material"
import { useFormatter } from "use-intl"
import type { TrainingCheck, TrainingSettings } from "../../native/contract/training.ts"
import { useJoin } from "../app/join.ts"
import { useProblemText, useSay } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { useByteText } from "../ui/bytes.ts"
import { useDurationText } from "../ui/duration.ts"
import { LoadingState, ProblemLine } from "../ui/states.tsx"
import { type Fact, Facts } from "./facts.tsx"
import type { useTrainingCheck } from "./use-training-check.ts"

export interface CheckPanelProps {
  settings: TrainingSettings
  check: ReturnType<typeof useTrainingCheck>
  /** Why it can't start for reasons of the form; null when the form is right. */
  formProblem: string | null
  /** Another run goes on. */
  waits: boolean
  starting: boolean
  startProblem: unknown
  onStart: () => void
}

export function CheckPanel(props: CheckPanelProps) {
  const { settings, check, formProblem, waits, starting, startProblem, onStart } = props
  const t = useTranslations("training")
  const retry = useTranslations("common.problem")("retry")
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
        {check.data ? (
          <Found settings={settings} found={check.data} />
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
          {t("start")}
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

function Found({ settings, found }: { settings: TrainingSettings; found: TrainingCheck }) {
  const t = useTranslations("training.check")
  const join = useJoin()
  const say = useSay()
  const devices = useTranslations("common.devices")
  const format = useFormatter()
  const bytes = useByteText()
  const duration = useDurationText()
  const textOf = useProblemText()
  const count = (name: string, value: number): Fact => [name, format.number(value)]
  /** A count that is worth a second look when it isn't 0. */
  const flaw = (name: string, value: number, note?: string): Fact => [
    name,
    format.number(value),
    { flawed: value > 0, note: value > 0 ? note : undefined },
  ]
  const ofFree = (needed: number, free: number): Fact[1] =>
    t("ofFree", { needed: bytes(needed), free: bytes(free) })
  const possible = found.refusals.length === 0 || found.diskBytes > 0
  const { brokenImages, brokenImageCount } = found
  const more = brokenImageCount - brokenImages.length
  return (
    <Stack spacing={2}>
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
      <Facts
        of={[
          [t("source"), t(`sources.${found.source}`)],
          count(t("users"), found.users),
          count(t("items"), found.items),
          count(t("samples"), found.samples),
          count(t("heldOut"), found.heldOut),
        ]}
      />
      <Divider />
      <Facts
        of={[
          flaw(t("untagged"), found.untagged),
          flaw(t("unprepared"), found.unprepared),
          flaw(t("broken"), brokenImageCount, t("brokenOf", { names: join.list(brokenImages), more })),
          flaw(t("duplicates"), found.duplicateImages),
          flaw(t("duplicateTexts"), found.duplicateTexts),
          flaw(t("tooShort"), found.tooShort),
        ]}
      />
      <Divider />
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
          [
            t("batches"),
            possible
              ? t("batchesText", {
                  micro: found.microBatch,
                  times: Math.ceil(settings.batch / found.microBatch),
                })
              : t("unknown"),
          ],
        ]}
      />
    </Stack>
  )
}
