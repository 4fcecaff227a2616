/** Ctrl-C: the first press ends the command after its current step, the second at once. */
import { text } from "./voice.ts"

/** Like a shell: 128 + SIGINT. */
export const cancelledCode = 130

/** Calls `work` with a signal that the first Ctrl-C (or a polite kill) aborts; `says` is what happens then. */
export async function interruptible<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  says: "stopping" | "pausing" | "closing" = "stopping",
): Promise<Result> {
  const controller = new AbortController()
  const onSignal = () => {
    // A native computation can't be stopped from JavaScript. Every file is written through a temporary one, so nothing breaks.
    if (controller.signal.aborted) process.kill(process.pid, "SIGKILL")
    process.stderr.write(`\n${text(`interrupt.${says}`)}\n`)
    controller.abort()
  }
  process.on("SIGINT", onSignal)
  process.on("SIGTERM", onSignal)
  try {
    return await work(controller.signal)
  } finally {
    process.off("SIGINT", onSignal)
    process.off("SIGTERM", onSignal)
  }
}
