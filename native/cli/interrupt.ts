/** Ctrl-C: the first press ends the command after its current step, the second at once. */

/** Like a shell: 128 + SIGINT. */
export const cancelledCode = 130

/** Calls `work` with a signal that the first Ctrl-C (or a polite kill) aborts; `says` tells what happens then. */
export async function interruptible<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  says = "Stopping after the current step",
): Promise<Result> {
  const controller = new AbortController()
  const onSignal = () => {
    // A native computation can't be stopped from JavaScript. Every file is written through a temporary one, so nothing breaks.
    if (controller.signal.aborted) process.kill(process.pid, "SIGKILL")
    process.stderr.write(`\n${says}; press Ctrl-C again to stop at once.\n`)
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
