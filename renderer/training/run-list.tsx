/** All runs, newest first: each opens, and several can be ticked to be compared. */
import { Box, ButtonBase, Checkbox, LinearProgress, Typography } from "@mui/material"
import { useFormatter } from "use-intl"
import { Link } from "wouter"
import type { AdapterView } from "../../native/contract/api/training.ts"
import type { Run } from "../../native/contract/training.ts"
import { useTranslations } from "../app/translations.ts"
import { StateMark } from "../ui/state-mark.tsx"
import { isGoingOn, shownState } from "./states.ts"
import { useLossText } from "./use-loss-text.ts"

export interface RunListProps {
  runs: readonly Run[]
  adapters: readonly AdapterView[]
  /** The run that is looked at. */
  current: string | undefined
  ticked: readonly string[]
  /** When a run's name is clicked. */
  onOpen: () => void
  onTick: (id: string, ticked: boolean) => void
}

export function RunList({ runs, adapters, current, ticked, onOpen, onTick }: RunListProps) {
  const t = useTranslations("training.runs")
  return (
    <Box sx={{ width: 320, flexShrink: 0, p: 1, overflow: "auto", borderRight: 1, borderColor: "divider" }}>
      <Box component="ol" aria-label={t("list")} sx={{ m: 0, p: 0, listStyle: "none" }}>
        {runs.map(run => (
          <Row
            key={run.id}
            run={run}
            adapter={adapters.find(({ id }) => id === run.adapter)?.name}
            current={run.id === current}
            ticked={ticked.includes(run.id)}
            onOpen={onOpen}
            onTick={onTick}
          />
        ))}
      </Box>
      {runs.length > 1 && (
        <Typography variant="caption" color="textSecondary" component="p" sx={{ p: 1 }}>
          {t("howToCompare")}
        </Typography>
      )}
    </Box>
  )
}

interface RowProps {
  run: Run
  adapter: string | undefined
  current: boolean
  ticked: boolean
  onOpen: () => void
  onTick: RunListProps["onTick"]
}

function Row({ run, adapter, current, ticked, onOpen, onTick }: RowProps) {
  const t = useTranslations("training")
  const format = useFormatter()
  const loss = useLossText()
  const state = shownState(run)
  const { step, settings, firstValidation, bestValidation } = run
  return (
    <Box
      component="li"
      sx={{
        display: "flex",
        alignItems: "flex-start",
        borderRadius: 1,
        bgcolor: current ? "action.selected" : "transparent",
        "&:hover": { bgcolor: current ? "action.selected" : "action.hover" },
      }}
    >
      <Checkbox
        size="small"
        checked={ticked}
        slotProps={{ input: { "aria-label": t("runs.compareThis", { name: run.name }) } }}
        onChange={(_event, next) => onTick(run.id, next)}
      />
      <ButtonBase
        component={Link}
        href={`/runs/${run.id}`}
        onClick={onOpen}
        aria-current={current ? "page" : undefined}
        sx={{ flex: 1, minWidth: 0, display: "block", textAlign: "start", py: 1, pr: 1, borderRadius: 1 }}
      >
        <Box sx={{ display: "flex", alignItems: "center", gap: 1 }}>
          <Typography variant="body1" noWrap sx={{ fontWeight: 500, flex: 1, minWidth: 0 }}>
            {run.name}
          </Typography>
          <StateMark state={state} />
        </Box>
        {[
          [
            t(`states.${state}`),
            format.dateTime(new Date(run.createdAt), { dateStyle: "medium", timeStyle: "short" }),
          ],
          [
            t("runs.steps", { step, steps: settings.steps }),
            firstValidation !== null && bestValidation !== null
              ? t("runs.losses", { first: loss(firstValidation), best: loss(bestValidation) })
              : "",
          ],
          [adapter ? t("run.used", { name: adapter }) : ""],
        ].map(parts => {
          const text = parts.filter(Boolean).join(" · ")
          return (
            text && (
              <Typography
                key={text}
                variant="caption"
                component="div"
                color="textSecondary"
                noWrap
                sx={{ fontVariantNumeric: "tabular-nums" }}
              >
                {text}
              </Typography>
            )
          )
        })}
        {isGoingOn(run.state) && (
          <LinearProgress
            aria-hidden
            variant="determinate"
            value={(100 * step) / settings.steps}
            sx={{ mt: 0.75 }}
          />
        )}
      </ButtonBase>
    </Box>
  )
}
