/** A sweep: cells over one or two settings, streamed as they are drawn; cells drawn before come from the cache. */
import { join } from "node:path"
import type { SweepCell } from "../../contract/api/studio.ts"
import { pointsOf, type SweepAxes } from "../../contract/sweep.ts"
import type { Session } from "../../personalize/session.ts"
import type { EngineContext, Turn } from "../context.ts"
import { stream } from "../stream.ts"
import type { Asked } from "./asked.ts"
import { CellCache } from "./cell-cache.ts"
import { frameOf } from "./frame.ts"
import { measure } from "./metrics.ts"

export function sweep(
  context: EngineContext,
  asked: Asked,
  axes: SweepAxes,
  signal?: AbortSignal,
): AsyncGenerator<SweepCell, void, void> {
  return stream<SweepCell>(async (emit, left) => {
    const cache = new CellCache(join(context.workspace.cacheDir, "sweeps"))
    for (const [index, point] of pointsOf(axes).entries()) {
      const one = { ...asked, settings: { ...asked.settings, ...point } }
      const work = async (session: Session, turn: Turn) => {
        const planned = await session.plan(one, one.settings)
        const { studio, recipe } = planned
        const known = await cache.get(recipe)
        if (known) return { ...known, cached: true }
        const ready = await session.conditions(planned)
        const hooks = { signal: left, beforeStep: turn.yield }
        const { image } = await session.draw(ready, recipe.made.seed, hooks)
        const made = { frame: await frameOf(image), metrics: await measure(studio, image, recipe) }
        await cache.put(recipe, made)
        return { ...made, cached: false }
      }
      const cell = await context.model.use("interactive", work, left)
      emit({ index, point, ...cell })
    }
    await cache.prune()
  }, signal)
}
