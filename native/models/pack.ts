/**
 * A model pack: a folder in diffusers' layout. `openPack` reads and checks what it says about itself; weights are opened
 * by networks.ts when a network is first used. A bare diffusers folder, without pack.json, is a pack too.
 */
import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { open, readdir, stat } from "node:fs/promises"
import { basename, join, relative, resolve, sep } from "node:path"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"
import { type StructureKind, structureKinds } from "../contract/setting-values.ts"
import { readConfig } from "./config.ts"
import { type Manifest, manifestSchema, type PackFolder, packFolders, unstated } from "./manifest.ts"
import { type SchedulerConfig, schedulerConfigSchema } from "./scheduler-config.ts"
import { unetConfigSchema } from "./unet-config.ts"
import { pixelsPerLatent, vaeConfigSchema } from "./vae.ts"
import { weightsFilesIn } from "./weights-files.ts"

/** A part of a pack that the program can use, or can't. */
export interface Feature {
  component: PackFolder
  available: boolean
}

export interface Pack {
  readonly dir: string
  readonly name: string
  /** SHA-256 over the files' hashes in pack.json; where it lists none, over the files' names, sizes, heads and tails. */
  readonly hash: string
  /** Side of the images that the U-Net was trained on, in pixels. */
  readonly nativeSize: number
  /** The classifier-free guidance that suits it. */
  readonly guidance: number
  readonly manifest: Manifest
  /** Whether pack.json describes it; a bare diffusers folder has none, and its manifest says what its configs show. */
  readonly isDescribed: boolean
  /** The noise schedule that its U-Net was trained on. */
  readonly scheduler: SchedulerConfig
  /** The hints of structure that its U-Net or one of its ControlNets reads. */
  readonly structureKinds: readonly StructureKind[]
  /** Whether the pack can serve as this component. */
  has(component: PackFolder): boolean
  features(): Feature[]
  /** The component's file `name`: in its own folder, or in the one that pack.json points it to. */
  file(component: PackFolder, name: string): string
  /** The component's weights: one file, or all parts of a checkpoint in several. Throws pack.no_component, pack.split_weights. */
  weightsFiles(component: PackFolder): Promise<string[]>
  /** The weights of a component that is always one file. Throws pack.no_component. */
  weightsFile(component: "foreground" | "few_steps" | "upscaler"): Promise<string>
  /** The same of the ControlNet for a kind of hints. */
  controlNetFiles(kind: StructureKind): Promise<string[]>
}

/** Whether nothing is off without it: a U-Net that reads hints itself needs no ControlNet. */
const isExtra = (component: PackFolder, { structure }: Manifest): boolean =>
  component === "controlnet" ? structure !== undefined : extras.has(component)

const extras: ReadonlySet<PackFolder> = new Set(["few_steps", "vae_tiny", "upscaler"])

/** Without these nothing can be drawn. */
const required = ["scheduler", "tokenizer", "text_encoder", "unet", "vae"] as const satisfies PackFolder[]

/** Opens the pack in `dir`. Throws pack.missing_file, pack.changed_file, pack.bad_json, model.unsupported_config. */
export async function openPack(dir: string): Promise<Pack> {
  const root = resolve(dir)
  if (!(await stat(root).catch(() => undefined))?.isDirectory()) {
    throw new StudioError("pack.missing_file", { file: root })
  }
  const manifestFile = join(root, "pack.json")
  const isDescribed = existsSync(manifestFile)
  const manifest = isDescribed ? await readConfig(manifestFile, manifestSchema) : await bareManifest(root)
  for (const { path, size } of manifest.files) await checkSize(join(root, path), size)

  const place = (component: PackFolder) => join(root, manifest.components[component] ?? component)
  const has = (component: PackFolder) => existsSync(place(component))
  for (const component of required) {
    if (!has(component)) throw new StudioError("pack.missing_file", { file: place(component) })
  }
  const file = (component: PackFolder, name: string) => {
    const own = join(root, component, name)
    return existsSync(own) ? own : join(place(component), name)
  }

  return {
    dir: root,
    name: manifest.name,
    hash:
      manifest.files.length > 0
        ? hashOf(manifest.files.map(file => `${file.sha256} ${file.path}`))
        : await fingerprint(root),
    nativeSize: manifest.nativeSize,
    guidance: manifest.guidance,
    manifest,
    isDescribed,
    structureKinds: await structureKindsOf(manifest, place("controlnet")),
    scheduler: await readConfig(file("scheduler", "scheduler_config.json"), schedulerConfigSchema),
    has,
    features: () =>
      packFolders
        .filter(component => has(component) || !isExtra(component, manifest))
        .map(component => ({ component, available: has(component) })),
    file,
    weightsFiles: component => weightsFilesIn(place(component), component, manifest.name),
    weightsFile: async component => {
      const [file, ...more] = await weightsFilesIn(place(component), component, manifest.name)
      if (more.length === 0) return file!
      const why = note("pack.several_weights", {
        path: place(component),
        names: [file!, ...more].map(path => basename(path)),
      })
      throw new StudioError("pack.no_component", { pack: manifest.name, component, why })
    },
    controlNetFiles: kind => weightsFilesIn(join(place("controlnet"), kind), "controlnet", manifest.name),
  }
}

/** Throws pack.mismatch for a ControlNet whose folder names no kind, or one that the U-Net reads itself. */
async function structureKindsOf({ structure }: Manifest, controlNets: string): Promise<StructureKind[]> {
  const folders: string[] = await readdir(controlNets).catch(() => [])
  const own = structure ? [structure.kind] : []
  for (const name of folders.filter(folder => !folder.startsWith("."))) {
    const known = structureKinds.some(kind => kind === name)
    if (!known) throw mismatch(note("pack.unknown_hint", { name, kinds: structureKinds }))
    if (name === structure?.kind) throw mismatch(note("pack.hint_twice", { kind: name }))
  }
  return [...own, ...structureKinds.filter(kind => folders.includes(kind))]
}

const mismatch = (problem: Note) => new StudioError("pack.mismatch", { problem })

async function checkSize(file: string, expected: number): Promise<void> {
  const found = await stat(file).catch(() => undefined)
  if (!found?.isFile()) throw new StudioError("pack.missing_file", { file })
  if (found.size !== expected)
    throw new StudioError("pack.changed_file", { file, expected, found: found.size })
}

/** A manifest for a diffusers folder without pack.json. */
async function bareManifest(root: string): Promise<Manifest> {
  return manifestSchema.parse({
    format: 1,
    name: basename(root).slice(0, 100) || "pack",
    version: "unknown",
    licence: unstated.licence,
    origin: "unknown",
    nativeSize: await nativeSizeOf(root),
    trainedOn: unstated.trainedOn,
    files: [],
  })
}

/**
 * The side in pixels that a folder's U-Net was trained on, by its config: a multiple of 64. The shorter one of a U-Net
 * for pictures that aren't square.
 */
export async function nativeSizeOf(root: string): Promise<number> {
  const unet = await readConfig(join(root, "unet", "config.json"), unetConfigSchema)
  const vae = await readConfig(join(root, "vae", "config.json"), vaeConfigSchema)
  const latents = Math.min(...[unet.sample_size ?? 64].flat())
  const side = latents * pixelsPerLatent(vae)
  return Math.max(64, Math.floor(side / 64) * 64)
}

const hashOf = (lines: readonly string[]): string =>
  createHash("sha256").update(lines.toSorted().join("\n")).digest("hex")

/** Hashing gigabytes at every start would take longer than drawing: a file's size and both its ends tell it apart. */
const endBytes = 1 << 20

async function fingerprint(root: string): Promise<string> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const lines = entries
    .filter(entry => entry.isFile() || entry.isSymbolicLink())
    .map(async entry => {
      const path = join(entry.parentPath, entry.name)
      const file = await open(path, "r")
      try {
        const { size } = await file.stat()
        const hash = createHash("sha256").update(`${size}\n`)
        for (const start of new Set([0, Math.max(0, size - endBytes)])) {
          const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(size, endBytes)), {
            position: start,
          })
          hash.update(buffer.subarray(0, bytesRead))
        }
        return `${hash.digest("hex")} ${relative(root, path).split(sep).join("/")}`
      } finally {
        await file.close()
      }
    })
  return hashOf(await Promise.all(lines))
}
