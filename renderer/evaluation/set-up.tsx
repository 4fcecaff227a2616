/** A study before it starts: what is compared, on whom, and what that takes. */
import { Alert, Box, Button, MenuItem, Stack, TextField, Typography } from "@mui/material"
import { useMutation, useQuery } from "@tanstack/react-query"
import { useTranslations } from "use-intl"
import { z } from "zod"
import type { StudyView } from "../../native/contract/api/evaluation.ts"
import { evaluationSettingsSchema, studyNames } from "../../native/contract/evaluation.ts"
import { orpc } from "../engine/rpc.ts"
import { AdapterField } from "../shared/adapter-field.tsx"
import { ScenarioField } from "../shared/scenario-field.tsx"
import { useDurationText } from "../ui/duration.ts"
import { NumberField } from "../ui/number-field.tsx"
import { ProblemLine } from "../ui/states.tsx"
import { useDebounced } from "../ui/use-debounced.ts"
import { changeStudy, leaveNumber, type NumberName, numbers, typeNumber, useStudyDraft } from "./draft.ts"

export function SetUp({ onStarted }: { onStarted: (study: StudyView) => void }) {
  const t = useTranslations("evaluation")
  const { settings, wrong } = useStudyDraft()
  const start = useMutation(orpc.evaluation.start.mutationOptions({ onSuccess: onStarted }))
  return (
    <Box sx={{ flex: 1, minWidth: 0, overflow: "auto", p: 3 }}>
      <Stack spacing={3} sx={{ maxWidth: 760, mx: "auto" }}>
        <Typography variant="body1" color="textSecondary">
          {t("intro")}
        </Typography>
        <TextField
          select
          label={t("question")}
          value={settings.study}
          helperText={t(`abouts.${settings.study}`)}
          onChange={event => changeStudy({ study: event.target.value as (typeof studyNames)[number] })}
        >
          {studyNames.map(name => (
            <MenuItem key={name} value={name}>
              {t(`studies.${name}`)}
            </MenuItem>
          ))}
        </TextField>
        <Box sx={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: 2, alignItems: "start" }}>
          <ScenarioField
            label={t("scenario")}
            all={t("allScenarios")}
            value={settings.scenario}
            onChange={scenario => changeStudy({ scenario })}
          />
          <AdapterField
            label={t("adapter")}
            value={settings.adapter}
            helperText={t("adapterHelp")}
            onChange={adapter => changeStudy({ adapter })}
          />
        </Box>
        <Box sx={{ display: "grid", gridTemplateColumns: "repeat(4, 1fr)", gap: 2, alignItems: "start" }}>
          {numbers.map(name => (
            <StudyNumber key={name} name={name} />
          ))}
        </Box>
        <Size />
        {start.isError && <ProblemLine problem={start.error} />}
        <Button
          variant="contained"
          loading={start.isPending}
          disabled={Object.keys(wrong).length > 0}
          onClick={() => start.mutate({ settings })}
          sx={{ alignSelf: "flex-start" }}
        >
          {t("start")}
        </Button>
      </Stack>
    </Box>
  )
}

const ranges = z.toJSONSchema(evaluationSettingsSchema, { io: "input" }).properties as Record<
  NumberName,
  { minimum: number; maximum: number }
>

function StudyNumber({ name }: { name: NumberName }) {
  const t = useTranslations("evaluation")
  const { settings, wrong } = useStudyDraft()
  const typed = wrong[name]
  const { minimum: min, maximum: max } = ranges[name]
  return (
    <NumberField
      label={t(name)}
      text={typed ?? String(settings[name])}
      wrong={typed === undefined ? undefined : t("outOfRange", { min, max })}
      onType={text => typeNumber(name, text)}
      onLeave={() => leaveNumber(name)}
    />
  )
}

/** Shoppers, images and time, asked when the settings have rested. */
function Size() {
  const t = useTranslations("evaluation")
  const duration = useDurationText()
  const now = useStudyDraft(({ settings }) => JSON.stringify(settings))
  const asked = useDebounced(now, 400)
  const { data, error, isPlaceholderData } = useQuery({
    ...orpc.evaluation.check.queryOptions({ input: { settings: JSON.parse(asked) } }),
    placeholderData: previous => previous,
  })
  if (error) return <ProblemLine problem={error} />
  const isOld = asked !== now || isPlaceholderData
  const text =
    data && !isOld
      ? [
          t("size", { users: data.users, images: data.images }),
          ...(data.seconds ? [t("time", { time: duration(data.seconds) })] : []),
        ].join(" · ")
      : t("checking")
  return (
    <Alert severity="info" variant="outlined" role="status">
      {text}
    </Alert>
  )
}
