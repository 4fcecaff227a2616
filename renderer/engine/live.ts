/** Keeps what the page has read up to date: the engine's events mark it as old or change it in place. */
import type { QueryClient } from "@tanstack/react-query"
import type { StudioEvent } from "../../native/contract/api/app.ts"
import type { ApiClient } from "../../native/contract/api/index.ts"
import { isOver, type Job } from "../../native/contract/api/jobs.ts"
import type { orpc as Orpc } from "./rpc.ts"

/** Changes of one kind within this time are read again once, in milliseconds. */
const gather = 250

export function followEngine(client: ApiClient, orpc: typeof Orpc, cache: QueryClient): () => void {
  const stop = new AbortController()
  const changes = gathered(what => {
    for (const queryKey of keysOf(orpc, what)) void cache.invalidateQueries({ queryKey })
  })

  async function follow(): Promise<void> {
    let followed = false
    while (!stop.signal.aborted) {
      try {
        const events = await client.app.events(undefined, { signal: stop.signal })
        // What happened between two streams wasn't told.
        if (followed) void cache.invalidateQueries()
        followed = true
        for await (const event of events) take(event)
      } catch {
        // The line says what is wrong with the engine; here it only has to be asked again.
      }
      await new Promise(resolve => setTimeout(resolve, 500))
    }
  }

  function take(event: StudioEvent): void {
    if (event.type === "changed") {
      changes(event.what)
      return
    }
    const queryKey = orpc.jobs.list.queryKey()
    const jobs = cache.getQueryData(queryKey)
    if (event.type === "job-gone") {
      cache.setQueryData(
        queryKey,
        jobs?.filter(job => job.id !== event.id),
      )
      return
    }
    const known = jobs?.find(job => job.id === event.job.id)
    if (jobs && known && isOver(known.state) === isOver(event.job.state)) {
      cache.setQueryData(queryKey, replaced(jobs, event.job))
    } else void cache.invalidateQueries({ queryKey })
  }

  void follow()
  return () => stop.abort()
}

type What = Extract<StudioEvent, { type: "changed" }>["what"]

const replaced = (jobs: readonly Job[], job: Job): Job[] => jobs.map(old => (old.id === job.id ? job : old))

function keysOf(orpc: typeof Orpc, what: What) {
  switch (what) {
    case "status":
      // Which adapters fit is told for the pack in use.
      return [
        orpc.app.status.key(),
        orpc.settings.key(),
        orpc.packs.key(),
        orpc.adapters.key(),
        orpc.loras.key(),
        orpc.upscalers.key(),
        orpc.studio.plan.key(),
        orpc.evaluation.check.key(),
      ]
    case "items":
      return [
        orpc.items.key(),
        orpc.catalogs.key(),
        orpc.merges.key(),
        orpc.personas.key(),
        // With the names of item and persona.
        orpc.renders.key(),
        orpc.studio.plan.key(),
        orpc.evaluation.check.key(),
        orpc.app.status.key(),
      ]
    case "masks":
      return [orpc.masks.key(), orpc.imageSets.estimate.key()]
    case "layouts":
      // Not the pictures of one that is being changed.
      return [
        orpc.layouts.list.key(),
        orpc.layouts.get.key(),
        orpc.layouts.overlay.key(),
        orpc.imageSets.estimate.key(),
      ]
    case "personas":
      return [orpc.personas.key(), orpc.renders.key(), orpc.studio.plan.key(), orpc.app.status.key()]
    case "renders":
      return [orpc.renders.key(), orpc.presets.key(), orpc.items.get.key(), orpc.imageSets.estimate.key()]
    case "settings":
      return [orpc.settings.key(), orpc.packs.key(), orpc.presets.key(), orpc.app.status.key()]
    case "runs":
      // Neither curves, which are read at their own pace, nor checks, which look at all of the data.
      return [orpc.training.runs.key()]
    case "studies":
      return [orpc.evaluation.studies.key(), orpc.evaluation.study.key()]
    case "models":
      return [orpc.models.key(), orpc.packs.key()]
    case "adapters":
      return [orpc.adapters.key(), orpc.evaluation.check.key()]
    case "upscalers":
      return [orpc.upscalers.key()]
    case "loras":
      return [orpc.loras.key()]
  }
}

/** Calls `act` once for each kind that was named within a while. */
function gathered(act: (what: What) => void): (what: What) => void {
  const waiting = new Set<What>()
  return what => {
    if (waiting.has(what)) return
    waiting.add(what)
    setTimeout(() => {
      waiting.delete(what)
      act(what)
    }, gather)
  }
}
