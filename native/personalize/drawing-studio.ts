/**
 * What drawing a recipe needs of a studio: the model, and what the recipe names by hash. A studio has these in its
 * workspace and its pool; a worker of a farm has no workspace, and is sent them.
 */
import { contentHash } from "../base/content-hash.ts"
import type { Item } from "../contract/catalog.ts"
import type { Device, PrecisionChoice } from "../contract/settings.ts"
import { type Adapter, openAdapter } from "../models/adapter.ts"
import { openPack, type Pack } from "../models/pack.ts"
import { openPipeline, type Pipeline } from "../models/pipeline.ts"
import { verifyPack } from "../models/verify-pack.ts"
import { createRuntime, type Runtime } from "../runtime/runtime.ts"
import { TextEncodings } from "./text-encodings.ts"

/** A pack and its adapter, ready to compute. */
export interface Model {
  readonly pack: Pack
  readonly adapter: Adapter | null
  readonly runtime: Runtime
  readonly pipeline: Pipeline
  readonly texts: TextEncodings
}

export interface DrawingStudio extends Model {
  /** Pictures and masks by hash, and the items that neighbours are. */
  readonly workspace: {
    imagePath(hash: string): string
    maskPath(hash: string): string
    findItem(id: string): Promise<Pick<Item, "title" | "description" | "image">>
  }
  readonly pool: { vectors(ids: readonly string[], column: "image"): Promise<Float32Array[]> }
}

export interface ModelOptions {
  packDir: string
  /** A fine-tuned adapter's folder; the pack's own adapter when absent. */
  adapterDir?: string | undefined
  /** `auto` tries the platform's devices in order and reports each. */
  device: Device | "auto"
  /** `auto` when absent. */
  precision?: PrecisionChoice | undefined
  /** For a process that trains, in float32: see RuntimeOptions. */
  lean?: boolean
  /** For what is worked out once: hashes of files, graphs. */
  cacheDir: string
}

/**
 * A pack whose files are whole. Whatever was opened is closed again when a later part fails.
 *
 * @throws StudioError pack.no_component for a pack without an image encoder, and what else opening its parts throws
 */
export async function openModel({
  packDir,
  adapterDir,
  device,
  lean = false,
  precision = lean ? "full" : "auto",
  cacheDir,
}: ModelOptions): Promise<Model> {
  const pack = await openPack(packDir)
  await verifyPack(pack, file => contentHash(file, cacheDir))
  await pack.weightsFiles("image_encoder") // Without an image encoder the pool would fail later, with a reason that says less.
  const adapter = adapterDir ? await openAdapter(adapterDir) : null
  const devices = device === "auto" ? "auto" : [device]
  const runtime = await createRuntime({ devices, precision, cacheDir, lean })
  try {
    const pipeline = await openPipeline(pack, runtime, { adapter })
    return { pack, adapter, runtime, pipeline, texts: new TextEncodings(pipeline) }
  } catch (error) {
    await runtime.close()
    throw error
  }
}
