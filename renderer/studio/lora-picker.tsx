/** The LoRAs that draw along, each with a slider for its strength, and one for all of them together. */
import DeleteOutlined from "@mui/icons-material/DeleteOutlined"
import { Box, IconButton, MenuItem, Stack, TextField, Tooltip, Typography } from "@mui/material"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import type { LoraView } from "../../native/contract/api/loras.ts"
import { type LoraAsk, mostLoras, packLora } from "../../native/contract/lora.ts"
import { fewStepsSettings, type Settings, settingsSchema } from "../../native/contract/settings.ts"
import { useAttempt } from "../app/attempt.ts"
import { useProblemText } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { client, orpc } from "../engine/rpc.ts"
import { useChooseFolder } from "../shared/folder-picker.tsx"
import { SettingField } from "../shared/setting-field.tsx"
import { useSettingsScope } from "../shared/settings-scope.ts"
import { useSettingsSteps } from "../shared/use-settings-steps.ts"
import { LabeledSlider } from "../ui/labeled-slider.tsx"

export function LoraPicker() {
  const t = useTranslations("studio.loras")
  const steps = useSettingsSteps()
  const { settings } = useSettingsScope()
  const query = useQuery(orpc.loras.list.queryOptions())
  const known = query.data ?? []
  const { loras } = settings

  const nameOf = (name: string) =>
    shownName(
      known.find(lora => lora.name === name),
      name,
      t("ofPack"),
    )
  const isFewSteps = (name: string) => known.find(lora => lora.name === name)?.isFewSteps ?? false
  const add = (name: string) => {
    const next = [...loras, { name, strength: 1 }]
    steps.take(t("added", { name: nameOf(name) }), { loras: next, ...(isFewSteps(name) && fewStepsSettings) })
  }
  const remove = (name: string) => {
    const next = loras.filter(lora => lora.name !== name)
    const isLast = isFewSteps(name) && !next.some(lora => isFewSteps(lora.name))
    steps.take(t("removed", { name: nameOf(name) }), {
      loras: next,
      ...(isLast && manySteps(settings)),
      ...(next.length === 0 && { loraStrength: 1 }),
    })
  }
  const withStrength = (name: string, strength: number): LoraAsk[] =>
    loras.map(lora => (lora.name === name ? { name, strength: Math.round(strength * 100) / 100 } : lora))
  return (
    <Stack spacing={1}>
      <AddLora known={known} chosen={loras} onAdd={add} />
      {loras.map(({ name, strength }) => {
        const lora = known.find(lora => lora.name === name)
        return (
          <Stack key={name} direction="row" spacing={1} sx={{ alignItems: "flex-start" }}>
            <Box sx={{ flex: 1, minWidth: 0 }}>
              <LabeledSlider
                label={nameOf(name)}
                explain={t(lora?.isFewSteps ? "fewSteps" : "explain")}
                value={strength}
                min={-1}
                max={2}
                step={0.05}
                disabled={query.isSuccess && !lora}
                disabledReason={t("gone")}
                onChange={value => steps.move("loras", withStrength(name, value))}
                onCommit={value =>
                  steps.commit("loras", withStrength(name, value), t("changed", { name: nameOf(name) }))
                }
              />
            </Box>
            <Tooltip title={t("remove", { name: nameOf(name) })}>
              <IconButton
                size="small"
                aria-label={t("remove", { name: nameOf(name) })}
                onClick={() => remove(name)}
              >
                <DeleteOutlined fontSize="small" />
              </IconButton>
            </Tooltip>
          </Stack>
        )
      })}
      {loras.length > 0 && <SettingField name="loraStrength" pack={null} />}
    </Stack>
  )
}

/** The pack's own is called by what it is. */
const shownName = (lora: Pick<LoraView, "addedAt"> | undefined, name: string, ofPack: string): string =>
  name === packLora && lora?.addedAt === null ? ofPack : name

/** What the settings become where the solver for few steps has nothing to work with any more. */
function manySteps({ scheduler }: Settings): Partial<Settings> {
  if (scheduler !== fewStepsSettings.scheduler) return {}
  const { scheduler: usual, steps } = settingsSchema.parse({})
  return { scheduler: usual, steps, guidance: undefined }
}

/** No LoRA has this name. */
const aFile = "="

/** Copies a file that is chosen into the workspace. */
function useBringIn(): () => Promise<void> {
  const t = useTranslations("studio.loras")
  const choose = useChooseFolder()
  const attempt = useAttempt()
  const cache = useQueryClient()
  return async () => {
    const chosen = await choose({ kind: "file", title: t("chooseFile"), endings: [".safetensors"] })
    if (!chosen) return
    await attempt(async () => {
      const { name } = await client.loras.add({ handle: chosen.handle })
      return t("broughtIn", { name })
    })
    await cache.invalidateQueries({ queryKey: orpc.loras.key() })
  }
}

interface AddLoraProps {
  known: readonly LoraView[]
  chosen: readonly LoraAsk[]
  onAdd: (name: string) => void
}

function AddLora({ known, chosen, onAdd }: AddLoraProps) {
  const t = useTranslations("studio.loras")
  const textOf = useProblemText()
  const bringIn = useBringIn()
  const rest = known.filter(({ name }) => !chosen.some(lora => lora.name === name))
  return (
    <TextField
      select
      fullWidth
      label={t("label")}
      value=""
      disabled={chosen.length >= mostLoras}
      onChange={({ target: { value } }) => (value === aFile ? void bringIn() : onAdd(value))}
      slotProps={{
        select: { displayEmpty: true, renderValue: () => t("add") },
        inputLabel: { shrink: true },
      }}
    >
      {rest.map(({ name, addedAt, isFewSteps, problem }) => (
        <MenuItem key={name} value={name} disabled={problem !== null} sx={{ opacity: "1 !important" }}>
          <Box sx={{ minWidth: 0, color: problem ? "text.secondary" : "text.primary" }}>
            <Typography variant="body1" noWrap>
              {shownName({ addedAt }, name, t("ofPack"))}
            </Typography>
            {(problem || isFewSteps) && (
              <Typography
                variant="caption"
                component="div"
                sx={{ whiteSpace: "normal", maxWidth: 320, color: "text.secondary" }}
              >
                {problem ? textOf(problem).message : t("fewSteps")}
              </Typography>
            )}
          </Box>
        </MenuItem>
      ))}
      <MenuItem value={aFile}>{t("file")}</MenuItem>
    </TextField>
  )
}
