import { expect, test } from "vitest"
import type { ClipEmbedder } from "../../interests/built-in-tagger.ts"
import { TagEmbeddings } from "./tag-embeddings.ts"

/** Embeds a tag as its length, and remembers every tag that it embedded. */
function counting() {
  const embedded: string[] = []
  const embedder = {
    textEmbeddings: async (tags: readonly string[]) => {
      embedded.push(...tags)
      return tags.map(tag => Float32Array.of(tag.length))
    },
  } as unknown as ClipEmbedder
  return { embedded, embed: new TagEmbeddings(embedder).embed! }
}

test("a tag is embedded once, and the embeddings come in the order of the tags", async () => {
  const { embedded, embed } = counting()
  await embed(["red", "stripes"])
  expect(await embed(["stripes", "dots", "red"])).toEqual([7, 4, 3].map(length => Float32Array.of(length)))
  expect(embedded).toEqual(["red", "stripes", "dots"])
})

test("tags in use stay when thousands of others are embedded", async () => {
  const { embedded, embed } = counting()
  for (let index = 0; index < 5000; index++) await embed(["red", `tag ${index}`])
  expect(embedded.filter(tag => tag === "red")).toHaveLength(1)
})

test("without a CLIP pair there is nothing to embed with", () => {
  expect(new TagEmbeddings(null).embed).toBeNull()
})
