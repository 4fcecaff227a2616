/** A preview: one quick image, streamed while it is drawn; the newest of a page wins. */
import type { PreviewEvent } from "../../contract/api/studio.ts"
import { stepsTaken } from "../../diffusion/scheduler.ts"
import type { Session } from "../../personalize/session.ts"
import type { Connection, EngineContext, Turn } from "../context.ts"
import type { Asked } from "./asked.ts"
import { frameOf, GuessPace, guessOf } from "./frame.ts"
import { measure } from "./metrics.ts"
import { NewestStreams } from "./newest.ts"
import type { PlanViews } from "./plan-view.ts"

export class Previews {
  readonly #context: EngineContext
  readonly #views: PlanViews
  readonly #newest = new NewestStreams<PreviewEvent>()

  constructor(context: EngineContext, views: PlanViews) {
    this.#context = context
    this.#views = views
  }

  /** Events of a preview; the one before on the same connection is cancelled. */
  start(
    asked: Asked,
    connection: Connection,
    signal?: AbortSignal,
  ): AsyncGenerator<PreviewEvent, void, void> {
    return this.#newest.start((emit, left) => this.#draw(asked, emit, left), connection, signal)
  }

  async #draw(asked: Asked, emit: (event: PreviewEvent) => void, signal: AbortSignal): Promise<void> {
    const started = performance.now()
    const work = async (session: Session, turn: Turn) => {
      const planned = await session.plan(asked, asked.settings)
      const ready = await session.conditions(planned)
      const { studio, recipe } = planned
      const pace = new GuessPace(stepsTaken(recipe.settings))
      let planTold = false
      // Pixels first: making the view of a new plan takes as long as some steps.
      const tellPlan = async () => {
        if (planTold) return
        planTold = true
        emit({ type: "plan", plan: await this.#views.of(session.studio, planned) })
      }
      const { image } = await session.draw(ready, recipe.made.seed, {
        signal,
        beforeStep: turn.yield,
        onStep: async ({ step, steps, predictedOriginal }) => {
          if (signal.aborted || !pace.shows(step, performance.now())) return
          emit({ type: "step", step, steps, frame: await guessOf(studio.pipeline, predictedOriginal) })
          await tellPlan()
        },
      })
      const seconds = (performance.now() - started) / 1000
      emit({ type: "image", frame: await frameOf(image), seconds })
      await tellPlan()
      // The metrics are not urgent, and a newer preview waits for this turn.
      if (!signal.aborted) emit({ type: "metrics", metrics: await measure(studio, image, recipe) })
    }
    await this.#context.model.use("preview", work, signal)
  }
}
