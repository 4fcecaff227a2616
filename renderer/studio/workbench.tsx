/** One item, one persona, live sliders, and every variant against the original. */
import AutoAwesomeOutlined from "@mui/icons-material/AutoAwesomeOutlined"
import { Box, Button, MenuItem, Stack, TextField } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { useTranslations } from "use-intl"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import type { DrawRequest } from "../../native/contract/draw.ts"
import type { JobKind } from "../../native/contract/job-kinds.ts"
import { maxSeed } from "../../native/contract/setting-values.ts"
import { forAnotherSubject } from "../../native/contract/settings.ts"
import { menuCommands } from "../../native/contract/shell.ts"
import { type Command, useCommands } from "../app/commands.ts"
import { problemOf } from "../app/problem.ts"
import { useProblemText } from "../app/problem-text.ts"
import { orpc } from "../engine/rpc.ts"
import { useSettingWords } from "../shared/setting-words.ts"
import {
  type ChosenPersona,
  draft,
  quickSettings,
  type Shown,
  setDraft,
  useDraft,
} from "../shared/studio-draft.ts"
import { Screen } from "../ui/screen.tsx"
import { LoadingState } from "../ui/states.tsx"
import { DropHint } from "./drop-hint.tsx"
import { personaFor, settingsFor } from "./first-choice.ts"
import { Inspector } from "./inspector.tsx"
import { MetricsLine } from "./metrics-line.tsx"
import { Problems } from "./problems.tsx"
import { Sliders } from "./sliders.tsx"
import { Stage } from "./stage.tsx"
import { SubjectBar } from "./subject-bar.tsx"
import { Sweep } from "./sweep.tsx"
import { useDroppedRecipe } from "./use-dropped-recipe.ts"
import { usePlan } from "./use-plan.ts"
import { usePreview } from "./use-preview.ts"
import { cancelRendering, numberDrawn, startRendering, useRendering } from "./use-rendering.ts"
import { Variants } from "./variants.tsx"
import { ViewBar } from "./view-bar.tsx"
import { useViewCommands } from "./view-commands.tsx"

const preparations: readonly JobKind[] = ["import", "prepare", "tag"]

/** What drawing an item meets that isn't embedded or tagged yet. */
const isUnprepared = (problem: unknown): boolean =>
  ["item.untagged", "pool.unknown_item"].includes(problemOf(problem).code)

const counts = [1, 2, 3, 4, 5, 6, 7, 8]

export function Workbench({ item, persona }: { item: ItemSummary; persona: ChosenPersona }) {
  const t = useTranslations("studio")
  const textOf = useProblemText()
  const { words } = useSettingWords()
  const { settings, view, shown, against, quality } = useDraft()
  const { data: status } = useQuery(orpc.app.status.queryOptions())
  const personaPage = useQuery(orpc.personas.get.queryOptions({ input: { id: persona.id } }))
  const itemPage = useQuery(orpc.items.get.queryOptions({ input: { id: item.id } }))
  const merges = useQuery(orpc.merges.list.queryOptions())
  const jobs = useQuery(orpc.jobs.list.queryOptions())
  const toPrepare = (jobs.data ?? []).filter(
    ({ kind, state }) => preparations.includes(kind) && (state === "running" || state === "queued"),
  )
  const preparing = toPrepare.find(({ state }) => state === "running")
  const rendersQuery = useQuery(
    orpc.renders.list.queryOptions({ input: { item: item.id, persona: persona.id, limit: 60 } }),
  )
  const renders = rendersQuery.data?.renders ?? []
  const model = status?.model
  const ready = model?.state === "ready" && personaPage.data !== undefined
  const request: DrawRequest = { item: item.id, persona: persona.id, settings }
  const asked: DrawRequest = {
    ...request,
    settings: quality === "quick" ? quickSettings(settings) : { ...settings, count: 1 },
  }
  const { pinned = [], banned = [] } = personaPage.data?.persona ?? {}
  const revision = JSON.stringify([pinned, banned, itemPage.data?.tags, merges.data, toPrepare.length])
  const preview = usePreview(ready && view !== "sweep" ? asked : null, `${item.id}\n${persona.id}`, revision)
  const { data: adapters = [] } = useQuery(orpc.adapters.list.queryOptions())
  const comparing = against.kind === "base" && settings.adapter !== null
  const behind: Shown = against.kind === "base" && !comparing ? { kind: "original" } : against
  // The engine draws one preview at a time: this one waits for the other.
  const base = usePreview(
    comparing && preview.whole ? { ...asked, settings: { ...asked.settings, adapter: null } } : null,
    `${item.id}\n${persona.id}`,
    revision,
  )
  const sweeps = view === "sweep"
  const swept = usePlan(request, ready && sweeps)
  const plan = sweeps ? (swept.data ?? null) : preview.plan
  const rendering = useRendering()
  const { hovering, open } = useDroppedRecipe()
  const rendersNow = rendering.job !== null
  const rendersThis = rendering.request?.item === item.id && rendering.request.persona === persona.id
  // Nothing was changed since.
  const rendersAsSet = rendersThis && rendering.request?.settings === settings
  const native = model?.state === "ready" ? model.pack.nativeSize : { width: 1, height: 1 }
  const ratio = (settings.width ?? native.width) / (settings.height ?? native.height)

  async function render(): Promise<void> {
    const done = await startRendering(request, id => {
      const now = draft()
      if (now.item?.id === item.id && now.persona?.id === persona.id && now.settings === settings)
        setDraft({ shown: { kind: "render", id } })
    })
    const { settings: next, seedLocked } = draft()
    // New variants next time, unless the seed is to stay or was changed meanwhile.
    if (done && !seedLocked && next.seed === settings.seed)
      setDraft({
        settings: { ...next, seed: (settings.seed + settings.count) % (maxSeed + 1) },
        quality: "quick",
      })
  }

  async function choose(next: ItemSummary, kept: ChosenPersona | null): Promise<void> {
    const chosen = kept ?? (await personaFor(next.id, next.scenario))
    const fresh =
      next.scenario === item.scenario || !status ? settings : await settingsFor(next.scenario, status)
    setDraft({
      item: next,
      persona: chosen,
      settings: forAnotherSubject(fresh),
      shown: { kind: "preview" },
      against: { kind: "original" },
      quality: "quick",
    })
  }

  const viewCommands = useViewCommands()
  const renderCommand: Command = {
    name: t("render"),
    icon: <AutoAwesomeOutlined />,
    keys: [menuCommands.render],
    menu: "render",
    disabled: !ready || rendersNow,
    run: () => void render(),
  }
  useCommands(t("title"), [...viewCommands, renderCommand])

  const nameOf = (which: Shown): string => {
    switch (which.kind) {
      case "original":
        return t("names.original", { title: item.title })
      case "base":
        return t("names.base")
      case "preview": {
        const adapter = adapters.find(({ id }) => id === settings.adapter)
        return comparing && adapter
          ? t("names.adapter", { name: adapter.name })
          : t("names.preview", { persona: persona.name })
      }
      case "render":
        return t("names.render", {
          seed: String(renders.find(({ id }) => id === which.id)?.recipe.made.seed ?? "–"),
        })
    }
  }
  const looked = shown.kind === "render" ? renders.find(({ id }) => id === shown.id) : null
  // The first image is what the preview shows, with all its steps.
  const renderFrame = rendersAsSet && rendering.index === 0 && preview.step === null ? rendering.frame : null
  const drawing = preview.step ?? base.step
  const share = (step: typeof drawing) => (step ? step.done / step.of : null)
  const failed = sweeps ? swept.error : (preview.problem ?? base.problem)
  const comesByItself = toPrepare.length > 0 && isUnprepared(failed)
  const problem = personaPage.error ?? (comesByItself ? null : failed)
  const stops = model?.state === "failed" ? model.problem : problem
  const missing = stops === null ? null : textOf(stops).message
  const waiting =
    missing ??
    (preparing?.progress.total
      ? t("waiting.preparing", { done: preparing.progress.done, total: preparing.progress.total })
      : ready
        ? t("waiting.drawing")
        : t("waiting.model"))
  const note =
    rendersNow && rendersThis
      ? t("note.rendering", { index: numberDrawn(rendering), count: rendering.count })
      : drawing
        ? t("note.drawing", { done: drawing.done, of: drawing.of })
        : preview.seconds !== null && shown.kind === "preview"
          ? t("note.drawn", { seconds: preview.seconds.toFixed(1), steps: asked.settings.steps ?? 0 })
          : ""

  return (
    <Screen
      title={t("title")}
      fill
      actions={
        <Stack direction="row" spacing={1} sx={{ alignItems: "center" }}>
          <SubjectBar
            item={item}
            persona={persona}
            latest={personaPage.data?.history[0]}
            onChoose={(next, kept) => void choose(next, kept)}
            onOpen={file => void open(file)}
          />
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
          {rendersNow ? (
            <Button variant="outlined" onClick={() => void cancelRendering()} sx={{ minWidth: 92 }}>
              {t("cancel")}
            </Button>
          ) : (
            <Button
              variant="contained"
              startIcon={renderCommand.icon}
              disabled={!ready}
              onClick={renderCommand.run}
              sx={{ minWidth: 92 }}
            >
              {renderCommand.name}
            </Button>
          )}
        </Stack>
      }
    >
      <Box sx={{ flex: 1, minWidth: 0, display: "flex", flexDirection: "column", position: "relative" }}>
        <ViewBar
          views={viewCommands}
          says={sweeps ? t("sweep.explain") : t("comparing", { a: nameOf(behind), b: nameOf(shown) })}
        />
        {view === "sweep" ? (
          <Sweep request={{ ...request, settings: quickSettings(settings) }} revision={revision} />
        ) : (
          <>
            <Stage
              item={item}
              view={view}
              ratio={ratio}
              shown={shown}
              against={behind}
              frame={renderFrame ?? preview.frame}
              base={{ frame: base.frame, progress: share(base.step) }}
              progress={share(preview.step)}
              waiting={waiting}
              nameOf={nameOf}
            />
            <MetricsLine metrics={looked ? looked.metrics : preview.metrics} note={note} />
            <Box sx={{ borderTop: 1, borderColor: "divider" }}>
              <Variants
                frame={preview.frame}
                seed={settings.seed}
                renders={renders}
                coming={{
                  frame: rendering.frame,
                  count: rendersNow && rendersThis ? rendering.count - rendering.index : 0,
                }}
              />
            </Box>
          </>
        )}
        {hovering && <DropHint />}
      </Box>
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
          <Problems
            problem={(rendersAsSet ? rendering.problem : null) ?? problem}
            warnings={plan?.warnings ?? []}
          />
          <Sliders model={model} />
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
    </Screen>
  )
}
