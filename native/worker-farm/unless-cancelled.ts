/** Work that a queue or a store may keep waiting for ever, and that the user may cancel meanwhile. */
import { unlessAborted } from "../base/unless-aborted.ts"
import { type ErrorDetails, StudioError } from "../contract/errors.ts"

export type Cancelled = ErrorDetails<"job.cancelled">["what"]

/** @throws StudioError job.cancelled once the signal is aborted */
export async function unlessCancelled<Value>(
  work: Promise<Value>,
  signal: AbortSignal | undefined,
  what: Cancelled,
): Promise<Value> {
  if (!signal) return work
  return unlessAborted(work, signal).catch(error => {
    throw signal.aborted && error === signal.reason ? new StudioError("job.cancelled", { what }) : error
  })
}
