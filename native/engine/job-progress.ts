/** Progress of a job that keeps its work elsewhere, reported to the page and the queue. */

/** The part of a JobRun whose checkpoint is how much is done. */
interface CountedRun<Unit> {
  readonly checkpoint: { done: number } | null
  saveCheckpoint(value: { done: number }): void
  progress(done: number, total: number, unit: Unit): void
}

/**
 * Reports what is done, and keeps it where it is past `before`: a job that never gets past where it was lost is given up.
 *
 * @param before what was done when the run began, by its checkpoint; 0 where only what is missing is counted
 */
export function reportAndKeep<Unit>(
  run: CountedRun<Unit>,
  unit: Unit,
  before = run.checkpoint?.done ?? 0,
): (done: number, total: number) => void {
  return (done, total) => {
    if (done > before) run.saveCheckpoint({ done })
    run.progress(done, total, unit)
  }
}
