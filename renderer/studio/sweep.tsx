/** A grid over λ1 × λ2, or a row over H: cells stream in, a click takes a cell's settings, “Suggest” picks one. */
import AutoFixHighOutlined from "@mui/icons-material/AutoFixHighOutlined"
import {
  Box,
  Button,
  ButtonBase,
  Slider,
  Stack,
  ToggleButton,
  ToggleButtonGroup,
  Tooltip,
  Typography,
} from "@mui/material"
import { useEffect, useState } from "react"
import { useTranslations } from "use-intl"
import type { SweepAxes, SweepCell } from "../../native/contract/api/studio.ts"
import type { DrawRequest } from "../../native/contract/draw.ts"
import { client } from "../engine/rpc.ts"
import { setDraft } from "../shared/studio-draft.ts"
import { ProblemLine } from "../ui/states.tsx"
import { VisuallyHidden } from "../ui/visually-hidden.tsx"
import { AxisField } from "./axis-field.tsx"
import { suggestedCell } from "./suggest.ts"
import { useSettingsSteps } from "./use-settings-steps.ts"

/** Every value that can be swept; the first two make the grid, the last the row. */
const firstValues = {
  lambda1: [0, 0.5, 1, 1.5],
  lambda2: [0, 0.1, 0.2, 0.3, 0.5],
  tags: [0, 2, 4, 5, 6, 8, 10, 12],
}

/** @param revision changes when what the engine knows of item or persona does */
export function Sweep({ request, revision }: { request: DrawRequest; revision: string }) {
  const t = useTranslations("studio.sweep")
  const again = useTranslations("studio")("again")
  const [kind, setKind] = useState<SweepAxes["kind"]>("lambdas")
  const [values, setValues] = useState(firstValues)
  const [balance, setBalance] = useState(0.5)
  const axes: SweepAxes =
    kind === "tags" ? { kind, tags: values.tags } : { kind, lambda1: values.lambda1, lambda2: values.lambda2 }
  const { cells, problem, running, retry } = useSweep(request, axes, revision)
  const steps = useSettingsSteps()
  const suggested = suggestedCell([...cells.values()], balance)
  const take = ({ lambda1, lambda2, tags }: SweepCell) => {
    steps.take(t("taken"), kind === "tags" ? { tags } : { lambda1, lambda2 })
    setDraft({ view: "slider" })
  }
  const columns = axes.kind === "lambdas" ? axes.lambda2.length : axes.tags.length
  const rows = axes.kind === "lambdas" ? axes.lambda1.length : 1
  const total = rows * columns
  return (
    <Stack sx={{ flex: 1, minHeight: 0, bgcolor: "background.sunken" }}>
      <Stack direction="row" spacing={2} sx={{ px: 2, py: 1, alignItems: "center", minHeight: 52 }}>
        <ToggleButtonGroup
          exclusive
          size="small"
          value={kind}
          aria-label={t("axes")}
          onChange={(_event, next) => next && setKind(next)}
        >
          <ToggleButton value="lambdas">{t("lambdas")}</ToggleButton>
          <ToggleButton value="tags">{t("tags")}</ToggleButton>
        </ToggleButtonGroup>
        <Typography variant="caption" color="textSecondary" role="status" sx={{ minWidth: 90 }}>
          {running ? t("drawing", { done: cells.size, total }) : t("cells", { total: cells.size })}
        </Typography>
        <Box sx={{ flex: 1 }} />
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
      <Stack direction="row" spacing={1.5} sx={{ px: 2, pt: 0.5 }}>
        {(kind === "tags" ? (["tags"] as const) : (["lambda1", "lambda2"] as const)).map(name => (
          <AxisField
            key={name}
            name={name}
            label={t(`values.${name}`)}
            values={values[name]}
            onValues={next => setValues({ ...values, [name]: next })}
          />
        ))}
      </Stack>
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
            gridTemplateColumns: `48px repeat(${columns}, minmax(96px, 200px))`,
            alignItems: "center",
          }}
        >
          <span />
          {(axes.kind === "lambdas" ? axes.lambda2 : axes.tags).map(value => (
            <Typography key={value} variant="caption" color="textSecondary" sx={{ textAlign: "center" }}>
              {axes.kind === "lambdas" ? `λ2 ${value}` : `H ${value}`}
            </Typography>
          ))}
          {Array.from({ length: total }, (_, index) => {
            const cell = cells.get(index)
            const first = index % columns === 0
            const row = Math.floor(index / columns)
            return [
              first && (
                <Typography key={`row-${row}`} variant="caption" color="textSecondary">
                  {axes.kind === "lambdas" ? `λ1 ${axes.lambda1[row]}` : ""}
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
  if (!cell)
    return (
      <Box
        aria-hidden
        sx={{ aspectRatio: "1", mb: "18px", borderRadius: 1, bgcolor: "background.paper", opacity: 0.5 }}
      />
    )
  const { lambda1, lambda2, tags, metrics } = cell
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
        <VisuallyHidden>{t("cell", { lambda1, lambda2, tags, ssim, clip })}</VisuallyHidden>
        <span aria-hidden>{t("scores", { ssim, clip })}</span>
      </Typography>
    </ButtonBase>
  )
}

/** Cells by index, as they come. */
function useSweep(request: DrawRequest, axes: SweepAxes, revision: string) {
  const [tries, setTries] = useState(0)
  const [state, setState] = useState({
    cells: new Map<number, SweepCell>() as ReadonlyMap<number, SweepCell>,
    running: true,
    problem: null as unknown,
  })
  const { lambda1, lambda2, tags, ...others } = request.settings
  // What an axis varies is no longer the settings' own.
  const fixed = axes.kind === "tags" ? { ...others, lambda1, lambda2 } : { ...others, tags }
  const key = JSON.stringify([request.item, request.persona, fixed, axes, revision, tries])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all that matters
  useEffect(() => {
    const stop = new AbortController()
    setState({ cells: new Map(), running: true, problem: null })
    const run = async () => {
      try {
        for await (const cell of await client.studio.sweep({ ...request, axes }, { signal: stop.signal }))
          if (!stop.signal.aborted)
            setState(current => ({ ...current, cells: new Map(current.cells).set(cell.index, cell) }))
        if (!stop.signal.aborted) setState(current => ({ ...current, running: false }))
      } catch (problem) {
        if (!stop.signal.aborted) setState(current => ({ ...current, running: false, problem }))
      }
    }
    void run()
    return () => stop.abort()
  }, [key])
  return { ...state, retry: () => setTries(tries + 1) }
}
