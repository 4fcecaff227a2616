/** The final pictures that were kept of tiles, with their marks. They are followed on any screen. */
import { create } from "zustand"
import type { DrawRequest } from "../../native/contract/draw.ts"
import type { Verdict } from "../../native/contract/verdict.ts"
import { client, orpc, queryClient } from "../engine/rpc.ts"

export interface FullMark {
  starred: boolean
  verdict: Verdict
}
export const unmarked: FullMark = { starred: false, verdict: "none" }

export interface Kept {
  /** What it is the picture of: another ask of the same tile has none. */
  ask: string
  /** Its mark as it is to be; that of the render once there is one. */
  mark: FullMark
  /** null while it is drawn. */
  render: string | null
}

/** By tile. */
export const useKept = create<Readonly<Record<string, Kept>>>()(() => ({}))

const keptOf = (tile: string, ask: string): Kept | null => {
  const kept = useKept.getState()[tile]
  return kept?.ask === ask ? kept : null
}
const set = (tile: string, kept: Kept) => useKept.setState({ [tile]: kept })
const drop = (tile: string) => {
  const { [tile]: _, ...others } = useKept.getState()
  useKept.setState(others, true)
}

export interface ToKeep {
  tile: string
  ask: string
  request: DrawRequest
}

/** Marks the final picture of a tile; draws it where there is none yet. Settles when the mark is kept. */
export async function keep({ tile, ask, request }: ToKeep, mark: FullMark): Promise<void> {
  const kept = keptOf(tile, ask)
  if (kept) {
    set(tile, { ...kept, mark })
    if (kept.render !== null) await markRender(kept.render, mark)
    return
  }
  set(tile, { ask, mark, render: null })
  try {
    const job = await client.studio.render({ ...request, mark })
    void follow(tile, ask, job.id, mark)
  } catch (problem) {
    if (keptOf(tile, ask)) drop(tile)
    throw problem
  }
}

/** Draws the final picture of a tile. One that was marked meanwhile is drawn already, and keeps its mark. */
export async function keepUnmarked(toKeep: ToKeep): Promise<void> {
  if (!keptOf(toKeep.tile, toKeep.ask)) await keep(toKeep, unmarked)
}

async function markRender(id: string, mark: FullMark): Promise<void> {
  await client.renders.mark({ ids: [id], ...mark })
  await queryClient.invalidateQueries({ queryKey: orpc.renders.key() })
}

/** @param mark that the job gives it */
async function follow(tile: string, ask: string, job: string, mark: FullMark): Promise<void> {
  const render = await renderOf(job)
  const kept = keptOf(tile, ask)
  if (render === null) {
    if (kept) drop(tile)
    return
  }
  if (!kept) return
  set(tile, { ...kept, render })
  // It was changed while the picture was drawn.
  if (kept.mark.starred !== mark.starred || kept.mark.verdict !== mark.verdict)
    await markRender(render, kept.mark).catch(() => undefined)
  await queryClient.invalidateQueries({ queryKey: orpc.renders.key() })
}

/** The render that a job makes; null when it made none. A lost engine takes the job up again, so it is asked again. */
async function renderOf(job: string): Promise<string | null> {
  for (;;) {
    try {
      let render: string | null = null
      for await (const event of await client.studio.watch({ job })) {
        if (event.type === "render") render = event.id
        if (event.type === "end") return render
      }
    } catch (error) {
      if ((error as { code?: unknown }).code === "job.unknown") return null
      await new Promise(resolve => setTimeout(resolve, 1000))
    }
  }
}
