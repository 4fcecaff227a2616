/**
 * `iamg pack add`: makes one pack of parts that people download separately: a base model (a diffusers folder or a single-file
 * checkpoint), an IP-Adapter, its image encoder, the matching CLIP text tower, a foreground network. Everything is
 * checked before the pack takes its name; a failure or a cancel leaves nothing behind.
 */
import { createHash } from "node:crypto"
import { createReadStream, existsSync } from "node:fs"
import {
  constants,
  copyFile,
  link,
  mkdir,
  readdir,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises"
import { basename, dirname, join, relative, resolve, sep } from "node:path"
import type { z } from "zod"
import { sweepTemporaries, temporaryFor, temporaryOf } from "../base/temporary-file.ts"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import type { StructureKind } from "../contract/setting-values.ts"
import { checkPack } from "./check-pack.ts"
import { readConfig } from "./config.ts"
import type { ForegroundInput } from "./foreground.ts"
import { type Manifest, manifestSchema, type PackFolder } from "./manifest.ts"
import { nativeSizeOf, openPack, type Pack } from "./pack.ts"
import { controlNetConfigOf, type Prediction, singleFileConfigs } from "./single-file-configs.ts"
import { indexBeside, weightsFilesIn } from "./weights-files.ts"

export interface PackSources {
  /** A diffusers folder, or a single-file checkpoint (.safetensors) of Stable Diffusion 1.x or 2.x. */
  base: string
  /** Needed with a single file, which holds none. */
  tokenizer?: string | undefined
  /** The prediction of an SD 2.x single file, which the file doesn't say. */
  prediction?: Prediction | undefined
  /** A file, e.g. ip-adapter_sd15.safetensors, or its folder. */
  ipAdapter?: string | undefined
  imageEncoder?: string | undefined
  /** A CLIPTextModelWithProjection or CLIPModel folder with its tokenizer. */
  clipText?: string | undefined
  /** An .onnx file, and its input where it isn't IS-Net's. */
  foreground?: string | undefined
  foregroundInput?: ForegroundInput | undefined
  interest?: string | undefined
  /** A LoRA for few steps (LCM-LoRA) of this base model. */
  fewSteps?: string | undefined
  /** An AutoencoderTiny's folder, or its file; TAESD's decoder alone will do. */
  vaeTiny?: string | undefined
  /** An upscaler's file, .safetensors or .onnx. */
  upscaler?: string | undefined
  /**
   * Each a ControlNetModel's folder, its .safetensors with config.json beside, or a single file as ControlNet's authors
   * publish it, which needs no config.
   */
  controlNets?: Partial<Record<StructureKind, string>> | undefined
}

export interface AssembleOptions {
  /** The new pack's folder; nothing may be there yet. */
  dir: string
  name: string
  licence: string
  origin: string
  trainedOn: string
  /** When absent, the size in the base's config; 512 for a single file. */
  nativeSize?: number | undefined
  /** The classifier-free guidance that suits the model; Stable Diffusion's when absent. */
  guidance?: number | undefined
  /** `link` (the default) shares the downloads' bytes where the file system can; `copy` never does. */
  transfer?: "link" | "copy"
  signal?: AbortSignal | undefined
  onProgress?: ((progress: AssembleProgress) => void) | undefined
}

export interface AssembleProgress {
  file: string
  doneBytes: number
  totalBytes: number
}

/** One file of the new pack, and where it comes from. */
interface Part {
  path: string
  source: string
  /** What stands in it, where it is made of what `source` tells instead of copied. */
  config?: object
}

/** Assembles a pack and opens it. Throws pack.*, weights.*, model.* errors, and job.cancelled. */
export async function assemblePack(sources: PackSources, options: AssembleOptions): Promise<Pack> {
  const dir = resolve(options.dir)
  if (existsSync(dir)) throw new StudioError("pack.exists", { dir })
  const draft = temporaryFor(dir)
  try {
    await mkdir(draft, { recursive: true })
    await sweepDrafts(dirname(dir))
    const { components, parts } = await gather(sources, draft, options.transfer ?? "link")
    const describe = (files: Manifest["files"]) =>
      writeManifest(draft, { ...options, ...sources, components, files })
    await describe([])
    await checkPack(await openPack(draft)).catch(error => {
      throw namingSources(error, draft, parts)
    })
    await describe(await listFiles(draft, options))
    await rename(draft, dir)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    throw error
  }
  return openPack(dir)
}

/** Removes the drafts that killed processes left beside the pack: gigabytes, where the file system can't share them. */
async function sweepDrafts(folder: string): Promise<void> {
  const others = await readdir(folder)
  await sweepTemporaries(
    folder,
    others.filter(name => temporaryOf(name) === undefined),
  )
}

/** The error with the user's own files in place of those in `draft`, which is gone when they are told. */
function namingSources(error: unknown, draft: string, parts: readonly Part[]): unknown {
  if (!(error instanceof StudioError)) return error
  const escaped = (path: string) => JSON.stringify(path).slice(1, -1)
  let details = JSON.stringify(error.details)
  for (const { path, source } of parts) {
    details = details.replaceAll(escaped(join(draft, path)), () => escaped(source))
  }
  return new StudioError(error.code, JSON.parse(details), { cause: error })
}

/** Brings every part into `draft`; also returns where components are that have no folder of their own. */
async function gather(
  sources: PackSources,
  draft: string,
  how: "link" | "copy",
): Promise<{ components: Manifest["components"]; parts: Part[] }> {
  const base = resolve(sources.base)
  const single = (await stat(base).catch(() => undefined))?.isFile() ?? false
  const parts: Part[] = []
  const components: Manifest["components"] = {}

  if (single) {
    const { scheduler, ...networks } = await singleFileConfigs(base, sources.prediction)
    const file = basename(base)
    parts.push({ path: file, source: base })
    for (const [component, config] of Object.entries(networks)) {
      components[component as PackFolder] = file
      parts.push({ path: `${component}/config.json`, source: base, config })
    }
    parts.push({ path: "scheduler/scheduler_config.json", source: base, config: scheduler })
    if (!sources.tokenizer) {
      const why = note("pack.single_file_tokenizer", {})
      throw new StudioError("pack.no_component", { pack: basename(base), component: "tokenizer", why })
    }
  } else {
    for (const component of ["unet", "vae", "text_encoder"] as const) {
      parts.push(...(await networkParts(component, join(base, component))))
    }
    parts.push(...(await namedParts("scheduler", join(base, "scheduler"), ["scheduler_config.json"])))
  }
  parts.push(...(await namedParts("tokenizer", sources.tokenizer ?? join(base, "tokenizer"), tokenizerFiles)))
  const { imageEncoder, clipText, ipAdapter, interest, foreground, controlNets = {} } = sources
  const { fewSteps, vaeTiny, upscaler } = sources
  if (imageEncoder) parts.push(...(await networkParts("image_encoder", imageEncoder)))
  if (clipText) {
    parts.push(...(await networkParts("clip_text", clipText)))
    parts.push(...(await namedParts("clip_text", clipText, tokenizerFiles)))
  }
  for (const [component, given] of [
    ["ip_adapter", ipAdapter],
    ["interest", interest],
    ["foreground", foreground],
    ["few_steps", fewSteps],
    ["vae_tiny", vaeTiny],
    ["upscaler", upscaler],
  ] as const) {
    if (!given) continue
    parts.push(...(await weightsParts(given, component)))
  }
  const tinyConfig = vaeTiny && join(vaeTiny, "config.json")
  if (tinyConfig && existsSync(tinyConfig)) parts.push({ path: "vae_tiny/config.json", source: tinyConfig })
  for (const [kind, given] of Object.entries(controlNets)) parts.push(...(await controlNetParts(kind, given)))
  for (const { path, source, config } of parts) {
    if (config) await writeJson(join(draft, path), config)
    else await bring(source, join(draft, path), how)
  }
  return { components, parts }
}

const tokenizerFiles = ["tokenizer.json", "vocab.json", "merges.txt", "tokenizer_config.json"]

/** A network's config, weights and, where it reads pictures, their preprocessing. */
async function networkParts(component: PackFolder, folder: string): Promise<Part[]> {
  const weights = await weightsParts(folder, component)
  return [...(await namedParts(component, folder, ["config.json", "preprocessor_config.json"])), ...weights]
}

/** A network's weights: one file, or all parts of a checkpoint in several, with its index. */
async function weightsParts(given: string, component: PackFolder, into: string = component): Promise<Part[]> {
  const files = await weightsFilesIn(given, component)
  const index = indexBeside(files[0]!)
  return [...files, ...(index ? [index] : [])].map(source => ({
    path: `${into}/${basename(source)}`,
    source,
  }))
}

/** A ControlNet's weights, and the config in their folder, or the one that their names and shapes tell. */
async function controlNetParts(kind: string, given: string): Promise<Part[]> {
  const weights = await weightsParts(given, "controlnet", `controlnet/${kind}`)
  const { source } = weights[0]!
  const beside = join(dirname(source), "config.json")
  const path = `controlnet/${kind}/config.json`
  const config = existsSync(beside) ? undefined : await controlNetConfigOf(source)
  return [config ? { path, source, config } : { path, source: beside }, ...weights]
}

/** What a base that is a pack itself says of structure; its U-Net may read hints. */
async function structureOf(base: string): Promise<Partial<Manifest>> {
  const file = join(base, "pack.json")
  if (!existsSync(file)) return {}
  const { structure, structureScale, edgeThresholds } = await readConfig(file, manifestSchema)
  return { structure, structureScale, edgeThresholds }
}

/** Those of `names` that are in `folder`; at least one must be. */
async function namedParts(component: PackFolder, folder: string, names: readonly string[]): Promise<Part[]> {
  const present = await readdir(folder).catch(() => {
    throw new StudioError("pack.missing_file", { file: folder })
  })
  const found = names.filter(name => present.includes(name))
  if (found.length === 0) throw new StudioError("pack.missing_file", { file: join(folder, names[0]!) })
  return found.map(name => ({ path: `${component}/${name}`, source: join(folder, name) }))
}

async function bring(source: string, target: string, how: "link" | "copy"): Promise<void> {
  // Download caches hold symbolic links, and Linux would link to those, not to the files behind them.
  const real = await realpath(source).catch(cause => {
    throw new StudioError("pack.missing_file", { file: source }, { cause })
  })
  await mkdir(dirname(target), { recursive: true })
  const linked =
    how === "link" &&
    (await link(real, target).then(
      () => true,
      () => false,
    ))
  if (!linked) await copyFile(real, target, constants.COPYFILE_FICLONE)
}

/** Size and SHA-256 of every file but pack.json. */
async function listFiles(draft: string, { signal, onProgress }: AssembleOptions): Promise<Manifest["files"]> {
  const entries = await readdir(draft, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter(entry => entry.isFile() && entry.name !== "pack.json")
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
  const sizes = await Promise.all(paths.map(async path => (await stat(path)).size))
  const totalBytes = sizes.reduce((sum, size) => sum + size, 0)
  let doneBytes = 0
  const files: Manifest["files"] = []
  for (const [index, path] of paths.entries()) {
    const name = relative(draft, path).split(sep).join("/")
    const hash = createHash("sha256")
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
      if (signal?.aborted) throw new StudioError("job.cancelled", { what: "pack" })
      hash.update(chunk as Buffer)
      doneBytes += (chunk as Buffer).length
      onProgress?.({ file: name, doneBytes, totalBytes })
    }
    files.push({ path: name, size: sizes[index]!, sha256: hash.digest("hex") })
  }
  return files
}

type ManifestParts = AssembleOptions & PackSources & Pick<Manifest, "components" | "files">

async function writeManifest(draft: string, parts: ManifestParts): Promise<void> {
  const { name, licence, origin, trainedOn, nativeSize, guidance, foregroundInput, components, files } = parts
  const manifest = manifestSchema.parse({
    format: 1,
    name,
    version: "1",
    licence,
    origin,
    nativeSize: nativeSize ?? (await nativeSizeOf(draft)),
    trainedOn,
    guidance,
    components,
    ...(await structureOf(parts.base)),
    ...(foregroundInput && { foreground: foregroundInput }),
    files,
  } satisfies z.input<typeof manifestSchema>)
  await writeJson(join(draft, "pack.json"), manifest)
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`)
}
