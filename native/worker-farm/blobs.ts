/**
 * What a worker needs beside the recipe, pack and adapter: the item's picture, masks, the hint of structure, and texts and
 * embeddings of neighbours. Each lies in the store under the hash of its bytes, once, however many units need it.
 */
import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { LRUCache } from "lru-cache"
import { memoized } from "../base/memo.ts"
import { itemText } from "../contract/catalog.ts"
import { StudioError } from "../contract/errors.ts"
import { fusesInterest, type Recipe } from "../contract/recipe.ts"
import type { DrawingStudio } from "../personalize/drawing-studio.ts"
import type { Store } from "./store/store.ts"

export const blobPrefix = "blobs"
export const blobKey = (hash: string): string => `${blobPrefix}/${hash.slice(0, 2)}/${hash}`

/** Most bytes of a blob: of a file that an item's picture may be, of a text, and of an embedding. */
export const mostBytes = { picture: 64 * 1024 * 1024, text: 1024 * 1024, embedding: 64 * 1024 }

export const hashOf = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("hex")

/** The pictures that a recipe names, by the hash of their files. */
export function picturesOf({ settings, plan }: Recipe): { images: string[]; masks: string[] } {
  const images = [plan.item.imageHash, ...(settings.structureHint ? [settings.structureHint] : [])]
  const { opacity } = plan.preprocessing
  const masks = [...plan.masks.map(({ hash }) => hash), ...(opacity === undefined ? [] : [opacity])]
  return { images: [...new Set(images)], masks: [...new Set(masks)] }
}

/** Blobs that are known to be in the store; asking again for a later one costs one request. */
const mostKnown = 100_000

/** Puts bytes into a store under their hashes, each once. Everything throws farm.store_failed, farm.blob_changed. */
export class BlobPutter {
  readonly #store: Store
  readonly #put = new LRUCache<string, Promise<void>>({ max: mostKnown })

  constructor(store: Store) {
    this.#store = store
  }

  /** Bytes are read only if the store lacks them. */
  put(hash: string, read: () => Promise<Uint8Array>): Promise<void> {
    return memoized(this.#put, hash, async () => {
      if (await this.#store.has(blobKey(hash))) return
      const bytes = await read()
      if (hashOf(bytes) !== hash) throw changed
      await this.#store.put(blobKey(hash), bytes)
    })
  }

  file(hash: string, path: string): Promise<void> {
    return this.put(hash, () =>
      readFile(path).catch(cause => {
        throw new StudioError("farm.blob_changed", {}, { cause })
      }),
    )
  }

  /** @returns the hash of its bytes */
  async bytes(bytes: Uint8Array): Promise<string> {
    const hash = hashOf(bytes)
    await this.put(hash, async () => bytes)
    return hash
  }

  /** @returns the hash of its bytes */
  text(text: string): Promise<string> {
    return this.bytes(Buffer.from(text))
  }
}

/** Puts the blobs of recipes into a store. */
export class BlobSender {
  readonly #blobs: BlobPutter
  readonly #embeddings = new LRUCache<string, Promise<string>>({ max: mostKnown })

  constructor(store: Store) {
    this.#blobs = new BlobPutter(store)
  }

  /**
   * Sends what isn't there, and gives the hashes of the image neighbours' embeddings.
   *
   * @throws StudioError farm.store_failed, farm.blob_changed, recipe.neighbour_changed, catalog.unknown_item
   */
  async send(recipe: Recipe, { workspace, pool }: DrawingStudio): Promise<string[]> {
    const { images, masks } = picturesOf(recipe)
    await Promise.all([
      ...images.map(hash => this.#blobs.file(hash, workspace.imagePath(hash))),
      ...masks.map(hash => this.#blobs.file(hash, workspace.maskPath(hash))),
    ])
    if (!fusesInterest(recipe)) return []
    const { textNeighbours, imageNeighbours } = recipe.plan
    await Promise.all(
      textNeighbours.map(({ id, hash }) =>
        this.#blobs
          .put(hash, async () => Buffer.from(itemText(await workspace.findItem(id))))
          .catch(error => {
            if (error !== changed) throw error
            throw new StudioError("recipe.neighbour_changed", { id, what: "text" })
          }),
      ),
    )
    return Promise.all(
      imageNeighbours.map(({ id, hash }) =>
        memoized(this.#embeddings, `${id}\n${hash}`, async () => {
          if ((await workspace.findItem(id)).image !== hash)
            throw new StudioError("recipe.neighbour_changed", { id, what: "image" })
          const [vector] = await pool.vectors([id], "image")
          return this.#blobs.bytes(embeddingBytes(vector!))
        }),
      ),
    )
  }
}

/** What was read has other bytes than its name says. */
const changed = new StudioError("farm.blob_changed", {})

/** Little-endian float32, as every machine that this program runs on has it. */
const embeddingBytes = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer)

/** @throws StudioError farm.bad_blob for another width, or a number that isn't finite */
export function embeddingFrom(bytes: Uint8Array, width: number, hash: string): Float32Array {
  if (bytes.length !== 4 * width) throw new StudioError("farm.bad_blob", { blob: hash })
  const vector = new Float32Array(new Uint8Array(bytes).buffer)
  if (!vector.every(Number.isFinite)) throw new StudioError("farm.bad_blob", { blob: hash })
  return vector
}
