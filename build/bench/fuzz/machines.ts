/** What hubs answer, and what other machines of a farm give. */
import { Readable } from "node:stream"
import sharp from "sharp"
import { say } from "../../../native/cli/voice.ts"
import { exampleRecipe } from "../../../native/exporting/fixtures.ts"
import { buildXmp } from "../../../native/exporting/xmp.ts"
import type { HubConnection } from "../../../native/hub/connection.ts"
import { licenceOnCard } from "../../../native/hub/local-models.ts"
import type { PublishedModel } from "../../../native/hub/model-list.ts"
import { resolveModel, unlessOurs } from "../../../native/hub/repository.ts"
import { askKey } from "../../../native/personalize/recipe-key.ts"

import { readFailure } from "../../../native/worker-farm/failure.ts"
import { FarmKey } from "../../../native/worker-farm/farm-key.ts"
import { readHead, readResult, sealResult } from "../../../native/worker-farm/result.ts"
import type { Store } from "../../../native/worker-farm/store/store.ts"
import { readUnit, writeUnit } from "../../../native/worker-farm/unit.ts"
import { words } from "./packs.ts"
import { type Parser, repeated, worstJson } from "./parser.ts"

const model: PublishedModel = {
  id: "m",
  name: "M",
  role: "upscaler",
  fits: null,
  repository: "owner/name",
  revision: "main",
  files: ["config.json", "*.safetensors"],
  licence: null,
  bytes: null,
}
const info = JSON.stringify({
  id: "owner/name",
  sha: "c".repeat(40),
  gated: false,
  cardData: { license: "other", license_name: "own" },
})
const tree = JSON.stringify([
  { type: "directory", path: "unet", size: 0, oid: "0".repeat(40) },
  { type: "file", path: "config.json", size: 2, oid: "a".repeat(40) },
  {
    type: "file",
    path: "x.safetensors",
    size: 9,
    oid: "b".repeat(40),
    lfs: { oid: "d".repeat(64), size: 9 },
  },
])

/** A hub that gives `input` where it looks like a list of files, else as what it says of the repository. */
function hubOf(input: Buffer): HubConnection {
  const isTree = input.toString("latin1", 0, 100).trimStart().startsWith("[")
  const url = new URL("https://hub.example")
  const get = async (asked: URL) => {
    const isAskedFor = asked.pathname.includes("/tree/") === isTree
    const text = isAskedFor ? input : Buffer.from(isTree ? info : tree)
    return { status: 200, headers: {}, body: Readable.from([text]), url: asked }
  }
  const address = { url, isNamed: true }
  return { address, host: url.host, hasToken: false, policy: { delay: 0 }, get } as unknown as HubConnection
}

export async function machineParsers(): Promise<Parser[]> {
  const key = new FarmKey("a key of tests that is long enough.")
  const { layout: _, ...drawn } = exampleRecipe
  const recipe = { ...drawn, made: { ...drawn.made, loras: [] } }
  const ask = askKey(recipe)

  const { unit } = writeUnit(
    ask,
    { recipe, embeddings: recipe.plan.imageNeighbours.map(() => "0".repeat(64)) },
    key,
  )
  const tile = sharp({ create: { width: 8, height: 8, channels: 3, background: "teal" } })
  const png = await tile.png().withXmp(buildXmp("trainedAlgorithmicMedia", recipe)).toBuffer()
  return [
    {
      name: "answers of hubs",
      seeds: [info, tree],
      words: [...words, '"sha"', '"path":"../x.safetensors"', '"lfs"', '"size":-1', '"oid"', "\\\\"],
      share: 2,
      parse: input => {
        const hub = hubOf(input)
        return resolveModel(hub, model).catch(error => {
          throw unlessOurs(error, hub.host)
        })
      },
      worst: {
        ...worstJson,
        files: size => `[${repeated('{"type":"file","path":"a","size":1,"oid":"0"},', size).slice(0, -1)}]`,
      },
    },
    {
      name: "cards of models",
      seeds: ["---\nlicense: other\nlicense_name: 'own'\n---\n# A model\n"],
      words: ["---", "\r\n", "license:", '"', "#", " "],
      share: 1,
      parse: input => licenceOnCard(input.toString()),
      worst: {
        "front matter that never ends": size => `---\n${"a\n".repeat(size / 2)}`,
        spaces: size => `---\nlicense:${" ".repeat(Math.min(size, 19_000))}#\n---${" ".repeat(size)}`,
        quotes: size => `---\nlicense:${"'".repeat(Math.min(size, 19_000))}\n---${"'".repeat(size)}`,
      },
    },
    {
      name: "units of a farm",
      seeds: [unit],
      words: [...words, '"recipe"', '"embeddings"', '"made"', '"plan"'],
      share: 2,
      // With the right code: who holds the key may run another version.
      parse: input => {
        const text = input.toString()
        const code = key.codeFor("job", ask, text).toString("hex")
        return readUnit(ask, { version: 1, unit: text, code }, key)
      },
      worst: worstJson,
    },
    {
      name: "results of a farm",
      seeds: [png],
      words: ["faRM", "iTXt", "IEND", "XML:com.adobe.xmp"],
      share: 1,
      parse: input => {
        const sealed = sealResult({ png: input, recipe: exampleRecipe, thumbnail: png }, ask, key)
        const store = { get: async () => sealed } as unknown as Store
        return readResult(store, ask, key)
      },
      worst: { "a picture with an end of zeros": size => Buffer.concat([png, Buffer.alloc(size)]) },
    },
    {
      name: "heads of a farm's results",
      seeds: [sealResult({ png, recipe: exampleRecipe, thumbnail: png }, ask, key)],
      words: ["faHD", "faRM", "IHDR", '"made"', '"bytes"'],
      share: 1,
      parse: input => {
        const store = { begin: async () => ({ bytes: input, total: input.length }) } as unknown as Store
        return readHead(store, ask, key)
      },
      worst: { "a head of zeros": size => Buffer.concat([png, Buffer.alloc(size)]) },
    },
    {
      name: "failures of a farm",
      seeds: [
        JSON.stringify({ code: "farm.bad_blob", details: { blob: "x" } }),
        "job stalled more than allowed",
      ],
      words: [...words, '"code"', '"details"', '"hub.role"'],
      share: 1,
      parse: input => say(readFailure(input.toString())),
      worst: worstJson,
    },
  ]
}
