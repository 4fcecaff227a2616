/**
 * Files of one kind that a workspace keeps under names, as LoRAs: each in a folder NAME, with what is known of it. The engine
 * alone writes here.
 */
import { constants } from "node:fs"
import { copyFile, mkdir, open, readdir, rename, rm, stat, writeFile } from "node:fs/promises"
import { basename, join } from "node:path"
import { z } from "zod"
import { contentHash, hashFile } from "../base/content-hash.ts"
import { readBounded } from "../base/read-bounded.ts"
import { removeFolder, replaceFolder, temporaryFor } from "../base/temporary-file.ts"
import { writeError } from "../catalog/atomic.ts"
import { nearMatches } from "../catalog/near.ts"
import { StudioError } from "../contract/errors.ts"
import { hashSchema } from "../contract/hash.ts"

const mostManifestBytes = 64 * 1024

const commonSchema = z.object({
  format: z.literal(1),
  /** SHA-256 of the file. */
  hash: hashSchema,
  bytes: z.int().min(0),
  addedAt: z.iso.datetime(),
  /** Name of the file that it was taken from. */
  source: z.string().max(300),
})

export interface Kept extends z.output<typeof commonSchema> {
  name: string
}

export interface Kind<Facts extends object> {
  nameSchema: z.ZodType<string>
  manifestFile: string
  /** What the file is called in its folder, by its own name. */
  fileName(source: string): string
  /** What is known of it beside its name, hash and size. */
  facts: z.ZodType<Facts>
  mostBytes: number
  errors: {
    badName(name: string): StudioError
    taken(name: string): StudioError
    unknown(name: string, near: string[] | null): StudioError
    changed(name: string): StudioError
    tooLarge(file: string, limit: string): StudioError
  }
}

interface AddOptions<Facts> {
  /** That of the file when absent. */
  name?: string | undefined
  /** Takes the place of one that has the name. */
  replace?: boolean | undefined
  /** Looks into the file, and refuses what is none of the kind. */
  inspect(file: string, name: string): Promise<Facts>
}

/** @example const loras = new KeptFiles({ … }); await loras.list(workspace.lorasDir) */
export class KeptFiles<Facts extends object> {
  readonly #kind: Kind<Facts>

  constructor(kind: Kind<Facts>) {
    this.#kind = kind
  }

  /** By name; folders that hold none are passed by. */
  async list(dir: string): Promise<(Kept & Facts)[]> {
    const names = await readdir(dir).catch(() => [])
    const found = await Promise.all(names.map(name => this.#read(dir, name).catch(() => null)))
    return found.filter(one => one !== null).sort((one, other) => one.name.localeCompare(other.name))
  }

  /** @throws StudioError unknown, with near matches */
  async find(dir: string, name: string): Promise<Kept & Facts> {
    const found = await this.#read(dir, name).catch(() => null)
    if (found) return found
    const candidates = (await this.list(dir)).map(one => ({ id: one.name, name: one.name }))
    throw this.#kind.errors.unknown(name, nearMatches(name, candidates))
  }

  fileOf(dir: string, { name, source }: Pick<Kept, "name" | "source">): string {
    return join(dir, name, this.#kind.fileName(source))
  }

  /** With its file, as it was when it was added. @throws StudioError unknown, changed */
  async open(dir: string, name: string, cacheDir: string): Promise<Kept & Facts & { file: string }> {
    const kept = await this.find(dir, name)
    const file = this.fileOf(dir, kept)
    const hash = await contentHash(file, cacheDir).catch(() => null)
    if (hash !== kept.hash) throw this.#kind.errors.changed(name)
    return { ...kept, file }
  }

  /** Copies a file into the workspace. @throws StudioError bad name, taken, too large, workspace.no_space, what `inspect` throws */
  async add(
    dir: string,
    file: string,
    { name, replace = false, inspect }: AddOptions<Facts>,
  ): Promise<Kept & Facts> {
    const { errors, nameSchema, mostBytes, manifestFile, fileName } = this.#kind
    const source = basename(file)
    const own = name ?? nameFrom(source)
    if (!nameSchema.safeParse(own).success) throw errors.badName(own)
    const folder = join(dir, own)
    const isThere = (await stat(folder).catch(() => null)) !== null
    if (isThere && !replace) throw errors.taken(own)
    await inspect(file, own)
    const { size } = await stat(file)
    if (size > mostBytes) throw errors.tooLarge(file, `${mostBytes / 1024 ** 3} GB`)
    const made = temporaryFor(folder)
    try {
      await mkdir(made, { recursive: true })
      const copy = join(made, fileName(source))
      await copyFile(file, copy, constants.COPYFILE_FICLONE)
      await flush(copy)
      // Of the copy: the file itself may change meanwhile.
      const facts = await inspect(copy, own)
      const common: z.output<typeof commonSchema> = {
        format: 1,
        hash: await hashFile(copy),
        bytes: size,
        addedAt: new Date().toISOString(),
        source: source.slice(0, 300),
      }
      const manifest = { ...common, ...facts }
      await writeFile(join(made, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`, { flush: true })
      await (isThere ? replaceFolder(made, folder) : rename(made, folder))
      return { ...manifest, name: own }
    } catch (error) {
      await rm(made, { recursive: true, force: true }).catch(() => undefined)
      if (error instanceof StudioError) throw error
      throw writeError(error, dir, size)
    }
  }

  /** @throws StudioError unknown */
  async remove(dir: string, name: string): Promise<Kept & Facts> {
    const found = await this.find(dir, name)
    await removeFolder(join(dir, name))
    return found
  }

  async #read(dir: string, name: string): Promise<Kept & Facts> {
    const { errors, nameSchema, manifestFile, facts } = this.#kind
    if (!nameSchema.safeParse(name).success) throw errors.badName(name)
    const bytes = await readBounded(join(dir, name, manifestFile), mostManifestBytes)
    if (typeof bytes === "string") throw errors.changed(name)
    const json: unknown = JSON.parse(bytes.toString("utf8"))
    return { ...commonSchema.parse(json), ...facts.parse(json), name }
  }
}

async function flush(path: string): Promise<void> {
  const file = await open(path, "r+")
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

const nameFrom = (source: string): string =>
  source
    .replace(/\.(safetensors|onnx)$/i, "")
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}_.-]+/gu, "-")
    .replace(/^[^\p{L}\p{N}]+/u, "")
    .slice(0, 100)
