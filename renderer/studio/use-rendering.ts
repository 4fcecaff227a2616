/** Final renders: the job that makes them, and its pictures as they come. It is followed on any screen. */
import { ORPCError } from "@orpc/client"
import { create } from "zustand"
import type { Job } from "../../native/contract/api/jobs.ts"
import type { DrawRequest } from "../../native/contract/draw.ts"
import { client, orpc, queryClient } from "../engine/rpc.ts"

interface Rendering {
  /** What is rendered, or was last; the problem is its own. */
  request: DrawRequest | null
  job: Job | null
  /** The image that is being drawn. */
  frame: string | null
  /** How many images are done. */
  index: number
  count: number
  problem: unknown
}

const idle: Rendering = { request: null, job: null, frame: null, index: 0, count: 0, problem: null }

export const useRendering = create<Rendering>()(() => idle)
const set = useRendering.setState

/** Which image is being drawn, from 1; the last one until the job has ended. */
export const numberDrawn = ({ index, count }: Rendering): number => Math.min(index + 1, count)

let following: AbortController | null = null

/**
 * @param onFirst called with the first image's id when it is there
 * @returns whether all images were made
 */
export async function startRendering(request: DrawRequest, onFirst: (id: string) => void): Promise<boolean> {
  following?.abort()
  const own = new AbortController()
  following = own
  try {
    const job = await client.studio.render(request)
    set({ ...idle, request, job, count: request.settings.count ?? 1 })
    return await follow(job, own.signal, onFirst)
  } catch (problem) {
    set({ ...idle, request, problem })
    return false
  }
}

export async function cancelRendering(): Promise<void> {
  const { job } = useRendering.getState()
  if (job) await client.jobs.cancel({ id: job.id }).catch(() => undefined)
}

async function follow(job: Job, signal: AbortSignal, onFirst: (id: string) => void): Promise<boolean> {
  // A lost engine takes the job up again: the stream is asked for until the job has ended.
  while (!signal.aborted) {
    try {
      for await (const event of await client.studio.watch({ job: job.id }, { signal })) {
        if (event.type === "step") set({ frame: event.frame, index: event.index })
        else if (event.type === "render") {
          // A stream that is asked for again tells of the first image again.
          const isNew = event.index >= useRendering.getState().index
          set({ frame: null, index: event.index + 1 })
          void queryClient.invalidateQueries({ queryKey: orpc.renders.list.key() })
          if (event.index === 0 && isNew) onFirst(event.id)
        } else {
          set(({ request }) => ({ ...idle, request, problem: event.job.problem }))
          return event.job.state === "done"
        }
      }
    } catch (error) {
      if (error instanceof ORPCError && error.code === "job.unknown") {
        set(idle)
        return false
      }
      await new Promise(resolve => setTimeout(resolve, 1000))
    }
  }
  return false
}
