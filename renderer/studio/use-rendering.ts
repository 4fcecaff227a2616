/** Final renders: the job that makes them, and its pictures as they come. */
import { useQueryClient } from "@tanstack/react-query"
import { useEffect, useRef, useState } from "react"
import type { Job } from "../../native/contract/api/jobs.ts"
import type { DrawRequest } from "../../native/contract/api/studio.ts"
import { client, orpc } from "../app/rpc.ts"

export interface Rendering {
  job: Job | null
  /** The image that is being drawn. */
  frame: string | null
  index: number
  count: number
  problem: unknown
}

const idle: Rendering = { job: null, frame: null, index: 0, count: 0, problem: null }

export function useRendering(onRender: (id: string) => void) {
  const cache = useQueryClient()
  const [rendering, setRendering] = useState(idle)
  const shownFirst = useRef(onRender)
  shownFirst.current = onRender
  const stop = useRef<AbortController | null>(null)
  useEffect(() => () => stop.current?.abort(), [])

  async function follow(job: Job, signal: AbortSignal): Promise<void> {
    // A lost engine takes the job up again: the stream is asked for until the job has ended.
    while (!signal.aborted) {
      try {
        for await (const event of await client.studio.watch({ job: job.id }, { signal })) {
          if (event.type === "step")
            setRendering(current => ({ ...current, frame: event.frame, index: event.index }))
          else if (event.type === "render") {
            setRendering(current => ({ ...current, frame: null, index: event.index + 1 }))
            void cache.invalidateQueries({ queryKey: orpc.renders.list.key() })
            if (event.index === 0) shownFirst.current(event.id)
          } else {
            setRendering({ ...idle, problem: event.job.problem })
            return
          }
        }
      } catch {
        await new Promise(resolve => setTimeout(resolve, 1000))
      }
    }
  }

  return {
    rendering,
    async start(request: DrawRequest): Promise<void> {
      stop.current?.abort()
      const own = new AbortController()
      stop.current = own
      try {
        const job = await client.studio.render(request)
        setRendering({ job, frame: null, index: 0, count: request.settings.count ?? 1, problem: null })
        await follow(job, own.signal)
      } catch (problem) {
        setRendering({ ...idle, problem })
      }
    },
    async cancel(): Promise<void> {
      if (rendering.job) await client.jobs.cancel({ id: rendering.job.id }).catch(() => undefined)
    },
  }
}
