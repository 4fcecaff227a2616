/** Work that can't be stopped, and is waited for no longer once its signal is aborted. */

/** @throws the signal's reason when it comes first */
export async function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted()
  let stop = () => {}
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    signal.addEventListener("abort", stop)
  })
  return Promise.race([work, stopped]).finally(() => signal.removeEventListener("abort", stop))
}
