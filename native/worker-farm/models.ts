/** A worker's list: the packs, adapters and LoRAs that it may draw with. Nothing else is opened, whatever a job names. */
import { basename } from "node:path"
import { contentHash } from "../base/content-hash.ts"
import { StudioError } from "../contract/errors.ts"
import type { Device, PrecisionChoice } from "../contract/settings.ts"
import { openAdapter } from "../models/adapter.ts"
import type { Lora } from "../models/lora/lora.ts"
import { readLora } from "../models/lora/lora-file.ts"
import { openPipeline } from "../models/pipeline.ts"
import { type Model, openModel } from "../personalize/drawing-studio.ts"
import { loraOfPack } from "../personalize/loras.ts"

/** A model with the LoRAs that may draw along. */
export interface ListedModel extends Model {
  readonly loras: readonly Lora[]
}

export interface ModelList {
  models: ListedModel[]
  close(): Promise<void>
}

export interface Listed {
  packs: readonly string[]
  /** Folders, each of an adapter of one of the packs. */
  adapters: readonly string[]
  /** Files. A pack's own is on the list in any case. */
  loras: readonly string[]
}

/** @throws StudioError farm.not_on_list for an adapter without its pack, and what opening packs and LoRAs throws */
export async function openModels(
  { packs, adapters, loras: files }: Listed,
  options: { device: Device | "auto"; precision?: PrecisionChoice | undefined; cacheDir: string },
): Promise<ModelList> {
  const { cacheDir } = options
  const models: ListedModel[] = []
  const runtimes = new Set<Model["runtime"]>()
  const close = async () => {
    for (const runtime of runtimes) await runtime.close()
  }
  try {
    const given: Lora[] = []
    for (const file of files) given.push(await openLoraFile(file, cacheDir))
    for (const packDir of packs) {
      const model = await openModel({ packDir, ...options })
      runtimes.add(model.runtime)
      const own = await loraOfPack(model.pack, cacheDir)
      models.push({ ...model, loras: own ? [own, ...given] : given })
    }
    for (const dir of adapters) {
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

/** @throws StudioError weights.unreadable, lora.unreadable */
async function openLoraFile(file: string, cacheDir: string): Promise<Lora> {
  await readLora(file)
  const name = basename(file, ".safetensors")
  return { name, hash: await contentHash(file, cacheDir), file, isFewSteps: false }
}
