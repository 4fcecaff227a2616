/** The measures of an image, with pretended networks whose outputs are fixed. */
import { expect, test } from "vitest"
import type { Item } from "../contract/catalog.ts"
import type { Scenario } from "../contract/scenario.ts"
import { tagReader } from "../interests/merge.ts"
import type { Tagger } from "../interests/tagger.ts"
import type { RawImage } from "../models/image.ts"
import type { Pipeline } from "../models/pipeline.ts"
import { measureImage } from "./measures.ts"

const image: RawImage = { width: 16, height: 16, channels: 3, data: new Uint8Array(16 * 16 * 3).fill(90) }
const pipeline = {
  pack: { has: () => true },
  preprocess: async () => image,
  encodeImage: async () => ({ data: Float32Array.of(1, 0) }),
  clipText: async (texts: string[]) => ({ shape: [texts.length, 2], data: Float32Array.of(1, 0, 0, 1) }),
} as unknown as Pipeline

test("merged tags count as one in the persona's tags, the vocabulary and the shown tags", async () => {
  const tagger = { tagImage: async () => ["sea", "dog"] } as unknown as Tagger
  const yardstick = {
    item: {} as Item,
    original: image,
    text: "by the sea",
    scenario: { facets: [{ tags: ["sea", "dog", "cat"] }] } as Scenario,
    // “tide” is in no vocabulary.
    personaTags: ["ocean", "cat", "tide"],
    readTag: tagReader([{ from: "sea", to: "ocean" }]),
    subject: null,
  }
  const measures = await measureImage({ pipeline, tagger, lpips: null }, image, "image.png", yardstick)
  expect(measures).toMatchObject({ ssim: 1, clip: 1, persona: 0, hits: 0.5 })
})
