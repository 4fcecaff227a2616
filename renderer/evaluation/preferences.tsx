/** What people and judging models say of the images, and how they are asked. */
import { Box, Button, Stack, Tooltip, Typography } from "@mui/material"
import type { StudyDetail, StudyView } from "../../native/contract/api/evaluation.ts"
import type { StudyName } from "../../native/contract/evaluation.ts"
import { useJoin } from "../app/join.ts"
import { useTranslations } from "../app/translations.ts"
import { useScenarioName } from "../shared/scenario-name.ts"
import { IntervalTable } from "./interval-table.tsx"
import { useArmName } from "./use-arm-name.ts"
import { useStudySteps } from "./use-study-steps.ts"

type Preference = StudyDetail["preferences"][number]

export function Preferences({
  study,
  preferences,
}: {
  study: StudyView
  preferences: readonly Preference[]
}) {
  const t = useTranslations("evaluation.preference")
  const steps = useStudySteps(study)
  return (
    <Box component="section" aria-labelledby="evaluation-preference">
      <Typography id="evaluation-preference" variant="h3">
        {t("title")}
      </Typography>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1.5, maxWidth: 760 }}>
        {t("text")}
      </Typography>
      <Stack direction="row" spacing={1} sx={{ mb: 2, flexWrap: "wrap", rowGap: 1 }}>
        <Button variant="outlined" onClick={() => void steps.questionnaire()}>
          {t("questionnaire")}
        </Button>
        <Button variant="outlined" onClick={() => void steps.answers()}>
          {t("answers")}
        </Button>
        <Tooltip title={t("judgeHelp")} describeChild>
          <Button variant="outlined" onClick={() => void steps.judge()}>
            {t("judge")}
          </Button>
        </Tooltip>
      </Stack>
      <Stack spacing={3}>
        {preferences.map(preference => (
          <Ranks key={preference.model} study={study.settings.study} preference={preference} />
        ))}
      </Stack>
    </Box>
  )
}

interface RanksProps {
  study: StudyName
  preference: Preference
}

function Ranks({ study, preference: { model, votes, raters, arms, scenarios, firstByPlace } }: RanksProps) {
  const t = useTranslations("evaluation.preference")
  const join = useJoin()
  const method = useTranslations("evaluation")("method")
  const nameOf = useArmName(study)
  const scenarioName = useScenarioName()
  const columns = [
    { key: "rank", title: t("rank") },
    { key: "first", title: t("first"), share: true },
    { key: "topTwo", title: t("topTwo"), share: true },
    { key: "beats", title: t("beats"), share: true },
  ]
  const shares = firstByPlace.map(({ mean }) => `${Math.round(100 * mean)} %`).join(" · ")
  return (
    <Box>
      <Typography variant="h4" component="h4">
        {model === null ? t("people") : t("judged", { model })}
      </Typography>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1 }}>
        {join.sentences([
          t("votes", { votes, raters }),
          shares === "" ? t("oneRater") : t("places", { shares }),
        ])}
      </Typography>
      <IntervalTable
        label={method}
        columns={columns}
        rows={arms.map(({ arm, rank, first, topTwo, beatsReference }) => ({
          key: arm.id,
          name: nameOf(arm),
          cells: [rank, first, topTwo, beatsReference],
        }))}
      />
      {scenarios.length > 0 && (
        <>
          <Typography variant="body2" color="textSecondary" sx={{ mt: 1.5, mb: 1 }}>
            {t("byScenario")}
          </Typography>
          <IntervalTable
            label={method}
            columns={scenarios.map(({ scenario }) => ({ key: scenario, title: scenarioName(scenario) }))}
            rows={arms.map(({ arm }) => ({
              key: arm.id,
              name: nameOf(arm),
              cells: scenarios.map(one => one.arms.find(other => other.arm.id === arm.id)?.rank ?? null),
            }))}
          />
        </>
      )}
    </Box>
  )
}
