/** What recipes, participants, endpoints, pages and earlier programs give. */
import { mkdir, readFile, writeFile } from "node:fs/promises"
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
import { words } from "./packs.ts"
import { asFile, type Parser, repeated, worstJson } from "./parser.ts"

const resources = join(import.meta.dirname, "../../../resources")

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
  for (const name of ["workspace", "logs", "scenarios", "study"])
    await mkdir(join(dir, name), { recursive: true })
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
      name: "recipes",
      seeds: [recipe, JSON.stringify(exampleRecipe, null, 2)],
      words: [...words, '"version"', '"settings"', '"plan"', '"made"'],
      share: 5,
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
      share: 4,
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
      share: 3,
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
      share: 5,
      parse: input => parseTags(answerText(input.toString(), "host"), 8),
      worst: worstJson,
    },
    {
      name: "answers of judges",
      seeds: ["2, 1, 3", "Ranking: 2 > 1 > 3", "**Images 2, 3, 1**"],
      words: [">", ",", "Image ", "#", "(", "1"],
      share: 4,
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
      share: 6,
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
