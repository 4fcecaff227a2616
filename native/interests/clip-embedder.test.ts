import { mkdir, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import sharp from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import { createWorkspace } from "../catalog/workspace.ts"
import type { Item } from "../contract/catalog.ts"
import type { Scenario } from "../contract/scenario.ts"
import { fixture } from "../models/fixtures.ts"
import { openPack } from "../models/pack.ts"
import { openPipeline, type Pipeline } from "../models/pipeline.ts"
import { createRuntime, type Runtime } from "../runtime/runtime.ts"
import { builtInTagger } from "./built-in-tagger.ts"
import { clipEmbedder } from "./clip-embedder.ts"
import { addMerges } from "./merge.ts"
import { loadScenarios } from "./scenarios.ts"
import { type TagStore, tagItems } from "./tag-items.ts"

let dir: string
let runtime: Runtime
let pipeline: Pipeline

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "tagging-"))
  runtime = await createRuntime({ devices: ["cpu"], cacheDir: join(dir, "cache") })
  pipeline = await openPipeline(await openPack(fixture("tiny")), runtime)
})
afterAll(async () => {
  await runtime.close()
  await rm(dir, { recursive: true })
})

test("a list of texts gives one embedding each, in order", async () => {
  const { textEmbeddings } = clipEmbedder(pipeline)!
  const together = await textEmbeddings(["dark", "bright"])
  expect(together[1]).toEqual((await textEmbeddings(["bright"]))[0])
  expect(together[0]).not.toEqual(together[1])
  expect(together[0]).toHaveLength(pipeline.widths.clipWidth!)
  expect(await textEmbeddings([])).toEqual([])
})

test("a workspace's items are tagged from the vocabulary of a shipped scenario, and keep their tags", async () => {
  const scenarios = await loadScenarios([join(import.meta.dirname, "../../resources/scenarios")])
  const scenario = scenarios.get("outfit") as Scenario
  const workspace = await createWorkspace(join(dir, "workspace"))
  const items: Item[] = []
  for (const [id, background] of [
    ["a", "red"],
    ["b", "teal"],
  ] as const) {
    const image = id.repeat(64)
    const path = workspace.imagePath(image)
    await mkdir(dirname(path), { recursive: true })
    await sharp({ create: { width: 64, height: 48, channels: 3, background } }).toFile(path)
    const text = { title: "A plaid coat", description: "" }
    items.push({ id, scenario: "outfit", ...text, image, width: 64, height: 48, tags: ["New In"] })
  }
  await workspace.commit({ items, interactions: [], names: [], k: 5 })

  const store: TagStore & Pick<typeof workspace, "setTagMerges" | "tagMerges"> = workspace
  const tagger = builtInTagger(clipEmbedder(pipeline))
  expect(await tagItems(store, await workspace.items(), tagger, scenarios)).toEqual({
    tagged: 2,
    kept: 0,
    failed: [],
  })
  const tags = (await workspace.itemTags("b"))!
  expect(tags).toMatchObject({ text: ["plaid", "coat"], own: ["new in"], tagger: tagger.id })
  const vocabulary = scenario.facets.flatMap(facet => facet.tags)
  expect(vocabulary).toEqual(expect.arrayContaining(tags.image))

  await store.setTagMerges(addMerges(await store.tagMerges(), [{ from: "coat", to: "jacket" }]))
  expect(await store.tagMerges()).toEqual([{ from: "coat", to: "jacket" }])
  await workspace.close()
})
