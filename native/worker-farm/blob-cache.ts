/** A worker's own copies of blobs: files in its cache, the least used of which go when their room is used up. */
import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises"
import { join } from "node:path"
import { LRUCache } from "lru-cache"
import { memoized } from "../base/memo.ts"
import { replaceFile } from "../base/replace-file.ts"
import { sweepTemporaries } from "../base/temporary-file.ts"
import { StudioError } from "../contract/errors.ts"
import type { DrawingStudio, Model } from "../personalize/drawing-studio.ts"
import { blobKey, embeddingFrom, hashOf, mostBytes, picturesOf } from "./blobs.ts"
import type { Store } from "./store/store.ts"
import type { Unit } from "./unit.ts"

/** Room for files, in bytes: some ten thousand pictures. */
const usualRoom = 4 * 1024 ** 3

const namePattern = /^[0-9a-f]{64}$/

export class BlobCache {
  readonly #dir: string
  readonly #store: Store
  readonly #files: LRUCache<string, number>
  readonly #fetching = new Map<string, Promise<void>>()

  private constructor(dir: string, store: Store, room: number) {
    this.#dir = dir
    this.#store = store
    this.#files = new LRUCache({
      maxSize: room,
      sizeCalculation: bytes => Math.max(1, bytes),
      // A file that is just being read stays readable for its reader, but on Windows, where it is removed later.
      dispose: (_bytes, hash, reason) => {
        if (reason === "evict") void rm(this.path(hash), { force: true }).catch(() => undefined)
      },
    })
  }

  /** In a folder, whose files of earlier runs are used again. */
  static async open(dir: string, store: Store, room = usualRoom): Promise<BlobCache> {
    await mkdir(dir, { recursive: true })
    await sweepTemporaries(dir, [], "here")
    const cache = new BlobCache(dir, store, room)
    for (const name of await readdir(dir)) {
      const found = namePattern.test(name) && (await stat(join(dir, name)).catch(() => undefined))
      if (found) cache.#files.set(name, found.size)
    }
    return cache
  }

  path(hash: string): string {
    return join(this.#dir, hash)
  }

  /** Has the blob as a file. @throws StudioError farm.blob_gone, farm.bad_blob, farm.too_large, farm.store_failed */
  async fetch(hash: string, most: number): Promise<string> {
    const path = this.path(hash)
    if (this.#files.get(hash) !== undefined && (await stat(path).catch(() => undefined))) return path
    await memoized(this.#fetching, hash, async () => {
      const bytes = await this.#store.get(blobKey(hash), most)
      if (bytes === null) throw new StudioError("farm.blob_gone", { blob: hash })
      if (hashOf(bytes) !== hash) throw new StudioError("farm.bad_blob", { blob: hash })
      // Whoever finds less than the whole file after a power failure fetches it again.
      await replaceFile(path, bytes, { durable: false })
      this.#files.set(hash, bytes.length)
    }).finally(() => this.#fetching.delete(hash))
    return path
  }

  async read(hash: string, most: number): Promise<Uint8Array> {
    const path = await this.fetch(hash, most)
    const bytes = await readFile(path)
    if (hashOf(bytes) === hash) return bytes
    this.#files.delete(hash)
    await rm(path, { force: true })
    return readFile(await this.fetch(hash, most))
  }

  /** A studio for one unit: the model, and what the unit's recipe names. */
  async studioFor(model: Model, { recipe, embeddings }: Unit): Promise<DrawingStudio> {
    const { images, masks } = picturesOf(recipe)
    const fuses = embeddings.length > 0
    const { textNeighbours, imageNeighbours } = recipe.plan
    const items = new Map<string, { title: string; description: string; image: string }>()
    const item = (id: string) => {
      const known = items.get(id) ?? { title: "", description: "", image: "" }
      items.set(id, known)
      return known
    }
    const vectors = new Map<string, Float32Array>()
    await Promise.all([
      // Read once here, so that a picture that a kill left half-written is never drawn from.
      ...[...images, ...masks].map(hash => this.read(hash, mostBytes.picture)),
      ...(fuses ? textNeighbours : []).map(async ({ id, hash }) => {
        item(id).title = new TextDecoder().decode(await this.read(hash, mostBytes.text))
      }),
      ...(fuses ? imageNeighbours : []).map(async ({ id, hash }, at) => {
        item(id).image = hash
        const bytes = await this.read(embeddings[at]!, mostBytes.embedding)
        vectors.set(id, embeddingFrom(bytes, model.pipeline.widths.imageWidth, embeddings[at]!))
      }),
    ])
    return {
      ...model,
      workspace: {
        imagePath: hash => this.path(hash),
        maskPath: hash => this.path(hash),
        findItem: async id => found(items.get(id), id),
      },
      pool: { vectors: async ids => ids.map(id => found(vectors.get(id), id)) },
    }
  }
}

function found<Value>(value: Value | undefined, id: string): Value {
  if (value === undefined) throw new StudioError("catalog.unknown_item", { item: id, near: [] })
  return value
}
