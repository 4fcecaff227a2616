/** What the set holds and how its files look, with what it will take beside it. */
import { Box, Button, MenuItem, Stack, TextField, Typography } from "@mui/material"
import { useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query"
import { useEffect, useState } from "react"
import { useLocale } from "use-intl"
import { type ImageSetInput, mostCandidates } from "../../native/contract/image-set.ts"
import { settingsSchema } from "../../native/contract/settings.ts"
import { isolated } from "../../native/words/isolate.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { AdapterField } from "../shared/adapter-field.tsx"
import { useChooseFolder } from "../shared/folder-picker.tsx"
import { changeDraft, useImageSetDraft } from "../shared/image-set-draft.ts"
import { ItemPicker } from "../shared/item-picker.tsx"
import { PersonaPicker } from "../shared/persona-picker.tsx"
import { UpscalerField } from "../shared/upscaler-field.tsx"
import { Picture } from "../ui/picture.tsx"
import { useDebounced } from "../ui/use-debounced.ts"
import { DrawOn, useFarm, useWithoutFiles } from "./draw-on.tsx"
import { Files } from "./files.tsx"
import { FocalPoint } from "./focal-point.tsx"
import { Part } from "./part.tsx"
import { Sizes } from "./sizes.tsx"
import { Summary } from "./summary.tsx"

const mostPictures = 12
const mostNames = 200

/** No preset has it as its id. */
const ofBoard = "board"

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
  const {
    variants,
    folder,
    preset: presetId,
    adapter: ownAdapter,
    board,
    farm: _farm,
    withoutFiles: _files,
    ...looks
  } = draft
  const farm = useFarm()
  const withoutFiles = useWithoutFiles()
  const presets = (useQuery(orpc.presets.list.queryOptions()).data ?? []).filter(
    preset => preset.scenario === scenario,
  )
  const preset = presets.find(({ id }) => id === presetId)
  const kept = board ?? settingsSchema.parse(preset?.settings ?? lastUsed.data ?? {})
  const adapter = ownAdapter === undefined ? kept.adapter : ownAdapter
  const set: ImageSetInput | null =
    draft.items.length > 0 && draft.personas.length > 0
      ? {
          ...looks,
          name: draft.name.trim() || t("untitled"),
          settings: { ...kept, adapter, count: variants },
        }
      : null
  const asked = useDebounced(JSON.stringify({ set, folder: folder?.handle ?? null, withoutFiles }), 300)
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
  const locale = useLocale()
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
                {personas.map(({ persona }) => isolated(persona.name)).join(" · ")}
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
                label={t("bestOf")}
                value={draft.bestOf ?? ""}
                disabled={draft.source === "approved"}
                onChange={event =>
                  changeDraft({ bestOf: event.target.value === "" ? null : Number(event.target.value) })
                }
                slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
                sx={{ width: 150 }}
              >
                <MenuItem value="">{t("bestOfNone")}</MenuItem>
                {[...Array(mostCandidates).keys()].map(fewer => (
                  <MenuItem key={fewer} value={fewer + 1}>
                    {t("bestOfCount", { count: fewer + 1 })}
                  </MenuItem>
                ))}
              </TextField>
              <UpscalerField
                value={draft.upscaler}
                none={t("resample")}
                onChange={upscaler => changeDraft({ upscaler })}
                sx={{ width: 170 }}
              />
              <TextField
                select
                label={t("settings")}
                value={board ? ofBoard : (preset?.id ?? "")}
                disabled={draft.source === "approved"}
                onChange={event =>
                  event.target.value !== ofBoard &&
                  changeDraft({ preset: event.target.value || null, adapter: undefined, board: null })
                }
                sx={{ width: 260 }}
                slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
              >
                <MenuItem value="">{t("lastUsed")}</MenuItem>
                {board && <MenuItem value={ofBoard}>{t("ofBoard")}</MenuItem>}
                {presets.map(({ id, name }) => (
                  <MenuItem key={id} value={id}>
                    {name}
                  </MenuItem>
                ))}
              </TextField>
            </Stack>
            <Stack direction="row" spacing={1.5} sx={{ mt: 2, alignItems: "flex-start" }}>
              <Box sx={{ width: 260 }}>
                <AdapterField
                  value={adapter}
                  disabled={draft.source === "approved"}
                  onChange={adapter => changeDraft({ adapter })}
                />
              </Box>
              <DrawOn />
            </Stack>
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
          <Files names={estimate.data?.names ?? []} collisions={collisions} problem={estimate.error} />
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
        withoutFiles={withoutFiles}
        onStart={() =>
          set &&
          (folder || withoutFiles) &&
          start.mutate({ set, folder: withoutFiles ? null : folder!.handle, locale, farm })
        }
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
