/** A worker's list: the packs and adapters that it may draw with. Nothing else is opened, whatever a job names. */
import { StudioError } from "../contract/errors.ts"
import type { Device } from "../contract/settings.ts"
import { openAdapter } from "../models/adapter.ts"
import { openPipeline } from "../models/pipeline.ts"
import { type Model, openModel } from "../personalize/drawing-studio.ts"

export interface ModelList {
  models: Model[]
  close(): Promise<void>
}

/**
 * @param adapterDirs each of one of the packs
 * @throws StudioError farm.not_on_list for an adapter without its pack, and what opening a pack throws
 */
export async function openModels(
  packDirs: readonly string[],
  adapterDirs: readonly string[],
  options: { device: Device | "auto"; cacheDir: string },
): Promise<ModelList> {
  const models: Model[] = []
  const runtimes = new Set<Model["runtime"]>()
  const close = async () => {
    for (const runtime of runtimes) await runtime.close()
  }
  try {
    for (const packDir of packDirs) {
      const model = await openModel({ packDir, ...options })
      runtimes.add(model.runtime)
      models.push(model)
    }
    for (const dir of adapterDirs) {
      const adapter = await openAdapter(dir)
      const own = models.find(({ pack }) => pack.hash === adapter.manifest.pack.hash)
      if (!own)
        throw new StudioError("farm.not_on_list", { pack: adapter.manifest.pack.name, adapter: adapter.name })
      models.push({ ...own, adapter, pipeline: await openPipeline(own.pack, own.runtime, { adapter }) })
    }
    return { models, close }
  } catch (error) {
    await close()
    throw error
  }
}
