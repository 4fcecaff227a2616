/** The durable queue: imports, tagging, renders, exports and training. */
import { oc } from "@orpc/contract"
import { z } from "zod"
import { jobKindSchema, jobUnitSchema, reportOfKindSchema } from "../job-kinds.ts"
import { problemSchema } from "../problem.ts"

export const jobStateSchema = z.enum(["queued", "running", "paused", "done", "failed", "cancelled"])
export type JobState = z.infer<typeof jobStateSchema>

/** Whether a job is finished, one way or another. */
export const isOver = (state: JobState): boolean =>
  state === "done" || state === "failed" || state === "cancelled"

export const jobSchema = z.object({
  id: z.uuid(),
  kind: jobKindSchema,
  /** What it works on, as the user named it: “Night Train · Mina”. Empty where that is the whole catalog. */
  title: z.string().max(300),
  state: jobStateSchema,
  /** Counted in `unit`; total is null while unknown. */
  progress: z.object({ done: z.int().min(0), total: z.int().min(0).nullable(), unit: jobUnitSchema }),
  /** How often it was started again after the engine was lost. */
  restarts: z.int().min(0),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  problem: problemSchema.nullable(),
  /** What it did, in the figures of its kind (job-kinds.ts): the page says them in its language. Empty until it is done. */
  figures: z.record(z.string().max(40), z.number()),
})
export type Job = z.infer<typeof jobSchema>

const job = z.object({ id: z.uuid() })

export const jobs = {
  /** Unfinished jobs in the order of the queue, then finished ones, newest first. */
  list: oc.output(z.array(jobSchema)),
  /** The report of a finished job. @throws job.wrong_state when it isn't done, job.unreadable_report */
  report: oc.input(job).output(reportOfKindSchema),
  pause: oc.input(job).output(jobSchema),
  resume: oc.input(job).output(jobSchema),
  cancel: oc.input(job).output(jobSchema),
  cancelAll: oc.output(z.object({ cancelled: z.int() })),
  /** Queues a failed or cancelled job again; its finished work is kept. */
  retry: oc.input(job).output(jobSchema),
  /** Puts a queued job before another, or last. */
  move: oc.input(job.extend({ before: z.uuid().nullable() })).output(z.array(jobSchema)),
  /** Takes finished jobs off the list. */
  clear: oc.output(z.object({ cleared: z.int() })),
}
