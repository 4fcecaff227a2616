/** A sweep: cells over one or two settings, streamed as they are drawn; what was drawn before comes from the cache. */
import { createHash } from "node:crypto"
import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises"
import { join } from "node:path"
import { writeAtomic } from "../../catalog/atomic.ts"
import { type Metrics, metricsSchema, type SweepCell } from "../../contract/api/studio.ts"
import type { Recipe } from "../../contract/recipe.ts"
import { pointsOf, type SweepAxes } from "../../contract/sweep.ts"
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
        const { image } = await session.draw(ready, recipe.seed, hooks)
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

/** Cells by the hash of what decides their pixels. What can't be read is drawn again. */
class CellCache {
  readonly #dir: string

  constructor(dir: string) {
    this.#dir = dir
  }

  async get(recipe: Recipe): Promise<Kept | null> {
    try {
      const { frame, metrics } = JSON.parse(await readFile(this.#path(recipe), "utf8"))
      return { frame: String(frame), metrics: metricsSchema.parse(metrics) }
    } catch {
      return null
    }
  }

  async put(recipe: Recipe, kept: Kept): Promise<void> {
    await mkdir(this.#dir, { recursive: true })
    await writeAtomic(this.#path(recipe), JSON.stringify(kept))
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

  #path({ createdAt: _, ...recipe }: Recipe): string {
    const hash = createHash("sha256").update(JSON.stringify(recipe)).digest("hex")
    return join(this.#dir, `${hash}.json`)
  }
}
