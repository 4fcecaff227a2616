/** Work that reports as it goes, as a stream of events. */

/**
 * The events that `work` emits, in order; ends when it does, and throws what it throws. Leaving the stream aborts `work`.
 *
 * @example for await (const n of stream<number>(async (emit, signal) => { emit(1); emit(2) })) console.log(n)
 */
export async function* stream<Event>(
  work: (emit: (event: Event) => void, signal: AbortSignal) => Promise<void>,
  outer?: AbortSignal,
): AsyncGenerator<Event, void, void> {
  const left = new AbortController()
  const signal = outer ? AbortSignal.any([outer, left.signal]) : left.signal
  const events: Event[] = []
  let wake = () => {}
  let outcome: { failed: boolean; error?: unknown } | null = null
  const emit = (event: Event) => {
    events.push(event)
    wake()
  }
  const ended = work(emit, signal).then(
    () => {
      outcome = { failed: false }
      wake()
    },
    error => {
      outcome = { failed: true, error }
      wake()
    },
  )
  const settled = () => outcome as { failed: boolean; error?: unknown } | null
  try {
    for (;;) {
      while (events.length > 0) yield events.shift()!
      const end = settled()
      if (end?.failed) throw end.error
      if (end) return
      await new Promise<void>(resolve => {
        wake = resolve
        if (events.length > 0 || settled()) resolve()
      })
    }
  } finally {
    left.abort()
    await ended
  }
}
