/** Streams that a page starts anew all the time, as while a slider moves: only the newest of each page goes on. */
import type { Connection } from "../context.ts"
import { stream } from "../stream.ts"

export class NewestStreams<Event> {
  /** By connection. */
  readonly #running = new Map<string, AbortController>()

  /** Events of `work`; those of the one before on the same connection end. */
  start(
    work: (emit: (event: Event) => void, signal: AbortSignal) => Promise<void>,
    connection: Connection,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Event, void, void> {
    const own = new AbortController()
    this.#running.get(connection.id)?.abort()
    this.#running.set(connection.id, own)
    const signals = [own.signal, connection.signal, ...(signal ? [signal] : [])]
    return stream<Event>(
      (emit, left) =>
        work(emit, left).finally(() => {
          if (this.#running.get(connection.id) === own) this.#running.delete(connection.id)
        }),
      AbortSignal.any(signals),
    )
  }
}
