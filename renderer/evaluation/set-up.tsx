/** A study before it starts: what is compared, on whom, and what that takes. */
import { Alert, Box, Button, MenuItem, Stack, TextField, Typography } from "@mui/material"
import { useMutation, useQuery } from "@tanstack/react-query"
import type { StudyView } from "../../native/contract/api/evaluation.ts"
import { studyNames } from "../../native/contract/evaluation.ts"
import {
  type StudySettingName,
  settingEntry,
  studySettingNames,
} from "../../native/contract/settings-table.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { AdapterField } from "../shared/adapter-field.tsx"
import { ScenarioField } from "../shared/scenario-field.tsx"
import { useSettingWords } from "../shared/setting-words.ts"
import { ChoiceField } from "../ui/choice-field.tsx"
import { useDurationText } from "../ui/duration.ts"
import { NumberField } from "../ui/number-field.tsx"
import { ProblemLine } from "../ui/states.tsx"
import { useDebounced } from "../ui/use-debounced.ts"
import { BaselinesField } from "./baselines-field.tsx"
import {
  changeStudy,
  chooseStudy,
  leaveNumber,
  type NumberName,
  numberSchema,
  sizes,
  typeNumber,
  useStudyDraft,
} from "./draft.ts"

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
          onChange={event => chooseStudy(event.target.value as (typeof studyNames)[number])}
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
        {settings.study === "methods" && <BaselinesField />}
        <Box sx={{ display: "grid", gridTemplateColumns: "repeat(4, 1fr)", gap: 2, alignItems: "start" }}>
          {sizes.map(name => (
            <StudyNumber key={name} name={name} label={t(name)} />
          ))}
          {studySettingNames.map(name => (
            <StudySetting key={name} name={name} />
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

/** The control of one setting, made from the table. */
function StudySetting({ name }: { name: StudySettingName }) {
  const { words, text } = useSettingWords()
  const value = useStudyDraft(({ settings }) => settings[name])
  const entry = settingEntry(name)
  const { label } = words[name]
  if (entry.kind === "number")
    return <StudyNumber name={name as NumberName} label={label} empty={text(name, undefined)} />
  if (entry.kind === "choice")
    return (
      <ChoiceField
        label={label}
        value={String(value ?? "")}
        options={[
          ...(entry.presetBy === "pack" ? [["", text(name, undefined)] as const] : []),
          ...entry.schema.unwrap().options.map(option => [String(option), text(name, option)] as const),
        ]}
        onChange={chosen => changeStudy({ [name]: chosen === "" ? undefined : chosen })}
      />
    )
  if (entry.kind === "text")
    return (
      <TextField
        label={label}
        value={String(value ?? "")}
        onChange={event => changeStudy({ [name]: event.target.value })}
        slotProps={{ htmlInput: { maxLength: entry.schema.unwrap().maxLength ?? undefined } }}
      />
    )
  throw new Error(`The setting ${name} has no control in the form of a study`)
}

interface StudyNumberProps {
  name: NumberName
  label: string
  /** What an empty field stands for, where it may be empty. */
  empty?: string
}

function StudyNumber({ name, label, empty }: StudyNumberProps) {
  const t = useTranslations("evaluation")
  const range = useTranslations("common.slider")
  const { settings, wrong } = useStudyDraft()
  const typed = wrong[name]
  const { minValue: min, maxValue: max, isInt } = numberSchema(name)
  const bounds = { min: min ?? 0, max: max ?? Number.MAX_SAFE_INTEGER }
  const said = isInt ? t("outOfRange", bounds) : range("outOfRange", bounds)
  return (
    <NumberField
      label={label}
      text={typed ?? String(settings[name] ?? "")}
      wrong={typed === undefined ? undefined : said}
      {...(empty !== undefined && settings[name] === undefined && { help: empty })}
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
