/** Moves waiting jobs in the queue: by a step with buttons and keys, or anywhere by dragging. */
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import type { Job } from "../../native/contract/api/jobs.ts"
import { useTellProblem } from "../app/attempt.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import type { DragHandlers, Move } from "../shared/job-row.tsx"
import { useJobText } from "../shared/use-job-text.ts"
import { beforeAfterStep, movedBefore } from "./order.ts"

export function useReorder(jobs: readonly Job[]) {
  const t = useTranslations("jobs")
  const text = useJobText()
  const cache = useQueryClient()
  const tell = useTellProblem()
  const queryKey = orpc.jobs.list.queryKey()
  const [said, setSaid] = useState("")
  const [dragged, setDragged] = useState<string | null>(null)
  const [over, setOver] = useState<string | null>(null)
  const { mutate } = useMutation(
    orpc.jobs.move.mutationOptions({
      // The row moves at once; the engine's order follows.
      onMutate: ({ id, before }) => {
        cache.setQueryData(queryKey, jobs => jobs && movedBefore(jobs, id, before))
      },
      onSuccess: jobs => cache.setQueryData(queryKey, jobs),
      onError: error => {
        tell(error)
        void cache.invalidateQueries({ queryKey })
      },
    }),
  )
  const waiting = jobs.filter(job => job.state === "queued")

  const step = (job: Job, by: -1 | 1) => {
    const before = beforeAfterStep(waiting, job.id, by)
    if (before === undefined) return null
    return () => {
      mutate({ id: job.id, before })
      setSaid(t("moved", { title: text.title(job), place: String(waiting.indexOf(job) + by + 1) }))
    }
  }

  const move = (job: Job): Move | undefined =>
    job.state === "queued" && waiting.length > 1
      ? { place: waiting.indexOf(job), up: step(job, -1), down: step(job, 1) }
      : undefined

  const drag = (job: Job): DragHandlers | undefined => {
    if (job.state !== "queued" || waiting.length < 2) return undefined
    return {
      draggable: true,
      target: over === job.id && dragged !== job.id,
      onDragStart: event => {
        event.dataTransfer.effectAllowed = "move"
        setDragged(job.id)
      },
      onDragOver: event => {
        if (dragged === null) return
        event.preventDefault()
        setOver(job.id)
      },
      onDrop: event => {
        event.preventDefault()
        if (dragged !== null && dragged !== job.id) mutate({ id: dragged, before: job.id })
      },
      onDragEnd: () => {
        setDragged(null)
        setOver(null)
      },
    }
  }

  return { move, drag, said }
}
