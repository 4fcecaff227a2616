/** A board: quick images of several tiles, one after the other; the newest board of a page wins. */
import type { BoardEvent, BoardTile } from "../../contract/api/studio.ts"
import { StudioError } from "../../contract/errors.ts"
import { stepsTaken } from "../../diffusion/scheduler.ts"
import type { Session } from "../../personalize/session.ts"
import type { Connection, EngineContext, Turn } from "../context.ts"
import { problemOf } from "../problem.ts"
import type { Asked } from "./asked.ts"
import { frameOf, GuessPace, guessOf } from "./frame.ts"
import { NewestStreams } from "./newest.ts"

/** A guess costs about a step. It is shown of the first tile, and of one that takes longer than this, in milliseconds. */
const longWait = 1000

type Tile = Asked & Pick<BoardTile, "tile">
type Emit = (event: BoardEvent) => void

export class Boards {
  readonly #context: EngineContext
  readonly #newest = new NewestStreams<BoardEvent>()

  constructor(context: EngineContext) {
    this.#context = context
  }

  /** Events of a board, in the order of its tiles; the one before on the same connection is cancelled. */
  start(
    tiles: readonly Tile[],
    connection: Connection,
    signal?: AbortSignal,
  ): AsyncGenerator<BoardEvent, void, void> {
    return this.#newest.start((emit, left) => this.#drawAll(tiles, emit, left), connection, signal)
  }

  async #drawAll(tiles: readonly Tile[], emit: Emit, signal: AbortSignal): Promise<void> {
    for (const [place, asked] of tiles.entries()) {
      const work = (session: Session, turn: Turn) =>
        drawTile(session, turn, asked, { emit, signal, first: place === 0 })
      try {
        // The first one is looked at, as a preview is; the others give way to a preview.
        await this.#context.model.use(place === 0 ? "preview" : "interactive", work, signal)
      } catch (error) {
        if (signal.aborted) throw error
        if (!(error instanceof StudioError)) this.#context.log.error("drawing a tile", error)
        emit({ type: "problem", tile: asked.tile, problem: problemOf(error) })
      }
    }
  }
}

interface Drawing {
  emit: Emit
  signal: AbortSignal
  first: boolean
}

async function drawTile(session: Session, turn: Turn, asked: Tile, { emit, signal, first }: Drawing) {
  const started = performance.now()
  const { tile } = asked
  const planned = await session.plan(asked, asked.settings)
  const ready = await session.conditions(planned)
  const { studio, recipe } = ready
  const pace = new GuessPace(stepsTaken(recipe.settings))
  let shown = started
  const { image } = await session.draw(ready, recipe.made.seed, {
    signal,
    beforeStep: turn.yield,
    onStep: async ({ step, steps, predictedOriginal }) => {
      const now = performance.now()
      if (signal.aborted || (!first && now < shown + longWait) || !pace.shows(step, now)) return
      shown = now
      emit({ type: "step", tile, step, steps, frame: await guessOf(studio.pipeline, predictedOriginal) })
    },
  })
  const seconds = (performance.now() - started) / 1000
  const warnings = [...planned.warnings, ...studio.runtime.takeNotes()]
  emit({ type: "image", tile, frame: await frameOf(image), seconds, warnings })
}
