/** What the set holds and how its files look, with what it will take beside it. */
import FolderOpenOutlined from "@mui/icons-material/FolderOpenOutlined"
import {
  Alert,
  Box,
  Button,
  Checkbox,
  FormControlLabel,
  MenuItem,
  Slider,
  Stack,
  TextField,
  ToggleButton,
  ToggleButtonGroup,
  Typography,
} from "@mui/material"
import { useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query"
import { type ReactNode, useEffect, useState } from "react"
import { useFormatter, useTranslations } from "use-intl"
import { channelSizes, formats, type ImageSetInput } from "../../native/contract/image-set.ts"
import { settingsSchema } from "../../native/contract/settings.ts"
import { orpc } from "../engine/rpc.ts"
import { AdapterField } from "../shared/adapter-field.tsx"
import { useChooseFolder } from "../shared/folder-picker.tsx"
import { changeDraft, useImageSetDraft } from "../shared/image-set-draft.ts"
import { ItemPicker } from "../shared/item-picker.tsx"
import { PersonaPicker } from "../shared/persona-picker.tsx"
import { useByteText } from "../ui/bytes.ts"
import { Picture } from "../ui/picture.tsx"
import { ProblemLine } from "../ui/states.tsx"
import { useDebounced } from "../ui/use-debounced.ts"
import { FocalPoint } from "./focal-point.tsx"

const mostPictures = 12
const mostNames = 200

const withId = (id: string) => ({ id })

export function Builder({ onStarted }: { onStarted: () => void }) {
  const t = useTranslations("imageSets")
  const draft = useImageSetDraft()
  const chooseFolder = useChooseFolder()
  const [picking, setPicking] = useState<"items" | "personas" | null>(null)
  const items = useQueries({
    queries: draft.items.slice(0, mostPictures).map(id => orpc.items.get.queryOptions({ input: { id } })),
  }).flatMap(({ data }) => (data ? [data.item] : []))
  const personas = useQueries({
    queries: draft.personas.slice(0, mostNames).map(id => orpc.personas.get.queryOptions({ input: { id } })),
  }).flatMap(({ data }) => (data ? [data] : []))
  const scenario = items[0]?.scenario
  const lastUsed = useQuery({
    ...orpc.presets.lastUsed.queryOptions({ input: { scenario: scenario ?? "" } }),
    enabled: scenario !== undefined,
  })
  const { variants, folder, preset: presetId, adapter: ownAdapter, ...looks } = draft
  const presets = (useQuery(orpc.presets.list.queryOptions()).data ?? []).filter(
    preset => preset.scenario === scenario,
  )
  const preset = presets.find(({ id }) => id === presetId)
  const kept = settingsSchema.parse(preset?.settings ?? lastUsed.data ?? {})
  const adapter = ownAdapter === undefined ? kept.adapter : ownAdapter
  const set: ImageSetInput | null =
    draft.items.length > 0 && draft.personas.length > 0
      ? {
          ...looks,
          name: draft.name.trim() || t("untitled"),
          settings: { ...kept, adapter, count: variants },
        }
      : null
  const asked = useDebounced(JSON.stringify({ set, folder: folder?.handle ?? null }), 300)
  const estimate = useQuery({
    ...orpc.imageSets.estimate.queryOptions({ input: JSON.parse(asked) }),
    enabled: set !== null && (JSON.parse(asked) as { set: unknown }).set !== null,
    // Files of the folder come and go without the engine's knowing.
    staleTime: 0,
    placeholderData: previous => previous,
    retry: false,
  })
  const cache = useQueryClient()
  useEffect(() => {
    // refetchOnWindowFocus would miss a window that stayed in sight behind a file manager.
    const lookAgain = () => void cache.invalidateQueries({ queryKey: orpc.imageSets.estimate.key() })
    window.addEventListener("focus", lookAgain)
    return () => window.removeEventListener("focus", lookAgain)
  }, [cache])
  const start = useMutation(orpc.imageSets.start.mutationOptions({ onSuccess: onStarted }))
  const collisions = estimate.data?.collisions ?? []

  return (
    <Box sx={{ flex: 1, minWidth: 0, display: "flex" }}>
      <Box sx={{ flex: 1, minWidth: 0, overflow: "auto", p: 3 }}>
        <Stack spacing={3} sx={{ maxWidth: 760 }}>
          <TextField
            label={t("name")}
            value={draft.name}
            placeholder={t("untitled")}
            onChange={event => changeDraft({ name: event.target.value })}
            slotProps={{ htmlInput: { maxLength: 80 }, inputLabel: { shrink: true } }}
            sx={{ maxWidth: 360 }}
          />
          <Part title={t("items")} note={t("itemCount", { count: draft.items.length })}>
            <Strip pictures={items} onChange={() => setPicking("items")} label={t("chooseItems")} />
          </Part>
          <Part title={t("personas")} note={t("personaCount", { count: draft.personas.length })}>
            <Stack direction="row" spacing={1} sx={{ flexWrap: "wrap", rowGap: 1, alignItems: "center" }}>
              <Button variant="outlined" onClick={() => setPicking("personas")}>
                {t("choosePersonas")}
              </Button>
              <Typography variant="body2">
                {personas.map(({ persona }) => persona.name).join(" · ")}
              </Typography>
            </Stack>
          </Part>
          <Part title={t("images")} note="">
            <Stack direction="row" spacing={1.5} sx={{ alignItems: "center" }}>
              <TextField
                select
                label={t("source")}
                value={draft.source}
                onChange={event => changeDraft({ source: event.target.value as "render" | "approved" })}
                sx={{ width: 260 }}
              >
                <MenuItem value="render">{t("sourceRender")}</MenuItem>
                <MenuItem value="approved">{t("sourceApproved")}</MenuItem>
              </TextField>
              <TextField
                select
                label={t("variants")}
                value={variants}
                disabled={draft.source === "approved"}
                onChange={event => changeDraft({ variants: Number(event.target.value) })}
                sx={{ width: 120 }}
              >
                {[1, 2, 3, 4, 5, 6, 7, 8].map(count => (
                  <MenuItem key={count} value={count}>
                    {count}
                  </MenuItem>
                ))}
              </TextField>
              <TextField
                select
                label={t("settings")}
                value={preset?.id ?? ""}
                disabled={draft.source === "approved"}
                onChange={event => changeDraft({ preset: event.target.value || null, adapter: undefined })}
                sx={{ width: 260 }}
                slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
              >
                <MenuItem value="">{t("lastUsed")}</MenuItem>
                {presets.map(({ id, name }) => (
                  <MenuItem key={id} value={id}>
                    {name}
                  </MenuItem>
                ))}
              </TextField>
            </Stack>
            <Box sx={{ mt: 2, width: 260 }}>
              <AdapterField
                value={adapter}
                disabled={draft.source === "approved"}
                onChange={adapter => changeDraft({ adapter })}
              />
            </Box>
          </Part>
          <Part title={t("sizes")} note={t("sizesNote")}>
            <Sizes />
            <Stack direction="row" spacing={3} sx={{ mt: 2, alignItems: "flex-start" }}>
              <Box>
                <Typography variant="body2" sx={{ mb: 0.5 }}>
                  {t("focus")}
                </Typography>
                <FocalPoint item={items[0]} focus={draft.focus} onChange={focus => changeDraft({ focus })} />
              </Box>
              <TextField
                type="color"
                label={t("background")}
                value={draft.background}
                onChange={event => changeDraft({ background: event.target.value })}
                helperText={t("backgroundNote")}
                sx={{ width: 160 }}
              />
            </Stack>
          </Part>
          <Part title={t("files")} note="">
            <TextField
              fullWidth
              label={t("template")}
              value={draft.template}
              error={estimate.isError || collisions.length > 0}
              onChange={event => changeDraft({ template: event.target.value })}
              helperText={
                collisions.length > 0
                  ? t("collisions", { names: collisions.slice(0, 3).join(", ") })
                  : t("tokens")
              }
              slotProps={{ htmlInput: { maxLength: 300, spellCheck: false } }}
            />
            {estimate.error && <ProblemLine problem={estimate.error} />}
            <Box component="ul" aria-label={t("examples")} sx={{ m: 0, mt: 1, pl: 2.5, minHeight: 84 }}>
              {estimate.data?.names.map(name => (
                <Typography
                  key={name}
                  component="li"
                  variant="body2"
                  color="textSecondary"
                  sx={{ overflowWrap: "anywhere" }}
                >
                  {name}
                </Typography>
              ))}
            </Box>
            <Stack direction="row" spacing={2} sx={{ alignItems: "center", mt: 1 }}>
              <ToggleButtonGroup
                exclusive
                size="small"
                value={draft.format}
                aria-label={t("format")}
                onChange={(_event, next) => next && changeDraft({ format: next })}
              >
                {formats.map(format => (
                  <ToggleButton key={format} value={format}>
                    {format.toUpperCase()}
                  </ToggleButton>
                ))}
              </ToggleButtonGroup>
              <Box sx={{ width: 220, visibility: draft.format === "png" ? "hidden" : "visible" }}>
                <Typography variant="caption" color="textSecondary" aria-hidden>
                  {t("qualityOf", { quality: draft.quality })}
                </Typography>
                <Slider
                  size="small"
                  min={1}
                  max={100}
                  value={draft.quality}
                  aria-label={t("quality")}
                  onChange={(_event, next) => changeDraft({ quality: next as number })}
                />
              </Box>
            </Stack>
            <Stack sx={{ mt: 1 }}>
              <FormControlLabel
                control={
                  <Checkbox
                    size="small"
                    checked={draft.copy === "working"}
                    onChange={(_event, checked) => changeDraft({ copy: checked ? "working" : "public" })}
                  />
                }
                label={t("withRecipe")}
                slotProps={{ typography: { variant: "body2" } }}
              />
              <FormControlLabel
                control={
                  <Checkbox
                    size="small"
                    checked={draft.contactSheet}
                    onChange={(_event, checked) => changeDraft({ contactSheet: checked })}
                  />
                }
                label={t("contactSheet")}
                slotProps={{ typography: { variant: "body2" } }}
              />
            </Stack>
          </Part>
        </Stack>
      </Box>
      <Summary
        ready={set !== null}
        estimate={estimate.data}
        folder={folder?.name ?? null}
        problem={start.error}
        starting={start.isPending}
        onFolder={() =>
          void chooseFolder({ kind: "folder", title: t("chooseFolder") }).then(
            chosen => chosen && changeDraft({ folder: chosen }),
          )
        }
        onStart={() => set && folder && start.mutate({ set, folder: folder.handle })}
      />
      <ItemPicker
        open={picking === "items"}
        multiple={{ selected: draft.items.map(withId) }}
        onClose={() => setPicking(null)}
        onPick={picked => {
          setPicking(null)
          changeDraft({ items: picked.map(({ id }) => id) })
        }}
      />
      <PersonaPicker
        open={picking === "personas"}
        scenario={scenario}
        multiple={{ selected: draft.personas.map(withId) }}
        onClose={() => setPicking(null)}
        onPick={picked => {
          setPicking(null)
          changeDraft({ personas: picked.map(({ id }) => id) })
        }}
      />
    </Box>
  )
}

function Part({ title, note, children }: { title: string; note: string; children: ReactNode }) {
  return (
    <Box component="section">
      <Stack direction="row" spacing={1} sx={{ alignItems: "baseline", mb: 1 }}>
        <Typography variant="h2">{title}</Typography>
        <Typography variant="body2" color="textSecondary">
          {note}
        </Typography>
      </Stack>
      {children}
    </Box>
  )
}

function Strip({
  pictures,
  label,
  onChange,
}: {
  pictures: readonly { id: string; title: string; image: string }[]
  label: string
  onChange: () => void
}) {
  return (
    <Stack direction="row" spacing={1} sx={{ alignItems: "center", minHeight: 72 }}>
      {pictures.map(({ id, title, image }) => (
        <Box key={id} sx={{ width: 54, height: 72, borderRadius: 0.5, overflow: "hidden" }}>
          <Picture kind="item" id={id} version={image} alt={title} edge={160} />
        </Box>
      ))}
      <Button variant="outlined" onClick={onChange}>
        {label}
      </Button>
    </Stack>
  )
}

/** The sizes that channels want, as switches, and whether each is cropped or padded. */
function Sizes() {
  const t = useTranslations("imageSets")
  const sizes = useImageSetDraft(draft => draft.sizes)
  return (
    <Stack spacing={0.5}>
      {channelSizes.map(preset => {
        const chosen = sizes.find(({ name }) => name === preset.name)
        return (
          <Stack key={preset.name} direction="row" spacing={1} sx={{ alignItems: "center", minHeight: 36 }}>
            <FormControlLabel
              control={
                <Checkbox
                  size="small"
                  checked={chosen !== undefined}
                  onChange={(_event, checked) =>
                    changeDraft({
                      sizes: checked
                        ? [...sizes, { ...preset }]
                        : sizes.filter(({ name }) => name !== preset.name),
                    })
                  }
                />
              }
              label={t("size", {
                name: preset.name,
                width: String(preset.width),
                height: String(preset.height),
              })}
              slotProps={{ typography: { variant: "body2" } }}
              sx={{ width: 260 }}
            />
            {chosen && (
              <ToggleButtonGroup
                exclusive
                size="small"
                value={chosen.fit}
                aria-label={t("fitOf", { name: preset.name })}
                onChange={(_event, fit) =>
                  fit &&
                  changeDraft({
                    sizes: sizes.map(size => (size.name === preset.name ? { ...size, fit } : size)),
                  })
                }
              >
                <ToggleButton value="crop" sx={{ py: 0.25 }}>
                  {t("crop")}
                </ToggleButton>
                <ToggleButton value="pad" sx={{ py: 0.25 }}>
                  {t("pad")}
                </ToggleButton>
              </ToggleButtonGroup>
            )}
          </Stack>
        )
      })}
    </Stack>
  )
}

interface SummaryProps {
  ready: boolean
  estimate:
    | {
        files: number
        toRender: number
        seconds: number | null
        bytes: number
        freeBytes: number | null
        collisions: string[]
        warnings: string[]
      }
    | undefined
  folder: string | null
  problem: unknown
  starting: boolean
  onFolder: () => void
  onStart: () => void
}

/** What it will take, where it goes, and the start. */
function Summary({ ready, estimate, folder, problem, starting, onFolder, onStart }: SummaryProps) {
  const t = useTranslations("imageSets")
  const format = useFormatter()
  const bytes = useByteText()
  const shown = ready ? estimate : undefined
  const rows: [string, string][] = [
    [t("filesToWrite"), shown ? format.number(shown.files) : "–"],
    [t("toDraw"), shown ? format.number(shown.toRender) : "–"],
    [
      t("time"),
      shown
        ? shown.seconds === null
          ? t("unknownTime")
          : t("minutes", { minutes: Math.ceil(shown.seconds / 60) })
        : "–",
    ],
    [t("disk"), shown ? bytes(shown.bytes) : "–"],
    [t("free"), shown?.freeBytes == null ? "–" : bytes(shown.freeBytes)],
  ]
  return (
    <Box
      component="aside"
      aria-label={t("summary")}
      sx={{ width: 320, flexShrink: 0, borderLeft: 1, borderColor: "divider", p: 2.5, overflow: "auto" }}
    >
      <Typography variant="h2" sx={{ mb: 1 }}>
        {t("summary")}
      </Typography>
      <Box component="dl" sx={{ m: 0, display: "grid", gridTemplateColumns: "1fr auto", rowGap: 0.75 }}>
        {rows.map(([name, value]) => [
          <Typography key={`${name}-t`} component="dt" variant="body2" color="textSecondary">
            {name}
          </Typography>,
          <Typography
            key={`${name}-d`}
            component="dd"
            variant="body2"
            sx={{ m: 0, fontVariantNumeric: "tabular-nums" }}
          >
            {value}
          </Typography>,
        ])}
      </Box>
      <Stack spacing={1.5} sx={{ mt: 2 }}>
        <Button variant="outlined" color="inherit" startIcon={<FolderOpenOutlined />} onClick={onFolder}>
          {folder ?? t("chooseFolder")}
        </Button>
        <Button
          variant="contained"
          disabled={!ready || folder === null || !estimate || estimate.collisions.length > 0 || starting}
          onClick={onStart}
        >
          {t("start")}
        </Button>
        {!ready && (
          <Typography variant="body2" color="textSecondary">
            {t("needed")}
          </Typography>
        )}
        {problem !== null && problem !== undefined && <ProblemLine problem={problem} />}
        {shown?.warnings.map(warning => (
          <Alert key={warning} severity="warning">
            {warning}
          </Alert>
        ))}
      </Stack>
    </Box>
  )
}
