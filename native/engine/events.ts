/** What happened in the engine, to every page that listens. */
import type { StudioEvent } from "../contract/api/app.ts"
import { stream } from "./stream.ts"

export class Events {
  readonly #listeners = new Set<(event: StudioEvent) => void>()

  publish(event: StudioEvent): void {
    for (const listener of this.#listeners) listener(event)
  }

  /** Events from now on, until the page leaves. */
  listen(signal?: AbortSignal): AsyncGenerator<StudioEvent, void, void> {
    return stream<StudioEvent>(async (emit, left) => {
      this.#listeners.add(emit)
      await new Promise<void>(resolve => {
        if (left.aborted) resolve()
        else left.addEventListener("abort", () => resolve(), { once: true })
      })
      this.#listeners.delete(emit)
    }, signal)
  }
}
