/** Devices that were found, why others can't be used, and which one is chosen. */
import { Box, Button, Chip, FormControlLabel, Radio, RadioGroup, Stack, Typography } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { type Device, precisionChoices } from "../../native/contract/settings.ts"
import { useSay } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { ChoiceField } from "../ui/choice-field.tsx"
import { ProblemLine } from "../ui/states.tsx"
import { Section } from "./section.tsx"
import { type KeptSettings, useSet } from "./use-set.ts"

export function Devices({ settings }: { settings: KeptSettings }) {
  const t = useTranslations("settings")
  const common = useTranslations("common")
  const set = useSet()
  const tried = useQuery(orpc.settings.devices.queryOptions())
  const { data: status } = useQuery(orpc.app.status.queryOptions())
  const model = status?.model
  const inUse = model?.state === "ready" ? model.device : null
  const attempts = tried.isSuccess ? tried.data : []
  const say = useSay()
  const wanted: Device[] = settings.device === "auto" ? ["cpu"] : [settings.device, "cpu"]
  const devices = new Set([...attempts.map(({ device }) => device), ...wanted])
  const attemptOf = (device: Device) => attempts.find(one => one.device === device)
  const noteOf = (device: Device) => {
    const attempt = attemptOf(device)
    if (!attempt) return t("notTried")
    const { ok, reason } = attempt
    if (ok && reason) return t("availableBut", { reason: say(reason) })
    if (ok) return t("available")
    return t("unavailable", { reason: reason ? say(reason) : "" })
  }
  /** A device is tried by choosing it, be it once more. */
  const choose = (device: KeptSettings["device"]) =>
    set.mutate({ device }, { onSuccess: () => void tried.refetch() })
  return (
    <Section title={t("device")} text={t("deviceText")}>
      <Stack spacing={1}>
        <RadioGroup
          aria-label={t("device")}
          value={settings.device}
          onChange={event => choose(event.target.value as KeptSettings["device"])}
          onClick={({ target }) => {
            // One that is chosen already doesn't change.
            const again = target instanceof HTMLInputElement && target.value === settings.device
            if (again && model?.state === "failed") choose(settings.device)
          }}
        >
          <Choice value="auto" name={t("deviceAuto")} note={t("deviceAutoText")} />
          {[...devices].map(device => (
            <Choice
              key={device}
              value={device}
              name={common(`devices.${device}`)}
              note={noteOf(device)}
              disabled={attemptOf(device)?.ok === false && device !== settings.device}
              badge={device === inUse ? t("inUse") : null}
            />
          ))}
        </RadioGroup>
        <Box sx={{ display: "flex", maxWidth: 420, pt: 1 }}>
          <ChoiceField
            label={t("precision")}
            value={settings.precision}
            options={precisionChoices.map(choice => [choice, t(`precisions.${choice}`)])}
            onChange={value =>
              set.mutate(
                { precision: value as KeptSettings["precision"] },
                { onSuccess: () => void tried.refetch() },
              )
            }
          />
        </Box>
        {model?.state === "loading" && (
          <Typography variant="body2" color="textSecondary" role="status">
            {t("modelLoading")}
          </Typography>
        )}
        {model?.state === "failed" && <ProblemLine problem={model.problem} />}
        <Box>
          <Button
            variant="outlined"
            color="inherit"
            loading={set.isPending || tried.isFetching}
            onClick={() => choose(settings.device)}
          >
            {t("lookAgain")}
          </Button>
        </Box>
      </Stack>
    </Section>
  )
}

interface ChoiceProps {
  value: string
  name: string
  note: string
  disabled?: boolean
  badge?: string | null
}

function Choice({ value, name, note, disabled = false, badge }: ChoiceProps) {
  return (
    <FormControlLabel
      value={value}
      disabled={disabled}
      control={<Radio size="small" />}
      sx={{
        alignItems: "flex-start",
        my: 0.25,
        "& .MuiFormControlLabel-label.Mui-disabled": { color: "text.secondary" },
      }}
      label={
        <Box sx={{ pt: "7px" }}>
          <Stack direction="row" spacing={1} sx={{ alignItems: "center" }}>
            <span>{name}</span>
            {badge && <Chip label={badge} color="success" variant="outlined" sx={{ height: 20 }} />}
          </Stack>
          <Typography variant="body2" color="textSecondary">
            {note}
          </Typography>
        </Box>
      }
    />
  )
}
