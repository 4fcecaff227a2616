/** Final renders: the job that makes them, and its pictures as they come. It is followed on any screen. */
import { ORPCError } from "@orpc/client"
import { create } from "zustand"
import type { Job } from "../../native/contract/api/jobs.ts"
import type { DrawRequest } from "../../native/contract/api/studio.ts"
import { client, orpc, queryClient } from "../app/rpc.ts"

interface Rendering {
  job: Job | null
  /** The image that is being drawn. */
  frame: string | null
  index: number
  count: number
  problem: unknown
}

const idle: Rendering = { job: null, frame: null, index: 0, count: 0, problem: null }

export const useRendering = create<Rendering>()(() => idle)
const set = useRendering.setState

let following: AbortController | null = null

/** @param onFirst called with the first image's id when it is there */
export async function startRendering(request: DrawRequest, onFirst: (id: string) => void): Promise<void> {
  following?.abort()
  const own = new AbortController()
  following = own
  try {
    const job = await client.studio.render(request)
    set({ ...idle, job, count: request.settings.count ?? 1 })
    await follow(job, own.signal, onFirst)
  } catch (problem) {
    set({ ...idle, problem })
  }
}

export async function cancelRendering(): Promise<void> {
  const { job } = useRendering.getState()
  if (job) await client.jobs.cancel({ id: job.id }).catch(() => undefined)
}

async function follow(job: Job, signal: AbortSignal, onFirst: (id: string) => void): Promise<void> {
  // A lost engine takes the job up again: the stream is asked for until the job has ended.
  while (!signal.aborted) {
    try {
      for await (const event of await client.studio.watch({ job: job.id }, { signal })) {
        if (event.type === "step") set({ frame: event.frame, index: event.index })
        else if (event.type === "render") {
          set({ frame: null, index: event.index + 1 })
          void queryClient.invalidateQueries({ queryKey: orpc.renders.list.key() })
          if (event.index === 0) onFirst(event.id)
        } else return set({ ...idle, problem: event.job.problem })
      }
    } catch (error) {
      if (error instanceof ORPCError && error.code === "job.unknown") return set(idle)
      await new Promise(resolve => setTimeout(resolve, 1000))
    }
  }
}
