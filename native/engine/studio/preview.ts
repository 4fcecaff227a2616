/** A preview: one quick image, streamed while it is drawn; the newest of a page wins. */
import type { PreviewEvent } from "../../contract/api/studio.ts"
import { draw } from "../../personalize/draw.ts"
import type { Connection, EngineContext } from "../context.ts"
import { stream } from "../stream.ts"
import { frameOf, guessOf, shownSteps } from "./frame.ts"
import type { Asked, GroundworkCache } from "./groundwork.ts"
import { measure } from "./metrics.ts"
import { planView } from "./plan-view.ts"

export class Previews {
  readonly #context: EngineContext
  readonly #groundwork: GroundworkCache
  readonly #running = new Map<string, AbortController>()

  constructor(context: EngineContext, groundwork: GroundworkCache) {
    this.#context = context
    this.#groundwork = groundwork
  }

  /** Events of a preview; the one before on the same connection is cancelled. */
  start(
    asked: Asked,
    connection: Connection,
    signal?: AbortSignal,
  ): AsyncGenerator<PreviewEvent, void, void> {
    const own = new AbortController()
    this.#running.get(connection.id)?.abort()
    this.#running.set(connection.id, own)
    const signals = [own.signal, connection.signal, ...(signal ? [signal] : [])]
    return stream<PreviewEvent>((emit, left) => {
      return this.#draw(asked, emit, left).finally(() => {
        if (this.#running.get(connection.id) === own) this.#running.delete(connection.id)
      })
    }, AbortSignal.any(signals))
  }

  async #draw(asked: Asked, emit: (event: PreviewEvent) => void, signal: AbortSignal): Promise<void> {
    const studio = await this.#context.model.studio()
    const started = performance.now()
    await this.#context.turns.take(
      "preview",
      async turn => {
        const ready = await this.#groundwork.ready(studio, asked)
        emit({ type: "plan", plan: await planView(studio, ready, asked.settings) })
        const shown = shownSteps(ready.recipe.steps)
        const image = await draw(studio, ready.recipe, ready.conditions, {
          signal,
          beforeStep: turn.yield,
          onStep: async ({ step, steps, predictedOriginal }) => {
            if (shown.has(step) && !signal.aborted)
              emit({ type: "step", step, steps, frame: await guessOf(studio.pipeline, predictedOriginal) })
          },
        })
        const seconds = (performance.now() - started) / 1000
        const metrics = await measure(studio, image, ready.recipe)
        emit({ type: "image", frame: await frameOf(image), metrics, seconds })
      },
      signal,
    )
  }
}
