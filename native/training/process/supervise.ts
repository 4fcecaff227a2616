/**
 * Keeps a run going though its trainer process may die: starts it again from its last checkpoint, with half as many
 * samples at once when memory was what it lacked, and gives up when it gets nowhere.
 */
import { readFile } from "node:fs/promises"
import { panicReason } from "../../base/log/panic.ts"
import { note } from "../../contract/codes/index.ts"
import { StudioError } from "../../contract/errors.ts"
import type { Note } from "../../contract/note.ts"
import { problemFrom } from "../../contract/problem.ts"
import { type Run, type RunChange, rowsOf } from "../../contract/training.ts"
import type { StopRequest } from "../run.ts"
import type { RunFolder } from "../run-folder.ts"
import { microBatches } from "../stage-budget.ts"
import type { StepResult } from "../trainer.ts"
import type { Exit, StartTrainer, TrainerOptions } from "./messages.ts"

/** Deaths in a row without a step done in between. */
const mostDeaths = 3

/** How long a cancelled trainer may take to end by itself, in milliseconds. */
const patience = 10_000

export interface Supervision {
  onRun: (run: Run) => void
  onStep?: ((result: StepResult) => void) | undefined
  /** Aborted once; its reason is the stop request. */
  signal: AbortSignal
}

/** Goes on with the run until it ends. Resolves with its status; errors in the trainer never reject it. */
export async function superviseRun(
  start: StartTrainer,
  folder: RunFolder,
  options: TrainerOptions,
  { onRun, onStep, signal }: Supervision,
): Promise<Run> {
  let microBatch: number | undefined
  let deaths = 0
  for (;;) {
    const before = await folder.read()
    const killsBefore = await outOfMemoryKills()
    const { run, problem, exit } = await oneTrainer(
      start,
      { ...options, ...(microBatch && { microBatch }) },
      { onRun, onStep, signal },
    )
    if (run) return run
    if (problem) return ended(folder, before, { state: "failed", problem }, onRun)
    const now = await folder.read()
    if (signal.aborted && (signal.reason as StopRequest) === "cancel")
      return ended(
        folder,
        before,
        { state: "failed", problem: problemFrom(new StudioError("job.cancelled", { what: "training" })) },
        onRun,
      )
    deaths = now.step > before.step ? 1 : deaths + 1
    const lacked = lackedMemory(exit, killsBefore, await outOfMemoryKills())
    const smaller = lacked ? microBatches(now.microBatch ?? rowsOf(now))[1] : undefined
    const reason = lacked ? note("engine.memory_ran_out", {}) : exitReason(exit)
    if (deaths >= mostDeaths || (lacked && smaller === undefined)) {
      const lost = new StudioError("training.lost", { reason, step: now.step })
      return ended(folder, now, { state: "failed", problem: problemFrom(lost) }, onRun)
    }
    microBatch = smaller ?? microBatch
    const what = smaller
      ? note("training.fewer_at_once", { samples: smaller, times: rowsOf(now) / smaller })
      : note("training.trainer_ended", { reason })
    onRun(await folder.change({ notes: [...now.notes, what] }))
  }
}

/** One process from start to end. */
async function oneTrainer(
  start: StartTrainer,
  options: TrainerOptions,
  { onRun, onStep, signal }: Supervision,
) {
  const link = start()
  let run: Run | undefined
  let problem: Run["problem"] = null
  link.onMessage(message => {
    if (message.type === "run") onRun(message.run)
    else if (message.type === "step") onStep?.(message.result)
    else if (message.type === "ended") run = message.run
    else problem = message.problem
  })
  let late: NodeJS.Timeout | undefined
  const stop = () => {
    const stopRequest = signal.reason as StopRequest
    link.send({ type: "stop", stopRequest })
    if (stopRequest === "cancel") late = setTimeout(() => link.kill(), patience)
  }
  link.send({ type: "start", options })
  if (signal.aborted) stop()
  else signal.addEventListener("abort", stop, { once: true })
  const exit = await link.exited
  clearTimeout(late)
  signal.removeEventListener("abort", stop)
  return { run, problem, exit }
}

async function ended(
  folder: RunFolder,
  before: Run,
  change: RunChange,
  onRun: (run: Run) => void,
): Promise<Run> {
  // A full disk, or one that is gone, mustn't hide why it ended.
  const asItIs = () => folder.read().catch(() => before)
  const run = await folder.change(change).catch(async () => ({ ...(await asItIs()), ...change }))
  onRun(run)
  return run
}

/** How many processes the kernel has killed because memory ran out; null where it doesn't say. */
async function outOfMemoryKills(): Promise<number | null> {
  const text = await readFile("/proc/vmstat", "utf8").catch(() => "")
  const found = /^oom_kill (\d+)$/m.exec(text)
  return found ? Number(found[1]) : null
}

/** An abort is what the allocator does; a kill may have any reason, and only the kernel knows it. */
function lackedMemory({ code, signal, lines }: Exit, before: number | null, after: number | null): boolean {
  if (panicReason(lines)) return false
  if (signal === "SIGABRT" || code === 134) return true
  if (signal !== "SIGKILL" && code !== 137) return false
  return before === null || after === null || after > before
}

function exitReason({ code, signal, lines }: Exit): Note {
  const panicked = panicReason(lines)
  if (panicked) return panicked
  if (signal) return note("engine.ended_by", { signal })
  return note("engine.ended_with", { exit: code ?? 0 })
}
