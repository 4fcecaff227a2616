/** How fast a running job is and how long it will take, from what this page has seen of it. */
import { useEffect, useRef } from "react"
import type { Job } from "../../native/contract/api/jobs.ts"
import { useDurationText } from "../ui/duration.ts"

/** Seconds to watch before saying anything. */
const watchFor = 4

export interface JobPace {
  perSecond: number
  left: string
}

export function usePace(job: Job): JobPace | null {
  const first = useRef<{ id: string; done: number; at: number } | null>(null)
  const text = useDurationText()
  const running = job.state === "running"
  const { done, total } = job.progress
  useEffect(() => {
    if (!running) first.current = null
    else if (first.current?.id !== job.id || first.current.done > done)
      first.current = { id: job.id, done, at: performance.now() }
  }, [running, job.id, done])
  if (!running || !first.current || total === null) return null
  const seconds = (performance.now() - first.current.at) / 1000
  const made = done - first.current.done
  if (seconds < watchFor || made < 1) return null
  return { perSecond: made / seconds, left: text(((total - done) * seconds) / made) }
}
