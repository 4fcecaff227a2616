/** One run: how far it is and what can be done with it, its figures, curves, sample images and settings. */
import AutoAwesomeOutlined from "@mui/icons-material/AutoAwesomeOutlined"
import DeleteOutlined from "@mui/icons-material/DeleteOutlined"
import PauseOutlined from "@mui/icons-material/Pause"
import PlayArrowOutlined from "@mui/icons-material/PlayArrow"
import StopOutlined from "@mui/icons-material/Stop"
import { Alert, Box, Button, LinearProgress, Stack, Typography } from "@mui/material"
import { useFormatter } from "use-intl"
import type { AdapterView } from "../../native/contract/api/training.ts"
import type { Run } from "../../native/contract/training.ts"
import { useSay } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { useOpenInStudio } from "../shared/studio-choice.ts"
import { useDurationText } from "../ui/duration.ts"
import { Loaded } from "../ui/loaded.tsx"
import { StateMark } from "../ui/state-mark.tsx"
import { ProblemLine } from "../ui/states.tsx"
import { LossCharts } from "./run-curves.tsx"
import { RunFigures } from "./run-figures.tsx"
import { SampleStrips } from "./sample-strips.tsx"
import { SettingsTable } from "./settings-table.tsx"
import { canResume, isGoingOn, shownState } from "./states.ts"
import { useCurves } from "./use-curves.ts"
import { useRunSteps } from "./use-run-steps.ts"

export interface RunPageProps {
  run: Run
  adapter: AdapterView | undefined
  onRemoved: () => void
}

export function RunPage({ run, adapter, onRemoved }: RunPageProps) {
  const say = useSay()
  const t = useTranslations("training")
  const format = useFormatter()
  const { settings, state, notes, problem } = run
  const curves = useCurves([run])[0]!
  const shown = shownState(run)
  const started = format.dateTime(new Date(run.createdAt), { dateStyle: "medium", timeStyle: "short" })
  return (
    <Box
      component="article"
      aria-labelledby="training-run"
      sx={{ flex: 1, minWidth: 0, overflow: "auto", p: 3 }}
    >
      <Stack spacing={3} sx={{ maxWidth: 1160, mx: "auto" }}>
        <Stack spacing={1.5}>
          <Stack direction="row" spacing={1} sx={{ alignItems: "center", flexWrap: "wrap", rowGap: 1 }}>
            <StateMark state={shown} />
            <Box sx={{ flex: 1, minWidth: 160 }}>
              <Typography id="training-run" variant="h2" noWrap>
                {run.name}
              </Typography>
              <Typography variant="caption" color="textSecondary" component="p">
                <span role="status">{t(`states.${shown}`)}</span> · {t("run.started", { date: started })}
              </Typography>
            </Box>
            <Actions run={run} adapter={adapter} onRemoved={onRemoved} />
          </Stack>
          <Progress run={run} />
          {run.kind === "product" && run.lora !== null && (
            <Typography variant="body2" dir="auto">
              {t("teach.use", { word: `${run.settings.word} ${run.settings.class}` })}
            </Typography>
          )}
          {problem && (state === "failed" || state === "paused") && shown !== "cancelled" && (
            <ProblemLine problem={problem} />
          )}
          {notes.length > 0 && (
            <Alert severity="info" variant="outlined" sx={{ alignItems: "flex-start" }}>
              <Typography variant="h4" component="h3">
                {t("run.notes")}
              </Typography>
              <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
                {notes.map((note, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: notes are only added
                  <li key={index}>{say(note)}</li>
                ))}
              </Box>
            </Alert>
          )}
        </Stack>
        <RunFigures run={run} adapter={adapter} />
        <Loaded
          // Curves that were read stay while reading them again fails.
          query={{ ...curves, error: curves.data ? null : curves.error }}
          loading={{ count: 2, height: 280, tile: 340 }}
        >
          {read => (
            <>
              <LossCharts curves={read} validateEvery={settings.validateEvery} />
              <SampleStrips drawn={read.drawn} every={settings.drawEvery} />
            </>
          )}
        </Loaded>
        <SettingsTable run={run} />
      </Stack>
    </Box>
  )
}

function Progress({ run }: { run: Run }) {
  const say = useSay()
  const t = useTranslations("training.run")
  const duration = useDurationText()
  const { step, settings, state, secondsLeft, doing } = run
  const far = t("progress", { step, steps: settings.steps })
  const text =
    state === "queued"
      ? t("queued")
      : state === "preparing"
        ? doing
          ? say(doing)
          : t("preparing")
        : state === "running" && secondsLeft !== null
          ? `${far} · ${t("left", { time: duration(secondsLeft) })}`
          : far
  return (
    <Stack spacing={0.5}>
      <LinearProgress
        aria-label={run.name}
        aria-valuetext={text}
        color={state === "paused" ? "warning" : "primary"}
        {...(state === "preparing"
          ? {}
          : { variant: "determinate" as const, value: (100 * step) / settings.steps })}
      />
      <Typography variant="body2" color="textSecondary" sx={{ fontVariantNumeric: "tabular-nums" }}>
        {text}
        {state === "running" && doing && ` · ${say(doing)}`}
      </Typography>
    </Stack>
  )
}

function Actions({ run, adapter, onRemoved }: RunPageProps) {
  const t = useTranslations("training.run")
  const { asked, ...steps } = useRunSteps(run, onRemoved)
  const openInStudio = useOpenInStudio()
  const { state } = run
  const going = isGoingOn(state)
  const ending = asked.pause || asked.stop || asked.cancel
  return (
    <Stack direction="row" spacing={1} role="group" aria-label={t("label")}>
      {run.lora !== null && (
        <Button
          variant="contained"
          startIcon={<AutoAwesomeOutlined />}
          onClick={() => openInStudio({ lora: run.lora })}
        >
          {t("use")}
        </Button>
      )}
      {adapter && !adapter.problem && (
        <Button
          variant="contained"
          startIcon={<AutoAwesomeOutlined />}
          onClick={() => openInStudio({ adapter: adapter.id })}
        >
          {t("use")}
        </Button>
      )}
      {going && (
        <Button
          variant="outlined"
          startIcon={<PauseOutlined />}
          loading={asked.pause}
          loadingPosition="start"
          disabled={ending}
          onClick={steps.pause}
        >
          {t("pause")}
        </Button>
      )}
      {canResume(state) && (
        <Button
          variant={adapter || run.lora !== null ? "outlined" : "contained"}
          startIcon={<PlayArrowOutlined />}
          loading={asked.resume}
          loadingPosition="start"
          onClick={steps.resume}
        >
          {t("resume")}
        </Button>
      )}
      {state === "running" && (
        <Button
          variant="outlined"
          startIcon={<StopOutlined />}
          loading={asked.stop}
          loadingPosition="start"
          disabled={ending || run.step === 0}
          onClick={() => void steps.stop()}
        >
          {t("stop")}
        </Button>
      )}
      {(going || state === "paused") && (
        <Button
          variant="outlined"
          color="error"
          loading={asked.cancel}
          disabled={ending}
          onClick={() => void steps.cancel()}
        >
          {t("cancel")}
        </Button>
      )}
      {!going && state !== "paused" && (
        <Button
          variant="outlined"
          color="error"
          startIcon={<DeleteOutlined />}
          onClick={() => void steps.remove()}
        >
          {t("remove")}
        </Button>
      )}
    </Stack>
  )
}
