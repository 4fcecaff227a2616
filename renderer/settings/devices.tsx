/** Devices that were found, why others can't be used, and which one is chosen. */
import { Box, Button, Chip, FormControlLabel, Radio, RadioGroup, Stack, Typography } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { useTranslations } from "use-intl"
import { orpc } from "../app/rpc.ts"
import { LoadingState, ProblemLine, ProblemState } from "../ui/states.tsx"
import { Section } from "./section.tsx"
import { type KeptSettings, useSet } from "./use-set.ts"

export function Devices({ settings }: { settings: KeptSettings }) {
  const t = useTranslations("settings")
  const common = useTranslations("common")
  const set = useSet()
  const found = useQuery(orpc.settings.devices.queryOptions())
  const { data: status } = useQuery(orpc.app.status.queryOptions())
  const model = status?.model
  const inUse = model?.state === "ready" ? model.device : null
  return (
    <Section title={t("device")} text={t("deviceText")}>
      {found.isPending ? (
        <LoadingState count={4} height={40} />
      ) : found.isError ? (
        <ProblemState
          problem={found.error}
          action={{ label: t("lookAgain"), run: () => void found.refetch() }}
        />
      ) : (
        <Stack spacing={1}>
          <RadioGroup
            aria-label={t("device")}
            value={settings.device}
            onChange={event => set.mutate({ device: event.target.value as KeptSettings["device"] })}
          >
            <Choice value="auto" name={t("deviceAuto")} note={t("deviceAutoText")} />
            {found.data.map(({ device, ok, reason }) => (
              <Choice
                key={device}
                value={device}
                name={common(`devices.${device}`)}
                note={ok ? (reason ?? t("available")) : t("unavailable", { reason: reason ?? "" })}
                disabled={!ok}
                badge={device === inUse ? t("inUse") : null}
              />
            ))}
          </RadioGroup>
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
              loading={found.isFetching}
              onClick={() => void found.refetch()}
            >
              {t("lookAgain")}
            </Button>
          </Box>
        </Stack>
      )}
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
