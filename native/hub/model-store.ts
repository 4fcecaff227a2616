/**
 * Where downloaded models are kept: one folder for all workspaces.
 *
 *     licences.json                 licences that the user agreed to
 *     downloads/ID/plan.json        what a download that was begun brings
 *     downloads/ID/parts/           files that haven't come whole
 *     downloads/ID/files/           files that have, as the repository names them
 *     downloads/ID/download.json    what was downloaded, once all of it was
 *     packs/ID/, packs/ID.json      a pack made of them, and what of
 */
import { mkdirSync } from "node:fs"
import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises"
import { join } from "node:path"
import { z } from "zod"
import { type FileLock, lockFile } from "../base/file-lock.ts"
import { parsedJson } from "../base/json.ts"
import { replaceFile } from "../base/replace-file.ts"
import { removeFolder } from "../base/temporary-file.ts"
import { StudioError } from "../contract/errors.ts"
import type { ModelState } from "../contract/published.ts"
import { type ResolvedModel, resolvedModelSchema } from "./repository.ts"
import { diskError } from "./transfer.ts"

const recordSchema = resolvedModelSchema.extend({
  files: z.array(
    z.object({
      path: z.string(),
      size: z.int().min(0),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
  downloadedAt: z.iso.datetime(),
})
/** A model that was downloaded whole. */
export type ModelRecord = z.output<typeof recordSchema>

const licencesSchema = z.array(
  z.object({ repository: z.string(), licence: z.string().nullable(), acceptedAt: z.iso.datetime() }),
)

const madeOfSchema = z.record(z.string(), z.array(z.string()))
/** The SHA-256 of the files of each model that a pack was made of. */
export type MadeOf = z.output<typeof madeOfSchema>

export class ModelStore {
  readonly dir: string

  constructor(dir: string) {
    this.dir = dir
  }

  /** One process changes the folder at a time. @throws StudioError hub.in_use, hub.not_writable */
  lock(): FileLock {
    try {
      mkdirSync(this.dir, { recursive: true })
      const lock = lockFile(join(this.dir, "writer.lock"))
      if (lock) return lock
    } catch (error) {
      throw diskError(error, this.dir, 0)
    }
    throw new StudioError("hub.in_use", { folder: this.dir })
  }

  filesOf(id: string): string {
    return join(this.#of(id), "files")
  }

  fileOf(id: string, path: string): string {
    return join(this.filesOf(id), ...path.split("/"))
  }

  partOf(id: string, index: number): string {
    return join(this.#of(id), "parts", `${index}.part`)
  }

  packDir(id: string): string {
    return join(this.dir, "packs", id)
  }

  /** What a download that was begun brings; null where none was. */
  plan(id: string): Promise<ResolvedModel | null> {
    return this.#read(join(this.#of(id), "plan.json"), resolvedModelSchema)
  }

  record(id: string): Promise<ModelRecord | null> {
    return this.#read(join(this.#of(id), "download.json"), recordSchema)
  }

  savePlan(plan: ResolvedModel): Promise<void> {
    return this.#write(join(this.#of(plan.model), "plan.json"), plan)
  }

  async saveRecord(record: ModelRecord): Promise<void> {
    await this.#write(join(this.#of(record.model), "download.json"), record)
    await rm(join(this.#of(record.model), "plan.json"), { force: true })
    await rm(join(this.#of(record.model), "parts"), { recursive: true, force: true })
  }

  async state(id: string): Promise<ModelState> {
    const record = await this.record(id)
    if (!record) return (await exists(this.#of(id))) ? "partial" : "absent"
    const intact = await Promise.all(
      record.files.map(({ path, size }) => hasSize(this.fileOf(id, path), size)),
    )
    return intact.every(Boolean) ? "ready" : "changed"
  }

  /** @throws StudioError hub.not_writable */
  async removeModel(id: string): Promise<void> {
    await this.#remove(this.#of(id))
  }

  async removePack(id: string): Promise<void> {
    await this.#remove(this.packDir(id))
    await rm(this.#madeOf(id), { force: true })
  }

  madeOf(id: string): Promise<MadeOf | null> {
    return this.#read(this.#madeOf(id), madeOfSchema)
  }

  saveMadeOf(id: string, madeOf: MadeOf): Promise<void> {
    return this.#write(this.#madeOf(id), madeOf)
  }

  /** Whether the user agreed to this licence of a repository. */
  async hasAccepted(repository: string, licence: string | null): Promise<boolean> {
    return (await this.#licences()).some(one => one.repository === repository && one.licence === licence)
  }

  async accept(agreed: readonly { repository: string; licence: string | null }[]): Promise<void> {
    const acceptedAt = new Date().toISOString()
    const before = await this.#licences()
    const fresh = agreed.filter(
      ({ repository, licence }) =>
        !before.some(one => one.repository === repository && one.licence === licence),
    )
    const added = fresh.map(({ repository, licence }) => ({ repository, licence, acceptedAt }))
    if (added.length > 0) await this.#write(join(this.dir, "licences.json"), [...before, ...added])
  }

  /** The bytes of files that lie at one of the places, each file once even where several names lead to it. */
  async bytesAt(places: readonly string[]): Promise<number> {
    const sizes = new Map<string, number>()
    for (const place of places) await addSizes(place, sizes)
    return [...sizes.values()].reduce((sum, size) => sum + size, 0)
  }

  /** The room that a model's download takes. */
  bytesOf(id: string): Promise<number> {
    return this.bytesAt([this.#of(id)])
  }

  #of(id: string): string {
    return join(this.dir, "downloads", id)
  }

  #madeOf(id: string): string {
    return `${this.packDir(id)}.json`
  }

  async #licences(): Promise<z.output<typeof licencesSchema>> {
    return (await this.#read(join(this.dir, "licences.json"), licencesSchema)) ?? []
  }

  async #read<Schema extends z.ZodType>(file: string, schema: Schema): Promise<z.output<Schema> | null> {
    return parsedJson(await readFile(file, "utf8").catch(() => ""), schema) ?? null
  }

  async #write(file: string, value: unknown): Promise<void> {
    await replaceFile(file, `${JSON.stringify(value, null, 2)}\n`).catch(error => {
      throw diskError(error, this.dir, 0)
    })
  }

  async #remove(folder: string): Promise<void> {
    await removeFolder(folder).catch(error => {
      throw diskError(error, folder, 0)
    })
  }
}

export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** Whether a file lies there that has so many bytes. */
export const hasSize = (path: string, size: number): Promise<boolean> =>
  stat(path).then(
    found => found.isFile() && found.size === size,
    () => false,
  )

/** Adds what each file below `place` takes on the disk, by its inode: a part that hasn't come takes nothing. */
async function addSizes(place: string, sizes: Map<string, number>): Promise<void> {
  const entries = await readdir(place, { recursive: true, withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const found = await stat(join(entry.parentPath, entry.name)).catch(() => null)
    if (!found) continue
    const { dev, ino, size, blocks } = found
    // Windows tells no blocks.
    sizes.set(`${dev} ${ino}`, blocks === undefined ? size : Math.min(size, 512 * blocks))
  }
}

/** Makes the folder of models, for what asks how much room there is. */
export async function makeFolder(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true }).catch(error => {
    throw diskError(error, dir, 0)
  })
}
