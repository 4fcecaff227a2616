/** A run before it starts: what matters at once, everything else under “Advanced”, and the check beside it. */
import { Box, MenuItem, Stack, TextField, ToggleButton, ToggleButtonGroup } from "@mui/material"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useFormatter } from "use-intl"
import type { Run } from "../../native/contract/training.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { AdapterField } from "../shared/adapter-field.tsx"
import { ScenarioField } from "../shared/scenario-field.tsx"
import { Advanced } from "./advanced.tsx"
import { changeTraining, hasWrongNumber, nameRun, typeNumber, useTrainingDraft } from "./draft.ts"
import { advanced } from "./fields.ts"
import { FormRow, fieldGrid } from "./form-row.tsx"
import { FoundCatalog } from "./found-catalog.tsx"
import { RunChoices } from "./run-choices.tsx"
import { Essentials, SetUpPage } from "./set-up-page.tsx"
import { StartPanel } from "./start-panel.tsx"
import { TrainingNumber } from "./training-number.tsx"
import { useTrainingCheck } from "./use-training-check.ts"

/** Steps behind the words. */
const lengths = { short: 500, usual: 2000, long: 5000 } as const
const lengthNames = ["short", "usual", "long"] as const

export function SetUp({ onStarted }: { onStarted: (run: Run) => void }) {
  const t = useTranslations("training")
  const format = useFormatter()
  const cache = useQueryClient()
  const draft = useTrainingDraft()
  const { settings } = draft
  const check = useTrainingCheck(settings)
  const today = format.dateTime(new Date(), { day: "numeric", month: "short" })
  const name = draft.name ?? t("nameDefault", { date: today })
  const start = useMutation(
    orpc.training.start.mutationOptions({
      onSuccess: run => {
        nameRun(null)
        void cache.invalidateQueries({ queryKey: orpc.training.runs.key() })
        onStarted(run)
      },
    }),
  )
  const nameless = name.trim() === ""
  const length = lengthNames.find(name => lengths[name] === settings.steps) ?? null
  return (
    <SetUpPage
      intro={t("intro")}
      panel={
        <StartPanel
          check={check}
          formProblem={hasWrongNumber(draft) ? t("fixFields") : nameless ? t("nameNeeded") : null}
          starting={start.isPending}
          startProblem={start.error}
          startLabel={t("start")}
          onStart={() => start.mutate({ name: name.trim(), settings })}
        >
          {found => <FoundCatalog settings={settings} found={found} />}
        </StartPanel>
      }
    >
      <TextField
        label={t("name")}
        value={name}
        error={nameless}
        helperText={nameless ? t("nameNeeded") : t("nameHelp")}
        onChange={event => nameRun(event.target.value)}
        slotProps={{ htmlInput: { maxLength: 100, autoComplete: "off" } }}
        sx={{ maxWidth: 420 }}
      />
      <Essentials title={t("essentials")}>
        <FormRow label={t("length")} help={t("lengthHelp")}>
          {labelId => (
            <Stack direction="row" spacing={1.5} sx={{ alignItems: "flex-start" }}>
              <ToggleButtonGroup
                exclusive
                aria-labelledby={labelId}
                value={length}
                onChange={(_event, next: keyof typeof lengths | null) =>
                  next && typeNumber("steps", String(lengths[next]))
                }
                sx={{ height: 40 }}
              >
                {lengthNames.map(name => (
                  <ToggleButton key={name} value={name}>
                    {t(`lengths.${name}`)}
                  </ToggleButton>
                ))}
              </ToggleButtonGroup>
              <Box sx={{ width: 240 }}>
                <TrainingNumber name="steps" />
              </Box>
            </Stack>
          )}
        </FormRow>
        <RunChoices settings={settings} onChange={changeTraining} />
        <Box sx={{ ...fieldGrid, gridTemplateColumns: "1fr 1fr" }}>
          <ScenarioField
            label={t("scenario")}
            all={t("allScenarios")}
            value={settings.scenario}
            helperText={t("scenarioHelp")}
            onChange={scenario => changeTraining({ scenario })}
          />
          <AdapterField
            label={t("from")}
            value={settings.from}
            helperText={t("fromHelp")}
            onChange={from => changeTraining({ from })}
          />
        </Box>
      </Essentials>
      <AdvancedTraining />
    </SetUpPage>
  )
}

function AdvancedTraining() {
  const t = useTranslations("training")
  const schedule = useTrainingDraft(({ settings }) => settings.schedule)
  const numbers = (group: keyof typeof advanced) =>
    advanced[group].map(name => <TrainingNumber key={name} name={name} />)
  const learning = (
    <>
      {numbers("learning")}
      <TextField
        select
        label={t("fields.schedule.label")}
        value={schedule}
        helperText={t("fields.schedule.help")}
        onChange={event => changeTraining({ schedule: event.target.value as typeof schedule })}
      >
        {(["constant", "cosine"] as const).map(name => (
          <MenuItem key={name} value={name}>
            {t(`schedules.${name}`)}
          </MenuItem>
        ))}
      </TextField>
    </>
  )
  return (
    <Advanced
      groups={[
        { name: "learning", title: t("groups.learning"), fields: learning },
        { name: "sampling", title: t("groups.sampling"), fields: numbers("sampling") },
        { name: "keeping", title: t("groups.keeping"), fields: numbers("keeping") },
      ]}
    />
  )
}
