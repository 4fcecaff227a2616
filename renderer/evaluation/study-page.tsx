/** One study: where it stands and what can be done with it, what it found, what it drew, and what people say. */
import DeleteOutlined from "@mui/icons-material/DeleteOutlined"
import FileDownloadOutlined from "@mui/icons-material/FileDownloadOutlined"
import PauseOutlined from "@mui/icons-material/Pause"
import PlayArrowOutlined from "@mui/icons-material/PlayArrow"
import { Box, Button, LinearProgress, Stack, Typography } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { useFormatter } from "use-intl"
import type { StudyView } from "../../native/contract/api/evaluation.ts"
import {
  type StudySettingName,
  settingEntry,
  studySettingNames,
} from "../../native/contract/settings-table.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { useScenarioName } from "../shared/scenario-name.ts"
import { useSettingWords } from "../shared/setting-words.ts"
import { Loaded } from "../ui/loaded.tsx"
import { StateMark } from "../ui/state-mark.tsx"
import { ProblemLine } from "../ui/states.tsx"
import { FindingsView } from "./findings.tsx"
import { Preferences } from "./preferences.tsx"
import { shareOf } from "./progress.ts"
import { StudyPictures } from "./study-pictures.tsx"
import { useStudySteps } from "./use-study-steps.ts"

export interface StudyPageProps {
  study: StudyView
  onRemoved: () => void
}

export function StudyPage({ study, onRemoved }: StudyPageProps) {
  const t = useTranslations("evaluation")
  const format = useFormatter()
  const scenarioName = useScenarioName()
  const { words, text } = useSettingWords()
  const { settings, pack, adapter, baselines, state, problem } = study
  const query = useQuery({
    ...orpc.evaluation.study.queryOptions({ input: { id: study.id } }),
    enabled: state === "done",
  })
  const facts = [
    t(`states.${state}`),
    format.dateTime(new Date(study.createdAt), { dateStyle: "medium", timeStyle: "short" }),
    t("pack", { name: pack.name, version: pack.version }),
    ...(adapter ? [t("withAdapter", { name: adapter })] : []),
    ...baselines.map(({ name, kind, of }) => t(kind === "pack" ? "withPack" : "withLora", { name, of })),
    ...(settings.scenario ? [scenarioName(settings.scenario)] : []),
    ...studySettingNames
      .filter(name => isWorthSaying(name, settings[name]))
      .map(name => `${words[name].label} ${text(name, settings[name])}`),
  ]
  return (
    <Box
      component="article"
      aria-labelledby="evaluation-study"
      sx={{ flex: 1, minWidth: 0, overflow: "auto", p: 3 }}
    >
      <Stack spacing={3} sx={{ maxWidth: 1160, mx: "auto" }}>
        <Stack spacing={1.5}>
          <Stack direction="row" spacing={1} sx={{ alignItems: "center", flexWrap: "wrap", rowGap: 1 }}>
            <StateMark state={state === "stopped" ? "cancelled" : state} />
            <Box sx={{ flex: 1, minWidth: 160 }}>
              <Typography id="evaluation-study" variant="h2" noWrap>
                {t(`studies.${settings.study}`)}
              </Typography>
              <Typography variant="caption" color="textSecondary" component="p" role="status">
                {facts.join(" · ")}
              </Typography>
            </Box>
            <Actions study={study} onRemoved={onRemoved} />
          </Stack>
          <Typography variant="body2" color="textSecondary">
            {t(`abouts.${settings.study}`)}
          </Typography>
          <Progress study={study} />
          {problem && state === "stopped" && <ProblemLine problem={problem} />}
        </Stack>
        {state === "done" && (
          <Loaded query={query} loading={{ count: 2, height: 200 }}>
            {page => (
              <>
                {page.findings && <FindingsView study={settings.study} findings={page.findings} />}
                {page.findings?.kind === "images" && (
                  <>
                    <StudyPictures
                      study={settings.study}
                      pictures={page.pictures}
                      arms={page.findings.arms}
                    />
                    <Preferences study={study} preferences={page.preferences} />
                  </>
                )}
              </>
            )}
          </Loaded>
        )}
      </Stack>
    </Box>
  )
}

function Progress({ study: { state, progress, settings } }: { study: StudyView }) {
  const t = useTranslations("evaluation")
  if (state === "done" || state === "stopped") return null
  const text =
    state === "queued"
      ? t("waiting")
      : progress?.total
        ? t("progress", { done: progress.done, total: progress.total })
        : t("preparing")
  return (
    <Stack spacing={0.5}>
      <LinearProgress
        aria-label={t(`studies.${settings.study}`)}
        aria-valuetext={text}
        color={state === "paused" ? "warning" : "primary"}
        {...(state === "running" && !progress?.total
          ? {}
          : { variant: "determinate" as const, value: shareOf(progress) })}
      />
      <Typography variant="body2" color="textSecondary" sx={{ fontVariantNumeric: "tabular-nums" }}>
        {text}
      </Typography>
    </Stack>
  )
}

function Actions({ study, onRemoved }: StudyPageProps) {
  const t = useTranslations("evaluation")
  const steps = useStudySteps(study, onRemoved)
  const { state } = study
  return (
    <Stack direction="row" spacing={1} role="group" aria-label={t("actions")}>
      {(state === "queued" || state === "running") && (
        <Button variant="outlined" startIcon={<PauseOutlined />} onClick={() => void steps.pause()}>
          {t("pause")}
        </Button>
      )}
      {(state === "paused" || state === "stopped") && (
        <Button variant="contained" startIcon={<PlayArrowOutlined />} onClick={() => void steps.resume()}>
          {t("resume")}
        </Button>
      )}
      {state === "done" && (
        <Button variant="outlined" startIcon={<FileDownloadOutlined />} onClick={() => void steps.takeOut()}>
          {t("export")}
        </Button>
      )}
      <Button
        variant="outlined"
        color="error"
        startIcon={<DeleteOutlined />}
        onClick={() => void steps.remove()}
      >
        {t("remove")}
      </Button>
    </Stack>
  )
}

/** Settings at their neutral value have no effect, and the pack's own are the pack's. */
const isWorthSaying = (name: StudySettingName, value: unknown): boolean =>
  value !== undefined && value !== settingEntry(name).neutral
