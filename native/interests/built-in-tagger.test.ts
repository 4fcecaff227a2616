import { expect, test } from "vitest"
import type { Item } from "../contract/catalog.ts"
import type { Scenario } from "../contract/scenario.ts"
import { builtInTagger, type ClipEmbedder } from "./built-in-tagger.ts"
import { keywords } from "./keywords.ts"
import { zeroShot } from "./zero-shot.ts"

const scenario: Scenario = {
  id: "movie",
  name: "Movie poster",
  phi: "movie poster",
  imagePrompt: "<image>",
  textPrompt: "<text>",
  maxTags: 7,
  defaultTags: 8,
  defaultHistory: 5,
  avoid: "",
  facets: [
    { name: "tone", template: "a {tag} poster", tags: ["dark", "bright"] },
    { name: "subject", template: "a poster of a {tag}", tags: ["robot", "castle", "ship"] },
    { name: "palette", template: "{tag} colours", tags: ["blue", "navy blue"] },
  ],
}
const item: Item = {
  id: "m1",
  scenario: "movie",
  title: "The Iron Ships",
  description: "A robot sails a navy-blue sea. The sea is angry.",
  image: "a".repeat(64),
  width: 1,
  height: 1,
  tags: [],
}

/** Axes: dark, bright, robot, castle, ship, blue. */
const axes: Record<string, number[]> = {
  "a dark poster": [1, 0, 0, 0, 0, 0],
  "a bright poster": [0, 1, 0, 0, 0, 0],
  "a poster of a robot": [0, 0, 2, 0, 0, 0],
  "a poster of a castle": [0, 0, 0, 2, 0, 0],
  "a poster of a ship": [0, 0, 0, 0, 2, 0],
  "blue colours": [0, 0, 0, 0, 0, 1],
  "navy blue colours": [0, 0, 0, 0, 0, 1],
}
function clip(image: number[]): ClipEmbedder & { asked: string[][] } {
  const asked: string[][] = []
  return {
    asked,
    id: "toy",
    logitScale: 10,
    imageEmbedding: async () => Float32Array.from(image),
    textEmbeddings: async texts => {
      asked.push([...texts])
      return texts.map(text => Float32Array.from(axes[text]!))
    },
  }
}

test("zero-shot confidence is CLIP's softmax of scaled cosines", () => {
  // Cosines 0.6 and 0.8, scale 10: e^6 : e^8, so 1 / (1 + e^-2) = 0.880797.
  const choice = zeroShot(
    Float32Array.of(3, 4),
    ["a", "b"],
    [Float32Array.of(2, 0), Float32Array.of(0, 9)],
    10,
  )
  expect(choice.tag).toBe("b")
  expect(choice.confidence).toBeCloseTo(0.880797, 5)
  expect(choice.margin).toBeCloseTo(0.761594, 5)
})

test("a facet gives its surest tag, and none when it is undecided", async () => {
  const embedder = clip([0, 1, 0, 0, 1, 0.5])
  const tagger = builtInTagger(embedder)
  expect(tagger.id).toBe("built-in/2:toy")
  expect(await tagger.tagImage(item, "x.png", scenario)).toEqual(["bright", "ship"])
  await tagger.tagImage(item, "y.png", scenario)
  expect(embedder.asked).toHaveLength(3)
  // The surer facet is kept when only one may speak: tone leads by e^7 : e^1.4, subject by less.
  const one = { ...scenario, maxTags: 1 }
  expect(await builtInTagger(clip([0.2, 1, 0, 0.7, 0.9, 0])).tagImage(item, "x.png", one)).toEqual(["bright"])
})

test("without a CLIP pair texts are tagged and images are not", async () => {
  const tagger = builtInTagger(null)
  expect(tagger.id).toBe("built-in/2:texts")
  expect(await tagger.tagImage(item, "x.png", scenario)).toEqual([])
  expect(await tagger.tagText(item, scenario)).toContain("ship")
})

test("embeddings that failed are asked for again", async () => {
  const embedder = clip([1, 0, 0, 0, 0, 0])
  let failures = 1
  const flaky = {
    ...embedder,
    textEmbeddings: (texts: readonly string[]) =>
      failures-- > 0 ? Promise.reject(new Error("out of memory")) : embedder.textEmbeddings(texts),
  }
  const tagger = builtInTagger(flaky)
  await expect(tagger.tagImage(item, "x.png", scenario)).rejects.toThrow("out of memory")
  expect(await tagger.tagImage(item, "x.png", scenario)).toEqual(["dark"])
})

test("text tags are the scenario's words first, in any spelling, then the text's own", async () => {
  const tags = await builtInTagger(clip([])).tagText(item, scenario)
  expect(tags.slice(0, 3)).toEqual(["ship", "robot", "navy blue"])
  expect(tags).toContain("sea")
  expect(tags).not.toContain("blue")
  expect(new Set(tags).size).toBe(tags.length)
})

test("the text's own tags stay few, none says what the vocabulary said, and an empty text has none", () => {
  const long = "red lamp, green chair, old clock, tall tower, small boat, wild horse"
  expect(keywords(long, scenario)).toEqual(["red lamp", "green chair", "old clock", "tall tower"])
  expect(keywords(long, { ...scenario, maxTags: 2 })).toEqual(["red lamp", "green chair"])
  expect(keywords("A dark ship.", scenario)).toEqual(["dark", "ship"])
  expect(keywords("Nobody knows everything about the same thing.", scenario)).toEqual([])
  expect(keywords("", scenario)).toEqual([])
  expect(keywords("... 1234 !!!", scenario)).toEqual([])
})

test("letters of every script stay as they are written, and no tag is a sentence or holds a separator", () => {
  expect(keywords("weißes Kleid", scenario)).toEqual(["weißes kleid"])
  expect(keywords("Кожаная сумка; новая коллекция", scenario)).toEqual(["кожаная сумка", "новая коллекция"])
  expect(keywords("a Cafe\u0301 lamp", scenario)).toEqual(["café lamp"])
  expect(keywords("连衣裙，红色的夏季新款女装、优雅的裙子", scenario)).toEqual([
    "连衣裙",
    "红色的夏季新款女装",
    "优雅的裙子",
  ])
  expect(keywords("连".repeat(61), scenario)).toEqual([])
  expect(keywords("连".repeat(60), scenario)).toEqual(["连".repeat(60)])
  expect(keywords("old clock,tall tower", scenario)).toEqual(["old clock", "tall tower"])
  expect(keywords("the women’s lamp", scenario)).toEqual(keywords("the women's lamp", scenario))
})
