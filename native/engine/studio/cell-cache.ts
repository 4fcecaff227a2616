/** The cells of sweeps on disk, by their pixelKey. What can't be read is drawn again. */
import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises"
import { join } from "node:path"
import { z } from "zod"
import { parsedJson } from "../../base/json.ts"
import { writeAtomic } from "../../catalog/atomic.ts"
import { type Metrics, metricsSchema } from "../../contract/api/studio.ts"
import type { Recipe } from "../../contract/recipe.ts"
import { pixelKey } from "../../personalize/recipe-key.ts"

/** Cells kept; the oldest go first. */
const mostKept = 2000

export interface DrawnCell {
  frame: string
  metrics: Metrics
}

const keptSchema = z.object({
  frame: z.string(),
  /** By the persona's tags: where T* has no room for all of them, the same pixels are measured against other ones. */
  measured: z.record(z.string(), metricsSchema),
})

const tagsOf = ({ plan }: Recipe): string => JSON.stringify(plan.interests.map(({ tag }) => tag))

export class CellCache {
  readonly #dir: string

  constructor(dir: string) {
    this.#dir = dir
  }

  /** The cell as it was drawn and measured for this recipe; null when it wasn't yet. */
  async get(recipe: Recipe): Promise<DrawnCell | null> {
    const kept = await this.#read(recipe)
    const metrics = kept?.measured[tagsOf(recipe)]
    return kept && metrics ? { frame: kept.frame, metrics } : null
  }

  /** @throws StudioError workspace.no_space … */
  async put(recipe: Recipe, { frame, metrics }: DrawnCell): Promise<void> {
    const before = (await this.#read(recipe))?.measured
    await mkdir(this.#dir, { recursive: true })
    const kept = { frame, measured: { ...before, [tagsOf(recipe)]: metrics } }
    await writeAtomic(this.#pathOf(recipe), JSON.stringify(kept))
  }

  /** Removes the oldest cells above the most that are kept. */
  async prune(): Promise<void> {
    const names = await readdir(this.#dir).catch(() => [])
    if (names.length <= mostKept) return
    const aged = await Promise.all(
      names.map(async name => ({ name, time: (await stat(join(this.#dir, name))).mtimeMs })),
    )
    const oldest = aged.sort((a, b) => a.time - b.time).slice(0, names.length - mostKept)
    for (const { name } of oldest) await rm(join(this.#dir, name), { force: true })
  }

  async #read(recipe: Recipe) {
    return parsedJson(await readFile(this.#pathOf(recipe), "utf8").catch(() => ""), keptSchema)
  }

  #pathOf(recipe: Recipe): string {
    return join(this.#dir, `${pixelKey(recipe)}.json`)
  }
}
