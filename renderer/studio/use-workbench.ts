/** Everything that the views of the workbench read: what is asked for, what is known of it, and what is drawn. */
import { useQuery } from "@tanstack/react-query"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import type { DrawRequest } from "../../native/contract/draw.ts"
import { problemOf } from "../app/problem.ts"
import { orpc } from "../engine/rpc.ts"
import { type ChosenPersona, quickSettings, type Shown, useDraft } from "../shared/studio-draft.ts"
import { usePreparations } from "../shared/use-preparations.ts"
import { usePlan } from "./use-plan.ts"
import { type Preview, usePreview } from "./use-preview.ts"
import { useRendering } from "./use-rendering.ts"

/** What drawing an item meets that isn't embedded or tagged yet. */
const isUnprepared = (problem: unknown): boolean =>
  ["item.untagged", "pool.unknown_item"].includes(problemOf(problem).code)

export type Workbench = ReturnType<typeof useWorkbench>

export function useWorkbench(item: ItemSummary, persona: ChosenPersona) {
  const { settings, view, shown, against, quality } = useDraft()
  const { data: status } = useQuery(orpc.app.status.queryOptions())
  const { data: adapters = [] } = useQuery(orpc.adapters.list.queryOptions())
  const personaPage = useQuery(orpc.personas.get.queryOptions({ input: { id: persona.id } }))
  const { toPrepare, preparing } = usePreparations()
  const { data: renderPage } = useQuery(
    orpc.renders.list.queryOptions({ input: { item: item.id, persona: persona.id, limit: 60 } }),
  )
  const renders = renderPage?.renders ?? []
  const model = status?.model
  const ready = model?.state === "ready" && personaPage.data !== undefined

  const pack = model?.state === "ready" ? model.pack : null
  const request: DrawRequest = { item: item.id, persona: persona.id, settings }
  const asked: DrawRequest = {
    ...request,
    settings: quality === "quick" ? quickSettings(settings, pack) : { ...settings, count: 1 },
  }
  const subject = `${item.id}\n${persona.id}`
  const revision = useRevision(item.id, persona.id, toPrepare)
  const sweeps = view === "sweep"
  const preview = usePreview(ready && !sweeps ? asked : null, subject, revision)
  const comparesBase = against.kind === "base" && settings.adapter !== null
  // The engine draws one preview at a time: this one waits for the other.
  const base = usePreview(
    comparesBase && preview.whole ? { ...asked, settings: { ...asked.settings, adapter: null } } : null,
    subject,
    revision,
  )
  const behind: Shown = against.kind === "base" && !comparesBase ? { kind: "original" } : against
  const swept = usePlan(request, ready && sweeps)

  const failed = sweeps ? swept.error : (preview.problem ?? base.problem)
  const comesByItself = toPrepare > 0 && isUnprepared(failed)
  const native = model?.state === "ready" ? model.pack.nativeSize : { width: 1, height: 1 }
  return {
    item,
    persona,
    personaPage,
    status,
    model,
    ready,
    adapters,
    settings,
    view,
    sweeps,
    shown,
    behind,
    comparesBase,
    request,
    asked,
    revision,
    preview,
    base,
    plan: sweeps ? (swept.data ?? null) : preview.plan,
    renders,
    rendering: useOwnRendering(request, preview),
    /** The size of the pictures. */
    frame: { width: settings.width ?? native.width, height: settings.height ?? native.height },
    /** What stands in the way; null for what will pass by itself. */
    problem: personaPage.error ?? (comesByItself ? null : failed),
    preparing,
  }
}

/** Changes when what the engine knows of the item or the persona does: the picture is then drawn anew. */
function useRevision(item: string, persona: string, toPrepare: number): string {
  const personaPage = useQuery(orpc.personas.get.queryOptions({ input: { id: persona } }))
  const itemPage = useQuery(orpc.items.get.queryOptions({ input: { id: item } }))
  const merges = useQuery(orpc.merges.list.queryOptions())
  const masks = useQuery(orpc.masks.list.queryOptions({ input: { item } }))
  const protect = useDraft(draft => draft.settings.protect)
  const kept = masks.data?.flatMap(({ name, hash }) => (protect.includes(name) ? [hash] : []))
  const { pinned = [], banned = [] } = personaPage.data?.persona ?? {}
  return JSON.stringify([pinned, banned, itemPage.data?.tags, merges.data, toPrepare, kept ?? []])
}

/** The render that runs, as far as it is one of this item and persona. */
function useOwnRendering(request: DrawRequest, preview: Preview) {
  const rendering = useRendering()
  const runs = rendering.job !== null
  const isOwn = rendering.request?.item === request.item && rendering.request.persona === request.persona
  /** Nothing was changed since it was asked for. */
  const isAsSet = isOwn && rendering.request?.settings === request.settings
  return {
    ...rendering,
    /** Whether one runs, of whatever item. */
    runs,
    runsHere: runs && isOwn,
    problem: isAsSet ? rendering.problem : null,
    /** Its picture, where it is the one that the preview shows, with all its steps: the first image. */
    previewFrame: isAsSet && rendering.index === 0 && preview.step === null ? rendering.frame : null,
  }
}
