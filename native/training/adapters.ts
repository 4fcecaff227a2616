/** The adapters of a workspace: adapters/ID, each an adapter folder (models/adapter.ts). The engine alone writes here. */
import { randomBytes } from "node:crypto"
import { existsSync } from "node:fs"
import { cp, mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises"
import { join } from "node:path"
import { z } from "zod"
import { removeFolder, temporaryFor } from "../base/temporary-file.ts"
import { writeAtomic, writeError } from "../catalog/atomic.ts"
import { freeName } from "../catalog/free-name.ts"
import { nearMatches } from "../catalog/near.ts"
import { note } from "../contract/codes/index.ts"
import { reasonOf, StudioError } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"
import {
  type Adapter,
  adapterFiles,
  adapterIdPattern,
  adapterManifestFile,
  adapterSchema,
  checkAdapter,
  openAdapter,
} from "../models/adapter.ts"
import { Networks } from "../models/networks.ts"
import type { Pack } from "../models/pack.ts"

/** One that is installed. */
export interface InstalledAdapter {
  id: string
  adapter: Adapter
  bytes: number
  /** What training.json says of its held-out loss, where it does. */
  validation: { before: number; after: number; step: number } | null
}

const validationSchema = z.object({
  validation: z.object({ before: z.number(), after: z.number(), step: z.int() }),
})

const files = [...Object.values(adapterFiles), adapterManifestFile]

/** Newest first; folders that hold none are passed by. */
export async function listAdapters(dir: string): Promise<InstalledAdapter[]> {
  const names = (await readdir(dir).catch(() => [])).filter(name => adapterIdPattern.test(name))
  const found = await Promise.all(names.map(id => read(dir, id).catch(() => null)))
  return found
    .filter(one => one !== null)
    .sort((a, b) => (a.adapter.manifest.createdAt < b.adapter.manifest.createdAt ? 1 : -1))
}

/** By id, or by name in any case. @throws StudioError adapter.unknown, with near matches */
export async function findAdapter(dir: string, idOrName: string): Promise<InstalledAdapter> {
  const all = await listAdapters(dir)
  const named = (one: InstalledAdapter) => one.adapter.name.toLowerCase() === idOrName.toLowerCase()
  const found = all.find(({ id }) => id === idOrName) ?? all.find(named)
  if (found) return found
  const near = nearMatches(
    idOrName,
    all.map(({ id, adapter }) => ({ id, name: adapter.name })),
  )
  throw new StudioError("adapter.unknown", { adapter: idOrName, near })
}

export const adapterDirOf = (dir: string, { id }: InstalledAdapter): string => join(dir, id)

/**
 * Copies an adapter folder in, whole or not at all. `mark` tells its id from those of its namesakes; an adapter with that
 * id that is there already is left as it is.
 *
 * @throws StudioError pack.missing_file, pack.bad_json, adapter.changed, workspace.no_space
 */
export async function installAdapter(
  dir: string,
  from: string,
  mark: string = randomBytes(3).toString("hex"),
): Promise<InstalledAdapter> {
  const { name, manifest } = await openAdapter(from)
  await checkAdapter(from, manifest)
  const id = `${slug(name)}-${mark}`
  if (!existsSync(join(dir, id))) await copyAdapter(from, dir, id)
  return read(dir, id)
}

/** Copies an adapter to a new folder in `to`, and says its name. @throws StudioError workspace.not_writable … */
export async function exportAdapter(dir: string, installed: InstalledAdapter, to: string): Promise<string> {
  const name = await freeName(to, slug(installed.adapter.name))
  await copyAdapter(adapterDirOf(dir, installed), to, name)
  return name
}

/** The name as it is kept. @throws StudioError settings.invalid where an adapter can't have it */
export function adapterName(name: string): string {
  const { success, data } = adapterSchema.shape.name.safeParse(name)
  if (!success)
    throw new StudioError("settings.invalid", { problems: [note("adapter.name_length", { most: 100 })] })
  return data
}

/** Gives it another name; id and hash stay. @throws StudioError settings.invalid */
export async function renameAdapter(
  dir: string,
  installed: InstalledAdapter,
  name: string,
): Promise<InstalledAdapter> {
  const file = join(adapterDirOf(dir, installed), adapterManifestFile)
  const manifest = { ...JSON.parse(await readFile(file, "utf8")), name: adapterName(name) }
  await writeAtomic(file, `${JSON.stringify(manifest, null, 2)}\n`)
  return read(dir, installed.id)
}

export const removeAdapter = (dir: string, installed: InstalledAdapter): Promise<void> =>
  removeFolder(adapterDirOf(dir, installed))

/** Why the pack can't take it; null when it can. */
export async function misfit(pack: Pack, adapter: Adapter): Promise<StudioError | null> {
  const refusal = (problem: Note) =>
    new StudioError("adapter.other_pack", { adapter: adapter.name, pack: pack.name, problem })
  if (!pack.has("ip_adapter")) return refusal(note("pack.lacks", { component: "ip_adapter" }))
  try {
    const networks = new Networks(pack, null, adapter)
    await networks.ipAdapter()
    if (adapter.weightsFile("interest")) await networks.interest()
    return null
  } catch (error) {
    if (error instanceof StudioError) return refusal(reasonOf(error))
    throw error
  }
}

async function read(dir: string, id: string): Promise<InstalledAdapter> {
  const folder = join(dir, id)
  const adapter = await openAdapter(folder)
  const sizes = await Promise.all(files.map(file => stat(join(folder, file)).catch(() => ({ size: 0 }))))
  const told = validationSchema.safeParse(
    JSON.parse(await readFile(join(folder, adapterManifestFile), "utf8")),
  )
  return {
    id,
    adapter,
    bytes: sizes.reduce((sum, { size }) => sum + size, 0),
    validation: told.success ? told.data.validation : null,
  }
}

/** Only the files of an adapter, through a folder that nobody sees before it is whole. */
async function copyAdapter(from: string, to: string, name: string): Promise<void> {
  const temporary = temporaryFor(join(to, name))
  try {
    await mkdir(temporary, { recursive: true })
    for (const file of files) {
      const source = join(from, file)
      if ((await stat(source).catch(() => null))?.isFile()) await cp(source, join(temporary, file))
    }
    await rename(temporary, join(to, name))
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined)
    throw writeError(error, to, 100e6)
  }
}

const slug = (name: string): string =>
  name
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .slice(0, 60)
    .replace(/^-+|-+$/g, "") || "adapter"
