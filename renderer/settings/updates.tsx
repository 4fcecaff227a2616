/** Updates of the desktop program: whether it looks for them, and what was found. In a browser there is nothing to update. */
import { Box, Button, FormControlLabel, LinearProgress, Stack, Switch, Typography } from "@mui/material"
import type { UpdateProgress, UpdateStep } from "../../native/contract/shell.ts"
import { useSay } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { useUpdates } from "../engine/use-updates.ts"
import { ProblemLine } from "../ui/states.tsx"
import { Section } from "./section.tsx"

export function ProgramUpdates() {
  const t = useTranslations("settings.updates")
  const updates = useUpdates()
  if (!updates) return null
  const { automatic, version, host, progress } = updates
  const can = progress.step !== "unavailable"
  return (
    <Section title={t("title")} text={t("text")}>
      <Stack spacing={1.5}>
        <Box>
          <FormControlLabel
            disabled={!can}
            control={
              <Switch
                checked={can && automatic}
                onChange={event => window.studio?.setAutomaticUpdates(event.target.checked)}
              />
            }
            label={t("automatic")}
          />
          {host && (
            <Typography variant="body2" color="textSecondary">
              {t("automaticText", { host })}
            </Typography>
          )}
        </Box>
        <Box role={progress.step === "failed" ? undefined : "status"}>
          <Progress progress={progress} version={version} />
        </Box>
        <Action progress={progress} />
      </Stack>
    </Section>
  )
}

function Progress({ progress, version }: { progress: UpdateProgress; version: string }) {
  const t = useTranslations("settings.updates")
  const say = useSay()
  switch (progress.step) {
    case "unavailable":
      return <Typography>{say(progress.reason)}</Typography>
    case "failed":
      return <ProblemLine problem={progress.problem} />
    case "none":
      return (
        <Typography>
          {progress.checked === null
            ? t("never", { version })
            : t("newest", { version, checked: new Date(progress.checked) })}
        </Typography>
      )
    case "downloading":
      return (
        <>
          <Typography>{t("downloading", { version: progress.version })}</Typography>
          <LinearProgress
            variant="determinate"
            value={progress.fraction * 100}
            aria-label={t("downloading", { version: progress.version })}
            sx={{ mt: 1 }}
          />
        </>
      )
    case "checking":
      return <Typography>{t("checking")}</Typography>
    default:
      return <Typography>{t(progress.step, { version: progress.version, current: version })}</Typography>
  }
}

/** The step that is next, where one is. */
function Action({ progress: { step } }: { progress: UpdateProgress }) {
  const t = useTranslations("settings.updates.steps")
  const next: Partial<Record<typeof step, UpdateStep>> = {
    none: "check",
    failed: "check",
    found: "download",
    ready: "install",
  }
  const { [step]: action } = next
  if (!action) return null
  return (
    <Box>
      <Button
        variant={action === "check" ? "outlined" : "contained"}
        onClick={() => window.studio?.update(action)}
      >
        {t(action)}
      </Button>
    </Box>
  )
}
