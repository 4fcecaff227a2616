/** The adapter; λ1, λ2 and H, with the zones that the paper found good; and everything else under “More”. */
import ExpandMore from "@mui/icons-material/ExpandMore"
import LockOpenOutlined from "@mui/icons-material/LockOpenOutlined"
import LockOutlined from "@mui/icons-material/LockOutlined"
import ShuffleOutlined from "@mui/icons-material/ShuffleOutlined"
import {
  Box,
  Button,
  Collapse,
  FormControlLabel,
  IconButton,
  MenuItem,
  Stack,
  Switch,
  TextField,
  Tooltip,
} from "@mui/material"
import { useId, useState } from "react"
import { useTranslations } from "use-intl"
import type { Status } from "../../native/contract/api/app.ts"
import { maxSeed } from "../../native/contract/setting-values.ts"
import type { Settings } from "../../native/contract/settings.ts"
import { setDraft, useDraft } from "../shared/studio-draft.ts"
import { LabeledSlider } from "../ui/labeled-slider.tsx"
import { AdapterPicker } from "./adapter-picker.tsx"
import { useSettingsSteps } from "./use-settings-steps.ts"

type Numeric = "lambda1" | "lambda2" | "tags" | "history" | "neighbours" | "imageScale" | "guidance" | "steps"

interface Range {
  name: Numeric
  min: number
  max: number
  step: number
  good?: readonly [number, number]
}

const main: readonly Range[] = [
  { name: "lambda1", min: 0, max: 2, step: 0.05 },
  { name: "lambda2", min: 0, max: 1, step: 0.02, good: [0.1, 0.3] },
  { name: "tags", min: 0, max: 16, step: 1, good: [5, 8] },
]

const more: readonly Range[] = [
  { name: "history", min: 1, max: 20, step: 1 },
  { name: "neighbours", min: 1, max: 20, step: 1 },
  { name: "imageScale", min: 0, max: 2, step: 0.05 },
  { name: "guidance", min: 0, max: 20, step: 0.5 },
  { name: "steps", min: 1, max: 100, step: 1 },
]

const sides = [256, 320, 384, 448, 512, 576, 640, 768, 1024] as const

export function Sliders({ model }: { model: Status["model"] | undefined }) {
  const t = useTranslations("studio.settings")
  const settings = useDraft(draft => draft.settings)
  const steps = useSettingsSteps()
  const [open, setOpen] = useState(false)
  const panel = useId()
  const pack = model?.state === "ready" ? model.pack : null
  const features = pack?.features

  const slider = ({ name, ...range }: Range) => {
    const off =
      (name === "lambda2" && features?.interest === false && settings.adapter === null && t("lambda2Off")) ||
      (name === "imageScale" && features?.image === false && t("imageScaleOff")) ||
      undefined
    return (
      <LabeledSlider
        key={name}
        {...range}
        label={t(`${name}.label`)}
        explain={t(`${name}.explain`)}
        value={settings[name] ?? pack?.guidance ?? 0}
        disabled={off !== undefined}
        disabledReason={off}
        onChange={value => steps.move(name, value)}
        onCommit={value => steps.commit(t(`${name}.label`), name, value)}
      />
    )
  }

  return (
    <Stack spacing={1.25}>
      <AdapterPicker />
      {main.map(slider)}
      <Button
        onClick={() => setOpen(!open)}
        aria-expanded={open}
        aria-controls={panel}
        color="inherit"
        endIcon={<ExpandMore sx={{ transform: open ? "rotate(180deg)" : "none" }} />}
        sx={{ alignSelf: "flex-start" }}
      >
        {t("more")}
      </Button>
      <Collapse in={open} id={panel} unmountOnExit>
        <Stack spacing={1.25}>
          {more.map(slider)}
          <Seed settings={settings} />
          <Stack direction="row" spacing={1}>
            <Choice
              label={t("scheduler")}
              value={settings.scheduler}
              options={[
                ["ddim", "DDIM"],
                ["dpmpp-2m", "DPM-Solver++ 2M"],
                ["dpmpp-2m-karras", "DPM-Solver++ 2M Karras"],
              ]}
              onChange={value => steps.commit(t("scheduler"), "scheduler", value)}
            />
            <Choice
              label={t("fit")}
              value={settings.fit}
              options={[
                ["keep-tags", t("fitKeepTags")],
                ["paper", t("fitPaper")],
              ]}
              onChange={value => steps.commit(t("fit"), "fit", value)}
            />
          </Stack>
          <Size settings={settings} native={pack?.nativeSize ?? null} />
          <FormControlLabel
            control={
              <Switch
                size="small"
                checked={settings.excludeSelf}
                onChange={(_event, checked) => steps.commit(t("excludeSelf"), "excludeSelf", checked)}
              />
            }
            label={t("excludeSelf")}
            slotProps={{ typography: { variant: "body2" } }}
          />
        </Stack>
      </Collapse>
    </Stack>
  )
}

function Seed({ settings }: { settings: Settings }) {
  const t = useTranslations("studio.settings")
  const steps = useSettingsSteps()
  const locked = useDraft(draft => draft.seedLocked)
  const lockHint = locked ? t("unlockSeed") : t("lockSeed")
  return (
    <Stack direction="row" spacing={0.5} sx={{ alignItems: "flex-start" }}>
      <TextField
        label={t("seed")}
        type="number"
        fullWidth
        value={settings.seed}
        helperText={t("seedExplain")}
        slotProps={{ htmlInput: { min: 0, max: maxSeed, step: 1 } }}
        onChange={event => {
          const seed = Number(event.target.value)
          if (Number.isInteger(seed) && seed >= 0 && seed <= maxSeed) steps.commit(t("seed"), "seed", seed)
        }}
      />
      <Tooltip title={t("anotherSeed")}>
        <IconButton
          aria-label={t("anotherSeed")}
          onClick={() => steps.commit(t("seed"), "seed", Math.floor(Math.random() * (maxSeed + 1)))}
        >
          <ShuffleOutlined />
        </IconButton>
      </Tooltip>
      <Tooltip title={lockHint}>
        <IconButton
          aria-label={t("lockSeed")}
          aria-pressed={locked}
          color={locked ? "primary" : "default"}
          onClick={() => setDraft({ seedLocked: !locked })}
        >
          {locked ? <LockOutlined /> : <LockOpenOutlined />}
        </IconButton>
      </Tooltip>
    </Stack>
  )
}

function Size({
  settings,
  native,
}: {
  settings: Settings
  native: { width: number; height: number } | null
}) {
  const t = useTranslations("studio.settings")
  const steps = useSettingsSteps()
  const side = (name: "width" | "height") => (
    <Choice
      label={t(name)}
      value={String(settings[name] ?? "")}
      options={[
        ["", t("nativeSize", { side: native?.[name] ?? 0 })],
        ...sides.map(px => [`${px}`, `${px} px`] as const),
      ]}
      onChange={value => steps.take(t(name), { [name]: value === "" ? undefined : Number(value) })}
    />
  )
  return (
    <Stack direction="row" spacing={1}>
      {side("width")}
      {side("height")}
    </Stack>
  )
}

interface ChoiceProps<Value extends string> {
  label: string
  value: Value
  options: readonly (readonly [Value, string])[]
  onChange: (value: Value) => void
}

export function Choice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <Box sx={{ flex: 1, minWidth: 0 }}>
      <TextField
        select
        fullWidth
        label={label}
        value={value}
        onChange={event => onChange(event.target.value as Value)}
        slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
      >
        {options.map(([option, name]) => (
          <MenuItem key={option} value={option}>
            {name}
          </MenuItem>
        ))}
      </TextField>
    </Box>
  )
}
