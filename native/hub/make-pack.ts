/** Makes a pack of the models that were downloaded for it. */
import { readFile } from "node:fs/promises"
import { dirname } from "node:path"
import { z } from "zod"
import { parsedJson } from "../base/json.ts"
import { removeFolder, replaceFolder, temporaryFor } from "../base/temporary-file.ts"
import { StudioError } from "../contract/errors.ts"
import type { StructureKind } from "../contract/setting-values.ts"
import { type AssembleProgress, assemblePack, type PackSources } from "../models/assemble-pack.ts"
import { type ForegroundInput, isNetInput } from "../models/foreground.ts"
import { unstated } from "../models/manifest.ts"
import { openPack, type Pack } from "../models/pack.ts"
import { verifyPack } from "../models/verify-pack.ts"
import type { ModelList, PublishedModel, PublishedPack } from "./model-list.ts"
import { exists, type MadeOf, type ModelRecord, type ModelStore, makeFolder } from "./model-store.ts"
import { diskError } from "./transfer.ts"

interface Part {
  model: PublishedModel
  record: ModelRecord
}

/**
 * The pack of all its parts and of those extras that are there; one that was made of the same files stays as it is.
 *
 * @throws StudioError hub.not_there for a part that isn't downloaded; pack.*, weights.*, model.*, job.cancelled
 */
export async function makePack(
  list: ModelList,
  store: ModelStore,
  pack: PublishedPack,
  options: {
    signal?: AbortSignal | undefined
    onProgress?: ((progress: AssembleProgress) => void) | undefined
  } = {},
): Promise<Pack> {
  const parts = await partsOf(list, store, pack)
  const dir = store.packDir(pack.id)
  const madeOf: MadeOf = Object.fromEntries(
    parts.map(({ model, record }) => [model.id, record.files.map(({ sha256 }) => sha256)]),
  )
  const before = await store.madeOf(pack.id)
  if (JSON.stringify(before) === JSON.stringify(madeOf) && (await exists(dir))) {
    const made = await openPack(dir).catch(() => null)
    if (made && (await isIntact(made))) return made
  }
  const folder = dirname(dir)
  await makeFolder(folder)
  const draft = temporaryFor(dir)
  try {
    await assemblePack(await sourcesOf(store, parts), {
      dir: draft,
      name: pack.name,
      ...describe(parts),
      trainedOn: unstated.trainedOn,
      ...options,
    })
    await replaceFolder(draft, dir)
  } catch (error) {
    await removeFolder(draft).catch(() => undefined)
    throw error instanceof Error && "syscall" in error ? diskError(error, dir, 0) : error
  }
  await store.saveMadeOf(pack.id, madeOf)
  return openPack(dir)
}

/** Its files may be those that were damaged and have been fetched again. */
const isIntact = (pack: Pack): Promise<boolean> =>
  verifyPack(pack).then(
    () => true,
    () => false,
  )

async function partsOf(
  list: ModelList,
  store: ModelStore,
  { parts, extras }: PublishedPack,
): Promise<Part[]> {
  const found: Part[] = []
  for (const id of [...parts, ...extras]) {
    const record = await store.record(id)
    if (record) found.push({ model: list.model(id), record })
    else if (parts.includes(id)) throw new StudioError("hub.not_there", { model: list.model(id).name })
  }
  return found
}

async function sourcesOf(store: ModelStore, parts: readonly Part[]): Promise<PackSources> {
  const sources: Partial<PackSources> = {}
  const controlNets: Partial<Record<StructureKind, string>> = {}
  for (const { model, record } of parts) {
    const weights = record.files.find(({ path }) => /\.(safetensors|onnx)$/.test(path))!
    const file = store.fileOf(model.id, weights.path)
    if (model.role === "base") sources.base = store.filesOf(model.id)
    else if (model.role === "ip_adapter") sources.ipAdapter = file
    else if (model.role === "image_encoder") sources.imageEncoder = dirname(file)
    else if (model.role === "clip_text") sources.clipText = dirname(file)
    else if (model.role === "controlnet") controlNets[model.hint!] = file
    else if (model.role === "lora") sources.fewSteps = file
    else if (model.role === "vae_tiny") sources.vaeTiny = file
    else if (model.role === "upscaler") sources.upscaler = file
    else if (model.role === "foreground") {
      sources.foreground = file
      sources.foregroundInput = await foregroundInput(store.fileOf(model.id, "preprocessor_config.json"))
    }
  }
  return { ...sources, base: sources.base!, controlNets }
}

const triple = z.tuple([z.number(), z.number(), z.number()])
const preprocessorSchema = z.object({
  do_normalize: z.boolean().default(true),
  image_mean: triple.default([0, 0, 0]),
  image_std: triple.default([1, 1, 1]),
  size: z.union([z.int(), z.object({ width: z.int() }).transform(({ width }) => width)]).optional(),
})

/** As the network's own preprocessor_config.json says; IS-Net's where there is none. */
async function foregroundInput(file: string): Promise<ForegroundInput> {
  const said = parsedJson(await readFile(file, "utf8").catch(() => ""), preprocessorSchema)
  if (!said) return isNetInput
  const size = said.size ?? isNetInput.size
  return said.do_normalize
    ? { size, mean: said.image_mean, std: said.image_std }
    : { size, mean: [0, 0, 0], std: [1, 1, 1] }
}

/** What pack.json says of where its parts come from. */
function describe(parts: readonly Part[]): { licence: string; origin: string } {
  const licences = new Set(parts.map(({ record }) => record.licence ?? unstated.licence))
  const origins = parts.map(({ record }) => `${record.repository}${record.commit ? `@${record.commit}` : ""}`)
  return {
    licence: [...licences].join("; ").slice(0, 200),
    origin: [...new Set(origins)].join("; ").slice(0, 2000),
  }
}
