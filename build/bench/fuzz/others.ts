/** What packs, adapters, recipes, participants, endpoints, pages and earlier programs give. */
import { cp, mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { createORPCClient } from "@orpc/client"
import { RPCLink } from "@orpc/client/message-port"
import sharp from "sharp"
import { noLog } from "../../../native/base/log/log.ts"
import { readLogs } from "../../../native/base/log/read-log.ts"
import { newManifest, readManifest } from "../../../native/catalog/manifest.ts"
import type { ApiClient } from "../../../native/contract/api/index.ts"
import { StudioError } from "../../../native/contract/errors.ts"
import { type Engine, os } from "../../../native/engine/context.ts"
import { createRpc } from "../../../native/engine/rpc.ts"
import { importAnswers } from "../../../native/evaluation/preference/answers.ts"
import { parseRanking } from "../../../native/evaluation/preference/judge-question.ts"
import type { Survey } from "../../../native/evaluation/preference/survey.ts"
import { exampleRecipe } from "../../../native/exporting/fixtures.ts"
import { recipeOf } from "../../../native/exporting/read-recipe.ts"
import { buildXmp, recipeFromXmp } from "../../../native/exporting/xmp.ts"
import { answerText } from "../../../native/interests/endpoint-client.ts"
import { loadScenarios } from "../../../native/interests/scenarios.ts"
import { parseTags } from "../../../native/interests/tag-answer.ts"
import { openAdapter } from "../../../native/models/adapter.ts"
import { readConfig } from "../../../native/models/config.ts"
import { preprocessorSchema } from "../../../native/models/image.ts"
import { imageEncoderConfigSchema } from "../../../native/models/image-encoder.ts"
import { manifestSchema } from "../../../native/models/manifest.ts"
import { schedulerConfigSchema } from "../../../native/models/scheduler-config.ts"
import { textEncoderConfigSchema } from "../../../native/models/text-encoder.ts"
import { openTokenizer } from "../../../native/models/tokenizer.ts"
import { planUnet, unetConfigSchema } from "../../../native/models/unet-config.ts"
import { vaeConfigSchema } from "../../../native/models/vae.ts"
import { openSafetensors, readRef } from "../../../native/weights/safetensors.ts"
import { asFile, type Parser, repeated, worstJson } from "./parser.ts"

const models = join(import.meta.dirname, "../../../native/models/fixtures/tiny")
const resources = join(import.meta.dirname, "../../../resources")

const bytesOf = (...path: string[]) => readFile(join(models, ...path))

/** A safetensors file with this header, as long as the header says that it is. */
function tensorsUnder(header: string, length = 24): Buffer {
  const text = Buffer.from(header)
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(text.length))
  return Buffer.concat([size, text, Buffer.alloc(length)])
}

const header =
  '{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"F16","shape":[4],"data_offsets":[16,24]}}'
const worstHeaders: Parser["worst"] = {
  ...Object.fromEntries(
    Object.entries(worstJson).map(([name, make]) => [name, (size: number) => tensorsUnder(`${make(size)}`)]),
  ),
  metadata: size => tensorsUnder(`{"__metadata__":{"a":"${"\\\\".repeat(size / 2)}"}}`, 0),
  tensors: size =>
    tensorsUnder(
      `{${Array.from({ length: size / 50 }, (_, n) => `"t${n}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`).join(",")}}`,
      0,
    ),
  sizes: size =>
    tensorsUnder(`{"a":{"dtype":"U8","shape":[${repeated("1,", size)}1],"data_offsets":[0,1]}}`, 1),
}

const words = ['"', "{", "}", "[", "]", ":", ",", "null", "-1", "1e9", "0.5", "true", '""', '"a"']

/** A config of a pack's network, and what is planned of it. */
const config = (
  dir: string,
  name: string,
  seed: Buffer,
  read: (path: string) => Promise<unknown>,
): Parser => ({
  name: `${name} of a pack`,
  seeds: [seed],
  words: [...words, ...(seed.toString().match(/"[a-z_]+"/g) ?? [])],
  share: 1,
  parse: asFile(dir, `${name}.json`, read),
  worst: worstJson,
})

const answers = {
  format: 1,
  survey: "0123456789abcdef",
  participant: "6f1c2e9a-3b5d-4c7e-8f90-a1b2c3d4e5f6",
  answers: [
    {
      trial: "00000000000000aa",
      shown: ["0000000000000001", "0000000000000002"],
      ranked: ["0000000000000002", "0000000000000001"],
    },
  ],
}
const completion = { choices: [{ message: { role: "assistant", content: "dark, moody" } }] }

/** @param dir a folder for the files that they read */
export async function otherParsers(dir: string): Promise<Parser[]> {
  for (const name of ["adapter", "tokenizer", "clip", "workspace", "logs", "scenarios", "study"])
    await mkdir(join(dir, name), { recursive: true })
  await cp(join(models, "tokenizer"), join(dir, "clip"), { recursive: true })
  for (const file of ["ip_adapter.safetensors", "interest.safetensors"])
    await writeFile(join(dir, "adapter", file), "")
  const vocabulary = await bytesOf("tokenizer", "vocab.json")
  const merges = await bytesOf("tokenizer", "merges.txt")
  const recipe = JSON.stringify(exampleRecipe)
  const packet = buildXmp("trainedAlgorithmicMedia", exampleRecipe)
  const tile = sharp({ create: { width: 8, height: 8, channels: 3, background: "teal" } })
  const png = await tile.png().withXmp(packet).toBuffer()
  const trial = {
    token: "00000000000000aa",
    choices: answers.answers[0]!.shown.map(token => ({ token, arm: token })),
  }
  const survey = { token: answers.survey, dir: join(dir, "study"), trials: [trial] } as unknown as Survey
  const pages = await pageMessages()
  return [
    {
      name: "safetensors",
      seeds: [tensorsUnder(header), await bytesOf("interest", "model.safetensors")],
      words: [
        '"dtype":"F32"',
        '"shape":[',
        '"data_offsets":[',
        '"__metadata__":',
        "\\u0061",
        "9007199254740993",
      ],
      share: 4,
      parse: asFile(dir, "x.safetensors", async path => {
        for (const tensor of (await openSafetensors(path)).tensors.values()) await readRef(tensor)
      }),
      worst: worstHeaders,
    },
    {
      name: "tokenizer.json",
      seeds: [tokenizerJson(JSON.parse(vocabulary.toString()), merges.toString())],
      words: [
        ...words,
        '"vocab"',
        '"merges"',
        '"added_tokens"',
        '"Regex"',
        '"(a+)+$"',
        '"</w>"',
        '"id":-1',
        '"content"',
      ],
      share: 2,
      parse: async input => {
        await writeFile(join(dir, "tokenizer", "tokenizer.json"), input)
        return (await openTokenizer(join(dir, "tokenizer"))).encode("a red pan 中文 🎨")
      },
      worst: worstJson,
    },
    {
      name: "vocab.json and merges.txt",
      seeds: [vocabulary, merges],
      words: ["\n", " ", "</w>", '"a"', ":1", ":-1", ":1.5"],
      share: 2,
      parse: async input => {
        const isJson = input.toString("latin1", 0, 100).trimStart().startsWith("{")
        await writeFile(join(dir, "clip", "vocab.json"), isJson ? input : vocabulary)
        await writeFile(join(dir, "clip", "merges.txt"), isJson ? merges : input)
        return (await openTokenizer(join(dir, "clip"))).encode("a red pan")
      },
      worst: {
        ...worstJson,
        merges: size => repeated("a b\n", size),
        spaces: size => `a${" ".repeat(size)}b`,
      },
    },
    config(dir, "scheduler", await bytesOf("scheduler", "scheduler_config.json"), path =>
      readConfig(path, schedulerConfigSchema),
    ),
    config(dir, "unet", await bytesOf("unet", "config.json"), async path =>
      planUnet(await readConfig(path, unetConfigSchema)),
    ),
    config(dir, "vae", await bytesOf("vae", "config.json"), path => readConfig(path, vaeConfigSchema)),
    config(dir, "text encoder", await bytesOf("text_encoder", "config.json"), path =>
      readConfig(path, textEncoderConfigSchema),
    ),
    config(dir, "image encoder", await bytesOf("image_encoder", "config.json"), path =>
      readConfig(path, imageEncoderConfigSchema),
    ),
    config(dir, "preprocessor", await bytesOf("image_encoder", "preprocessor_config.json"), path =>
      readConfig(path, preprocessorSchema),
    ),
    config(dir, "pack.json", await bytesOf("pack.json"), path => readConfig(path, manifestSchema)),
    {
      name: "training.json of an adapter",
      seeds: [
        await readFile(join(import.meta.dirname, "../../../native/training/fixtures/adapter/training.json")),
      ],
      words,
      share: 1,
      parse: async input => {
        await writeFile(join(dir, "adapter", "training.json"), input)
        return openAdapter(join(dir, "adapter"))
      },
      worst: worstJson,
    },
    {
      name: "recipes",
      seeds: [recipe, JSON.stringify(exampleRecipe, null, 2)],
      words: [...words, '"version"', '"settings"', '"plan"', '"made"'],
      share: 3,
      parse: input => recipeOf(input, "recipe.json"),
      worst: worstJson,
    },
    {
      name: "XMP packets",
      seeds: [packet],
      words: [
        "<rdf:",
        "</rdf:RDF>",
        "<iamg:Recipe>",
        "urn:iamg-studio:recipe:1/",
        "xmlns:a='",
        "<!DOCTYPE",
        "&amp;",
        "&#x0;",
        "<![CDATA[",
      ],
      share: 3,
      parse: input => recipeFromXmp(input, "x.png"),
      worst: {
        "open elements": size => packet.replace("</rdf:Description>", repeated("<a>", size)),
        elements: size => packet.replace("</rdf:Description>", repeated("<a/>", size)),
        attributes: size =>
          packet.replace(
            "rdf:about",
            `${Array.from({ length: size / 8 }, (_, n) => `a${n}="x"`).join(" ")} rdf:about`,
          ),
        entities: size => packet.replace("</rdf:Description>", repeated("&amp;", size)),
        "a section that never closes": size =>
          packet.replace("</rdf:Description>", `<![CDATA[${repeated("]]", size)}`),
        comments: size => packet.replace("</rdf:Description>", repeated("<!-- -->", size)),
        angles: size => packet.replace("</rdf:Description>", "<".repeat(size)),
      },
    },
    {
      name: "recipes in pictures",
      seeds: [
        png,
        await tile.jpeg().withXmp(packet).toBuffer(),
        await tile.webp().withXmp(packet).toBuffer(),
      ],
      words: ["iTXt", "XML:com.adobe.xmp", "\xff\xe1", "IEND"],
      share: 2,
      parse: input => recipeOf(input, "x.png"),
      worst: { "a picture with an end of zeros": size => Buffer.concat([png, Buffer.alloc(size)]) },
    },
    {
      name: "scenarios",
      seeds: await Promise.all(
        ["movie-poster", "product"].map(name => readFile(join(resources, "scenarios", `${name}.json`))),
      ),
      words: [...words, '"facets"', '"tags"', '"id"'],
      share: 1,
      parse: async input => {
        await writeFile(join(dir, "scenarios", "x.json"), input)
        return loadScenarios([join(dir, "scenarios")])
      },
      worst: worstJson,
    },
    {
      name: "answers of participants",
      seeds: [JSON.stringify(answers), JSON.stringify({ ...answers, answers: [] })],
      words: [...words, '"trial"', '"shown"', answers.survey],
      share: 1,
      parse: asFile(dir, "answers.json", path => importAnswers(survey, path)),
      worst: worstJson,
    },
    {
      name: "answers of endpoints",
      seeds: [
        JSON.stringify(completion),
        JSON.stringify({ choices: [{ message: { content: [{ type: "text", text: "dark" }] } }] }),
      ],
      words: [...words, '"choices"', '"content"', '"text"'],
      share: 2,
      parse: input => parseTags(answerText(input.toString(), "host"), 8),
      worst: worstJson,
    },
    {
      name: "answers of judges",
      seeds: ["2, 1, 3", "Ranking: 2 > 1 > 3", "**Images 2, 3, 1**"],
      words: [">", ",", "Image ", "#", "(", "1"],
      share: 1,
      parse: input => parseRanking(input.toString(), 3),
      worst: {
        numbers: size => repeated("1,", size),
        spaces: size => `1${" ".repeat(size)}x`,
        digits: size => `${"1".repeat(size)}x`,
        letters: size => "a ".repeat(size / 2),
        "empty lines": size => "\n".repeat(size),
      },
    },
    {
      name: "messages of pages",
      seeds: pages.seeds,
      words: [
        ...words,
        '"i":"',
        "/merges/add",
        "/__proto__",
        "?",
        "%",
        '"meta":[[1,"a"]]',
        '"headers"',
        "multipart/form-data",
      ],
      share: 4,
      parse: pages.take,
      worst: worstJson,
    },
    {
      name: "workspace.json",
      seeds: [JSON.stringify(newManifest(6))],
      words,
      share: 1,
      parse: async input => {
        await writeFile(join(dir, "workspace", "workspace.json"), input)
        return readManifest(join(dir, "workspace"))
      },
      worst: worstJson,
    },
    {
      name: "logs",
      seeds: [
        '{"level":"info","time":"2026-01-01T00:00:00.000Z","source":"engine","facts":{},"event":"x"}\n',
      ],
      words: [...words, "\n", '"level":"warn"'],
      share: 1,
      parse: async input => {
        await writeFile(join(dir, "logs", "engine.log"), input)
        return readLogs([join(dir, "logs")], { from: "info", limit: 10 })
      },
      worst: { ...worstJson, "empty lines": size => "\n".repeat(size) },
    },
  ]
}

/** What CLIP's tokenizer.json says for these two files. */
function tokenizerJson(vocab: Record<string, number>, merges: string): string {
  const special = ["<|startoftext|>", "<|endoftext|>"].flatMap(content =>
    content in vocab ? [{ id: vocab[content], content }] : [],
  )
  const clip = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"
  return JSON.stringify({
    added_tokens: special,
    normalizer: {
      type: "Sequence",
      normalizers: [
        { type: "NFC" },
        { type: "Replace", pattern: { Regex: "\\s+" }, content: " " },
        { type: "Lowercase" },
      ],
    },
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [
        { type: "Split", pattern: { Regex: clip }, behavior: "Removed", invert: true },
        { type: "ByteLevel", add_prefix_space: false },
      ],
    },
    model: {
      type: "BPE",
      unk_token: "<|endoftext|>",
      end_of_word_suffix: "</w>",
      vocab,
      merges: merges.split("\n").filter(line => line !== "" && !line.startsWith("#")),
    },
  })
}

/** Calls as a page sends them, and the engine's end of the line; an answer without a code of ours is an error. */
async function pageMessages() {
  const router = {
    merges: { list: os.merges.list.handler(() => []), add: os.merges.add.handler(({ input }) => [input]) },
    items: {
      get: os.items.get.handler(({ input }) =>
        Promise.reject(new StudioError("catalog.unknown_item", { item: input.id, near: [] })),
      ),
    },
  } as unknown as Engine["router"]
  const failed: unknown[] = []
  const log = { ...noLog, error: (_: string, error: unknown) => void failed.push(error) }
  const open = createRpc({ router, explain: error => error }, log)
  const take = async (input: Buffer) => {
    failed.length = 0
    const calls = open(() => undefined)
    try {
      await calls.message(input.toString())
      await calls.message(new Uint8Array(input))
    } finally {
      calls.close()
    }
    if (failed.length > 0) throw failed[0]
  }

  const seeds: Buffer[] = []
  const { port1, port2 } = new MessageChannel()
  port2.onmessage = ({ data }) => void seeds.push(Buffer.from(data))
  const api = createORPCClient<ApiClient>(new RPCLink({ port: port1 }))
  for (const call of [api.merges.list(), api.merges.add({ from: "a", to: "b" }), api.items.get({ id: "1" })])
    call.catch(() => undefined)
  while (seeds.length < 3) await sleep(5)
  port1.close()
  port2.close()
  return { seeds, take }
}
