/** One item, one persona, live sliders, and every variant against the original. */
import { Box, MenuItem, Stack, TextField } from "@mui/material"
import { type ReactNode, useState } from "react"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import { type Command, useCommands } from "../app/commands.ts"
import { useTranslations } from "../app/translations.ts"
import { useSettingWords } from "../shared/setting-words.ts"
import { Sliders } from "../shared/sliders.tsx"
import { type ChosenPersona, quickSettings, setDraft, useDraft } from "../shared/studio-draft.ts"
import { Screen } from "../ui/screen.tsx"
import { LoadingState } from "../ui/states.tsx"
import { AdapterPicker } from "./adapter-picker.tsx"
import { DropHint } from "./drop-hint.tsx"
import { chooseItem } from "./first-choice.ts"
import { Inspector } from "./inspector.tsx"
import { LoraPicker } from "./lora-picker.tsx"
import { MasksPanel } from "./masks/masks-panel.tsx"
import { MetricsLine } from "./metrics-line.tsx"
import { PlacePanel } from "./place/place-panel.tsx"
import { PlaceStage } from "./place/place-stage.tsx"
import { Problems } from "./problems.tsx"
import { RenderButton, useRenderCommand } from "./render-button.tsx"
import { Stage } from "./stage.tsx"
import { LayoutChoice, useStageLayout } from "./stage-layout.tsx"
import { SubjectBar } from "./subject-bar.tsx"
import { Sweep } from "./sweep.tsx"
import { useDroppedRecipe } from "./use-dropped-recipe.ts"
import { type StageWords, useStageWords } from "./use-stage-words.ts"
import { useWorkbench, type Workbench as Work } from "./use-workbench.ts"
import { Variants } from "./variants.tsx"
import { ViewBar } from "./view-bar.tsx"
import { useViewCommands } from "./view-commands.tsx"

const counts = [1, 2, 3, 4, 5, 6, 7, 8]

export function Workbench({ item, persona }: { item: ItemSummary; persona: ChosenPersona }) {
  const t = useTranslations("studio")
  const work = useWorkbench(item, persona)
  const words = useStageWords(work)
  const pack = packOf(work)
  const [moving, setMoving] = useState(false)
  const { hovering, open } = useDroppedRecipe(pack)
  const viewCommands = useViewCommands()
  const renderCommand = useRenderCommand(work)
  useCommands(t("title"), [...viewCommands, renderCommand])
  return (
    <Screen
      title={t("title")}
      fill
      actions={
        <Stack direction="row" spacing={1} sx={{ alignItems: "center" }}>
          <SubjectBar
            item={item}
            persona={persona}
            latest={work.personaPage.data?.history[0]}
            onChoose={(next, kept) => void chooseItem(next, kept, work.status)}
            onOpen={file => void open(file)}
          />
          <Count />
          <RenderButton command={renderCommand} running={work.rendering.runs} />
        </Stack>
      }
    >
      <Box sx={{ flex: 1, minWidth: 0, display: "flex", flexDirection: "column", position: "relative" }}>
        {moving ? (
          <PlaceStage
            item={item}
            frame={work.frame}
            drawn={work.preview.frame}
            onClose={() => setMoving(false)}
          />
        ) : (
          <Pictures work={work} words={words} views={viewCommands} />
        )}
        {hovering && <DropHint withStructure={pack?.features.structure ?? false} />}
      </Box>
      <Panel
        work={work}
        missing={words.missing}
        place={<PlacePanel item={item} pack={pack} moving={moving} onMoving={setMoving} />}
      />
    </Screen>
  )
}

const packOf = ({ model }: Work) => (model?.state === "ready" ? model.pack : null)

/** How many variants are rendered at once. */
function Count() {
  const { words } = useSettingWords()
  const settings = useDraft(draft => draft.settings)
  return (
    <TextField
      select
      value={settings.count}
      onChange={event => setDraft({ settings: { ...settings, count: Number(event.target.value) } })}
      slotProps={{ htmlInput: { "aria-label": words.count.label } }}
      sx={{ width: 64 }}
    >
      {counts.map(count => (
        <MenuItem key={count} value={count}>
          {count}
        </MenuItem>
      ))}
    </TextField>
  )
}

interface PicturesProps {
  work: Work
  words: StageWords
  views: readonly Command[]
}

/** The pictures that are compared, and the variants below them; or a sweep. */
function Pictures({ work, words, views }: PicturesProps) {
  const { item, view, settings, shown, preview, base, renders, rendering } = work
  const layout = useStageLayout(item.scenario)
  const share = (step: typeof preview.step) => (step ? step.done / step.of : null)
  const looked = shown.kind === "render" ? renders.find(({ id }) => id === shown.id) : null
  return (
    <>
      <ViewBar
        views={views}
        says={words.comparing}
        end={view !== "sweep" && <LayoutChoice scenario={item.scenario} />}
      />
      {view === "sweep" ? (
        <Sweep
          request={{ ...work.request, settings: quickSettings(settings, packOf(work)) }}
          pack={packOf(work)}
          revision={work.revision}
        />
      ) : (
        <>
          <Stage
            item={item}
            view={view}
            size={work.frame}
            shown={shown}
            against={work.behind}
            frame={rendering.previewFrame ?? preview.frame}
            base={{ frame: base.frame, progress: share(base.step) }}
            progress={share(preview.step)}
            waiting={words.waiting}
            nameOf={words.nameOf}
            layout={layout}
          />
          <MetricsLine metrics={looked ? looked.metrics : preview.metrics} note={words.note} />
          <Box sx={{ borderTop: 1, borderColor: "divider" }}>
            <Variants
              frame={preview.frame}
              seed={settings.seed}
              renders={renders}
              coming={{
                frame: rendering.frame,
                count: rendering.runsHere ? rendering.count - rendering.index : 0,
              }}
            />
          </Box>
        </>
      )}
    </>
  )
}

/** The settings, and why the picture looks as it does; beside one another where there is room. */
function Panel({ work, missing, place }: { work: Work; missing: string | null; place: ReactNode }) {
  const t = useTranslations("studio")
  const { item, personaPage, plan } = work
  return (
    <Box
      component="aside"
      aria-label={t("panel")}
      sx={{
        width: { xs: 360, xl: 720 },
        flexShrink: 0,
        borderLeft: 1,
        borderColor: "divider",
        overflow: "auto",
        display: { xl: "grid" },
        gridTemplateColumns: { xl: "1fr 1fr" },
        alignItems: "start",
      }}
    >
      <Stack spacing={1.5} sx={{ p: 2 }}>
        <Problems problem={work.rendering.problem ?? work.problem} warnings={plan?.warnings ?? []} />
        <AdapterPicker />
        <LoraPicker />
        <Sliders model={work.model} />
        <MasksPanel item={item} />
        {place}
      </Stack>
      <Box
        sx={{
          p: 2,
          pt: { xs: 0, xl: 2 },
          borderLeft: { xl: 1 },
          borderColor: { xl: "divider" },
          minHeight: { xl: "100%" },
        }}
      >
        {personaPage.data ? (
          <Inspector item={item} persona={personaPage.data.persona} plan={plan} missing={missing} />
        ) : (
          !personaPage.error && <LoadingState count={6} height={24} />
        )}
      </Box>
    </Box>
  )
}
