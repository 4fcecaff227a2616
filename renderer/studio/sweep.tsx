/**
 * A row over one setting, a grid over two, or a grid for each value of a third: cells stream in, a click takes a cell's
 * settings, “Suggest” picks one.
 */
import AutoFixHighOutlined from "@mui/icons-material/AutoFixHighOutlined"
import { Box, Button, ButtonBase, Slider, Stack, Tooltip, Typography } from "@mui/material"
import { useEffect, useState } from "react"
import type { PackView } from "../../native/contract/api/app.ts"
import type { SweepCell } from "../../native/contract/api/studio.ts"
import type { DrawRequest } from "../../native/contract/draw.ts"
import type { SweepName } from "../../native/contract/settings-table.ts"
import {
  countOf,
  isTooMany,
  mostOfThree,
  pointsOf,
  type SweepAxes,
  type SweepValue,
} from "../../native/contract/sweep.ts"
import { useTranslations } from "../app/translations.ts"
import { client } from "../engine/rpc.ts"
import { useSettingWords } from "../shared/setting-words.ts"
import { setDraft } from "../shared/studio-draft.ts"
import { useSettingsSteps } from "../shared/use-settings-steps.ts"
import { useDurationText } from "../ui/duration.ts"
import { ProblemLine } from "../ui/states.tsx"
import { VisuallyHidden } from "../ui/visually-hidden.tsx"
import { AxisField } from "./axis-field.tsx"
import { suggestedCell } from "./suggest.ts"
import { effectiveNames, presets, presetsFor, startOf } from "./sweep-axes.ts"
import { type SweepNames, SweepPresets, SweepSettings } from "./sweep-choice.tsx"

interface SweepProps {
  request: DrawRequest
  pack: PackView | null
  /** Changes when what the engine knows of item or persona does. */
  revision: string
}

export function Sweep({ request, pack, revision }: SweepProps) {
  const t = useTranslations("studio.sweep")
  const again = useTranslations("studio")("again")
  const { line } = useSettingWords()
  const duration = useDurationText()
  const [chosen, setChosen] = useState<SweepNames>({ names: presets[0]!, free: false })
  const [values, setValues] = useState<Partial<Record<SweepName, SweepValue[]>>>({})
  const [balance, setBalance] = useState(0.5)
  const axes: SweepAxes = chosen.names.map(setting => ({
    setting,
    values: values[setting] ?? startOf(setting, chosen.names),
  }))
  const total = countOf(axes)
  const tooMany = isTooMany(axes)
  const { cells, problem, running, retry, secondsLeft } = useSweep(request, tooMany ? null : axes, revision)
  const steps = useSettingsSteps()
  const suggested = suggestedCell([...cells.values()], balance)
  const take = ({ point }: SweepCell) => {
    steps.take(t("taken"), point)
    setDraft({ view: "slider" })
  }
  // The last axis runs along a row.
  const across = axes.at(-1)!
  const rows = pointsOf(axes.slice(0, -1))
  const columns = across.values.length
  return (
    <Stack sx={{ flex: 1, minHeight: 0, bgcolor: "background.sunken" }}>
      <Stack
        direction="row"
        sx={{ px: 2, py: 1, alignItems: "center", minHeight: 52, flexWrap: "wrap", columnGap: 2, rowGap: 1 }}
      >
        <SweepPresets chosen={chosen} presets={presetsFor(pack)} onChosen={setChosen} />
        <Typography variant="caption" color="textSecondary" role="status" sx={{ minWidth: 90 }}>
          {running ? t("drawing", { done: cells.size, total }) : t("cells", { total: cells.size })}
          {secondsLeft !== null && ` · ${t("left", { time: duration(secondsLeft) })}`}
        </Typography>
        <Stack
          direction="row"
          spacing={2}
          sx={{ ml: "auto", alignItems: "center", flexShrink: 0, whiteSpace: "nowrap" }}
        >
          <Typography variant="caption" color="textSecondary" aria-hidden>
            {t("item")}
          </Typography>
          <Slider
            size="small"
            value={balance}
            min={0}
            max={1}
            step={0.05}
            aria-label={t("balance")}
            onChange={(_event, next) => setBalance(next as number)}
            sx={{ width: 110 }}
          />
          <Typography variant="caption" color="textSecondary" aria-hidden>
            {t("persona")}
          </Typography>
          <Tooltip title={t("suggestExplain")} describeChild>
            <span>
              <Button
                variant="outlined"
                startIcon={<AutoFixHighOutlined />}
                disabled={!suggested}
                onClick={() => suggested && take(suggested)}
              >
                {t("suggest")}
              </Button>
            </span>
          </Tooltip>
        </Stack>
      </Stack>
      <Stack direction="row" spacing={1.5} sx={{ px: 2, pt: 0.5 }}>
        {chosen.free && (
          <SweepSettings
            chosen={chosen}
            offered={effectiveNames(request.settings, pack)}
            onChosen={setChosen}
          />
        )}
        {axes.map(axis => (
          <AxisField
            key={axis.setting}
            name={axis.setting}
            values={axis.values}
            onValues={next => setValues({ ...values, [axis.setting]: next })}
          />
        ))}
      </Stack>
      {tooMany && (
        <Typography variant="body2" role="alert" sx={{ px: 2 }}>
          {t("tooMany", { total, most: mostOfThree })}
        </Typography>
      )}
      {problem !== null && (
        <Stack direction="row" spacing={1} sx={{ px: 2, alignItems: "center" }}>
          <ProblemLine problem={problem} />
          <Button onClick={retry} sx={{ flexShrink: 0 }}>
            {again}
          </Button>
        </Stack>
      )}
      <Box sx={{ flex: 1, minHeight: 0, overflow: "auto", p: 2, pt: 0 }}>
        <Box
          sx={{
            display: "grid",
            gap: 1,
            gridTemplateColumns: `minmax(48px, max-content) repeat(${columns}, minmax(96px, 200px))`,
            alignItems: "center",
          }}
        >
          <span />
          {across.values.map(value => (
            <Typography
              key={String(value)}
              variant="caption"
              color="textSecondary"
              sx={{ textAlign: "center" }}
            >
              {line({ [across.setting]: value })}
            </Typography>
          ))}
          {Array.from({ length: tooMany ? 0 : total }, (_, index) => {
            const cell = cells.get(index)
            const first = index % columns === 0
            const row = Math.floor(index / columns)
            return [
              first && (
                <Typography key={`row-${row}`} variant="caption" color="textSecondary">
                  {line(rows[row]!)}
                </Typography>
              ),
              <Cell
                // biome-ignore lint/suspicious/noArrayIndexKey: places of a fixed grid
                key={index}
                cell={cell}
                suggested={cell !== undefined && cell === suggested}
                onTake={take}
              />,
            ]
          })}
        </Box>
      </Box>
    </Stack>
  )
}

function Cell({
  cell,
  suggested,
  onTake,
}: {
  cell: SweepCell | undefined
  suggested: boolean
  onTake: (cell: SweepCell) => void
}) {
  const t = useTranslations("studio.sweep")
  const { line } = useSettingWords()
  if (!cell)
    return (
      <Box
        aria-hidden
        sx={{ aspectRatio: "1", mb: "18px", borderRadius: 1, bgcolor: "background.paper", opacity: 0.5 }}
      />
    )
  const { point, metrics } = cell
  const ssim = metrics.ssim.toFixed(2)
  const clip = (metrics.clipPersona ?? metrics.clipText)?.toFixed(2) ?? "–"
  return (
    <ButtonBase onClick={() => onTake(cell)} sx={{ display: "block", borderRadius: 1 }}>
      <Box
        sx={{
          aspectRatio: "1",
          borderRadius: 1,
          overflow: "hidden",
          outline: suggested ? "3px solid" : "none",
          outlineColor: "primary.main",
        }}
      >
        <img
          src={cell.frame}
          alt=""
          style={{ width: "100%", height: "100%", objectFit: "cover", display: "block" }}
        />
      </Box>
      <Typography
        variant="caption"
        color={suggested ? "textPrimary" : "textSecondary"}
        component="div"
        sx={{ height: 18, textAlign: "center", fontVariantNumeric: "tabular-nums" }}
      >
        <VisuallyHidden>{t("cell", { settings: line(point), ssim, clip })}</VisuallyHidden>
        <span aria-hidden>{t("scores", { ssim, clip })}</span>
      </Typography>
    </ButtonBase>
  )
}

const empty = {
  cells: new Map() as ReadonlyMap<number, SweepCell>,
  running: true,
  problem: null as unknown,
  /** Seconds that a cell takes; null until one was drawn. */
  pace: null as number | null,
}

/** Cells by index, as they come; none without axes. */
function useSweep(request: DrawRequest, axes: SweepAxes | null, revision: string) {
  const [tries, setTries] = useState(0)
  const [state, setState] = useState(empty)
  // What an axis varies is no longer the settings' own.
  const swept = new Set<string>(axes?.map(({ setting }) => setting))
  const fixed = Object.entries(request.settings).filter(([name]) => !swept.has(name))
  const key = JSON.stringify([request.item, request.persona, fixed, axes, revision, tries])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all that matters
  useEffect(() => {
    const stop = new AbortController()
    setState({ ...empty, running: axes !== null })
    if (!axes) return
    const run = async () => {
      let [drawn, seconds] = [0, 0]
      let since = performance.now()
      try {
        for await (const cell of await client.studio.sweep({ ...request, axes }, { signal: stop.signal })) {
          if (stop.signal.aborted) continue
          const now = performance.now()
          if (!cell.cached) {
            drawn++
            seconds += (now - since) / 1000
          }
          since = now
          const pace = drawn === 0 ? null : seconds / drawn
          setState(current => ({ ...current, pace, cells: new Map(current.cells).set(cell.index, cell) }))
        }
        if (!stop.signal.aborted) setState(current => ({ ...current, running: false }))
      } catch (problem) {
        if (!stop.signal.aborted) setState(current => ({ ...current, running: false, problem }))
      }
    }
    void run()
    return () => stop.abort()
  }, [key])
  const { pace, running, cells } = state
  const left = axes && running && pace !== null ? (countOf(axes) - cells.size) * pace : null
  return { ...state, secondsLeft: left, retry: () => setTries(tries + 1) }
}
