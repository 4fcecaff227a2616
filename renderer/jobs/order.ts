/** Where a waiting job goes. */
import type { Job } from "../../native/contract/api/jobs.ts"

/** The job that `id` stands before after a step; null for last, undefined when there is no such step. */
export function beforeAfterStep(
  waiting: readonly Pick<Job, "id">[],
  id: string,
  by: -1 | 1,
): string | null | undefined {
  const from = waiting.findIndex(job => job.id === id)
  const to = from + by
  if (from < 0 || to < 0 || to >= waiting.length) return undefined
  return (by < 0 ? waiting[to] : waiting[to + 1])?.id ?? null
}

/** The list with `id` before another, or after the last unfinished job. */
export function movedBefore(jobs: readonly Job[], id: string, before: string | null): Job[] {
  const job = jobs.find(job => job.id === id)
  const others = jobs.filter(job => job.id !== id)
  const last = others.findLastIndex(job => job.finishedAt === null) + 1
  const at = before === null ? last : others.findIndex(job => job.id === before)
  if (!job || at < 0) return [...jobs]
  return others.toSpliced(at, 0, job)
}
