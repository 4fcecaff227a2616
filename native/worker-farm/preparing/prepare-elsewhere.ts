/** Embedding and tagging by a farm, in the shapes that preparing takes: an embedder of items, and a tagger. */
import { readFile } from "node:fs/promises"
import { LRUCache } from "lru-cache"
import { parsedJson } from "../../base/json.ts"
import { memoized } from "../../base/memo.ts"
import { type Item, itemText } from "../../contract/catalog.ts"
import { note } from "../../contract/codes/index.ts"
import { StudioError } from "../../contract/errors.ts"
import type { Scenario } from "../../contract/scenario.ts"
import type { Tagger } from "../../interests/tagger.ts"
import type { EmbedElsewhere } from "../../personalize/prepare.ts"
import { blobKey, hashOf } from "../blobs.ts"
import type { Store } from "../store/store.ts"
import type { TaskAsker } from "./asker.ts"
import { mostItems, tagsSchema } from "./task.ts"

/** Tasks that are asked for at a time: a farm is kept busy, and its queue short. */
const embedsAtOnce = 64
const tagsAtOnce = 512
/** Blobs that are known to be in the store. */
const mostKnown = 100_000

/** Puts texts and files into the store under their hashes, each once. */
export class BlobPutter {
  readonly #store: Store
  readonly #put = new LRUCache<string, Promise<void>>({ max: mostKnown })

  constructor(store: Store) {
    this.#store = store
  }

  async text(text: string): Promise<string> {
    const hash = hashOf(text)
    await this.#putOnce(hash, async () => Buffer.from(text))
    return hash
  }

  /** @throws StudioError farm.blob_changed */
  async file(hash: string, path: string): Promise<string> {
    await this.#putOnce(hash, async () => {
      const bytes = await readFile(path).catch(cause => {
        throw new StudioError("farm.blob_changed", {}, { cause })
      })
      if (hashOf(bytes) !== hash) throw new StudioError("farm.blob_changed", {})
      return bytes
    })
    return hash
  }

  #putOnce(hash: string, read: () => Promise<Uint8Array>): Promise<void> {
    return memoized(this.#put, hash, async () => {
      if (!(await this.#store.has(blobKey(hash)))) await this.#store.put(blobKey(hash), await read())
    })
  }
}

/** Embeds by the pack's encoders, on workers that have it. */
export const embedOnFarm = (asker: TaskAsker, blobs: BlobPutter): EmbedElsewhere => ({
  batch: mostItems,
  atOnce: embedsAtOnce,
  embed: async ({ pack, pipeline, workspace }, items) => {
    const named = await Promise.all(
      items.map(async item => ({
        image: await blobs.file(item.image, workspace.imagePath(item.image)),
        text: await blobs.text(itemText(item)),
      })),
    )
    const answer = await asker.ask({ what: "embed", pack: pack.hash, items: named })
    const { textWidth, imageWidth, clipWidth = 0 } = pipeline.widths
    const width = textWidth + imageWidth + clipWidth
    if (answer.length !== 4 * width * items.length)
      throw new StudioError("farm.bad_result", { result: "prepared", problem: note("farm.other_ask", {}) })
    const floats = new Float32Array(new Uint8Array(answer).buffer)
    if (!floats.every(Number.isFinite))
      throw new StudioError("farm.bad_result", { result: "prepared", problem: note("farm.other_ask", {}) })
    return items.map((_item, at) => {
      const row = floats.subarray(at * width, (at + 1) * width)
      return {
        text: row.slice(0, textWidth),
        image: row.slice(textWidth, textWidth + imageWidth),
        ...(clipWidth > 0 && { clip: row.slice(textWidth + imageWidth) }),
      }
    })
  },
})

/** The tagger of that id, on workers that have it. */
export function taggerOnFarm(id: string, asker: TaskAsker, blobs: BlobPutter): Tagger {
  const lately = new LRUCache<string, Promise<{ image: string[]; text: string[] }>>({ max: 2 * tagsAtOnce })
  // Image and text of an item are one task: they are asked for one after the other.
  const tagsOf = (item: Item, imagePath: string, scenario: Scenario) =>
    memoized(lately, JSON.stringify([item, scenario.id]), async () => {
      const answer = await asker.ask({
        what: "tag",
        tagger: id,
        item: await blobs.text(JSON.stringify(item)),
        image: await blobs.file(item.image, imagePath),
        scenario: await blobs.text(JSON.stringify(scenario)),
      })
      const tags = parsedJson(answer.toString(), tagsSchema)
      if (!tags)
        throw new StudioError("farm.bad_result", { result: "prepared", problem: note("farm.other_ask", {}) })
      return tags
    })
  const images = new Map<string, string>()
  return {
    id,
    concurrency: tagsAtOnce,
    tagImage: async (item, imagePath, scenario) => {
      images.set(item.id, imagePath)
      return (await tagsOf(item, imagePath, scenario)).image
    },
    tagText: async (item, scenario) => {
      const path = images.get(item.id)
      images.delete(item.id)
      if (path === undefined) throw new Error("a text is tagged after its image")
      return (await tagsOf(item, path, scenario)).text
    },
  }
}
