/** Where a run stands, as the screen tells it. */
import type { Run, RunState } from "../../native/contract/training.ts"
import type { ShownState } from "../ui/state-mark.tsx"

/** A run that was cancelled is kept as one that failed for that reason. */
export const shownState = ({ state, problem }: Pick<Run, "state" | "problem">): ShownState =>
  state === "failed" && problem?.code === "job.cancelled" ? "cancelled" : state

/** Whether it works, or will by itself. */
export const isGoingOn = (state: RunState): boolean =>
  state === "queued" || state === "preparing" || state === "running"

/** Whether “Resume” has something to go on with. */
export const canResume = (state: RunState): boolean =>
  state === "paused" || state === "stopped" || state === "failed"
