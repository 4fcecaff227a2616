/** A sweep: cells over one or two settings, streamed as they are drawn; what was drawn before comes from the cache. */
import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises"
import { join } from "node:path"
import { isDeepStrictEqual } from "node:util"
import { z } from "zod"
import { parsedJson } from "../../base/json.ts"
import { writeAtomic } from "../../catalog/atomic.ts"
import { type Metrics, metricsSchema, type SweepCell } from "../../contract/api/studio.ts"
import type { Recipe } from "../../contract/recipe.ts"
import { pointsOf, type SweepAxes } from "../../contract/sweep.ts"
import { pixelKey } from "../../personalize/recipe-key.ts"
import type { Session } from "../../personalize/session.ts"
import type { EngineContext, Turn } from "../context.ts"
import { stream } from "../stream.ts"
import type { Asked } from "./asked.ts"
import { frameOf } from "./frame.ts"
import { measure } from "./metrics.ts"

/** Cells kept on disk; the oldest go first. */
const mostKept = 2000

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

interface Kept {
  frame: string
  metrics: Metrics
}

const keptSchema = z.object({
  frame: z.string(),
  metrics: metricsSchema,
  /** The persona's tags that it was measured against: the same pixels can be made for others. */
  interests: z.array(z.string()),
})

const interestsOf = ({ plan }: Recipe): string[] => plan.interests.map(({ tag }) => tag)

/** Cells by their pixelKey. What can't be read, or was measured against other tags, is drawn again. */
class CellCache {
  readonly #dir: string

  constructor(dir: string) {
    this.#dir = dir
  }

  async get(recipe: Recipe): Promise<Kept | null> {
    const kept = parsedJson(await readFile(this.#path(recipe), "utf8").catch(() => ""), keptSchema)
    if (!kept || !isDeepStrictEqual(kept.interests, interestsOf(recipe))) return null
    return { frame: kept.frame, metrics: kept.metrics }
  }

  async put(recipe: Recipe, kept: Kept): Promise<void> {
    await mkdir(this.#dir, { recursive: true })
    await writeAtomic(this.#path(recipe), JSON.stringify({ ...kept, interests: interestsOf(recipe) }))
  }

  async prune(): Promise<void> {
    const names = await readdir(this.#dir).catch(() => [])
    if (names.length <= mostKept) return
    const aged = await Promise.all(
      names.map(async name => ({ name, time: (await stat(join(this.#dir, name))).mtimeMs })),
    )
    const oldest = aged.sort((a, b) => a.time - b.time).slice(0, names.length - mostKept)
    for (const { name } of oldest) await rm(join(this.#dir, name), { force: true })
  }

  #path(recipe: Recipe): string {
    return join(this.#dir, `${pixelKey(recipe)}.json`)
  }
}
