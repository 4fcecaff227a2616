/** How a job that keeps its work elsewhere tells the queue that it gets on. */
import { z } from "zod"
import type { JobUnit } from "../contract/api/jobs.ts"
import type { JobRun } from "./context.ts"

const checkpointSchema = z.object({ done: z.int() }).nullable()

/**
 * Reports what is done, and keeps it where it is past `before`: a job that never gets past where it was lost is given up.
 *
 * @param before what was done when the run began, by its checkpoint; 0 where only what is missing is counted
 */
export function gettingOn(
  run: Pick<JobRun<unknown>, "checkpoint" | "saveCheckpoint" | "progress">,
  unit: JobUnit,
  before = checkpointSchema.parse(run.checkpoint)?.done ?? 0,
): (done: number, total: number) => void {
  return (done, total) => {
    if (done > before) run.saveCheckpoint({ done })
    run.progress(done, total, unit)
  }
}
