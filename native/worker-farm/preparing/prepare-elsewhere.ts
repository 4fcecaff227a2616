/** Embedding and tagging by a farm, in the shapes that preparing takes: an embedder of items, and a tagger. */
import { LRUCache } from "lru-cache"
import { parsedJson } from "../../base/json.ts"
import { memoized } from "../../base/memo.ts"
import { type Item, itemText } from "../../contract/catalog.ts"
import { note } from "../../contract/codes/index.ts"
import { StudioError } from "../../contract/errors.ts"
import type { Scenario } from "../../contract/scenario.ts"
import type { Tagger } from "../../interests/tagger.ts"
import type { EmbedElsewhere } from "../../personalize/prepare.ts"
import type { BlobPutter } from "../blobs.ts"
import type { TaskAsker } from "./asker.ts"
import { mostItems, tagsSchema } from "./task.ts"

/** Tasks that are asked for at a time: a farm is kept busy, and its queue short. */
const embedsAtOnce = 64
const tagsAtOnce = 512
/** Embeds by the pack's encoders, on workers that have it. */
export const embedOnFarm = (asker: TaskAsker, blobs: BlobPutter): EmbedElsewhere => ({
  batch: mostItems,
  atOnce: embedsAtOnce,
  embed: async ({ pack, pipeline, workspace }, items) => {
    const named = await Promise.all(
      items.map(async item => {
        await blobs.file(item.image, workspace.imagePath(item.image))
        return { image: item.image, text: await blobs.text(itemText(item)) }
      }),
    )
    const answer = await asker.ask({ what: "embed", pack: pack.hash, items: named })
    const { textWidth, imageWidth, clipWidth = 0 } = pipeline.widths
    const width = textWidth + imageWidth + clipWidth
    if (answer.length !== 4 * width * items.length) throw unfit()
    const floats = new Float32Array(new Uint8Array(answer).buffer)
    if (!floats.every(Number.isFinite)) throw unfit()
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

/** The tagger of that id, on workers that have it. @param imagePath of an item's image, by its hash */
export function taggerOnFarm(
  id: string,
  asker: TaskAsker,
  blobs: BlobPutter,
  imagePath: (hash: string) => string,
): Tagger {
  const lately = new LRUCache<string, Promise<{ image: string[]; text: string[] }>>({ max: 2 * tagsAtOnce })
  // Image and text of an item are one task, and are asked for one after the other.
  const tagsOf = (item: Item, scenario: Scenario) =>
    memoized(lately, JSON.stringify([item, scenario.id]), async () => {
      await blobs.file(item.image, imagePath(item.image))
      const answer = await asker.ask({
        what: "tag",
        tagger: id,
        item: await blobs.text(JSON.stringify(item)),
        image: item.image,
        scenario: await blobs.text(JSON.stringify(scenario)),
      })
      const tags = parsedJson(answer.toString(), tagsSchema)
      if (!tags) throw unfit()
      return tags
    })
  return {
    id,
    concurrency: tagsAtOnce,
    tagImage: async (item, _path, scenario) => (await tagsOf(item, scenario)).image,
    tagText: async (item, scenario) => (await tagsOf(item, scenario)).text,
  }
}

/** An answer that isn't one to what was asked. */
const unfit = () =>
  new StudioError("farm.bad_result", { result: "prepared", problem: note("farm.other_ask", {}) })
