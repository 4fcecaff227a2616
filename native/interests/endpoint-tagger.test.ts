import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sharp from "sharp"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { Item } from "../contract/catalog.ts"
import { note } from "../contract/codes/index.ts"
import type { Scenario } from "../contract/scenario.ts"
import { type EndpointConfig, endpointTagger } from "./endpoint-tagger.ts"

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void

let dir: string
let picture: string
let server: Server
let handler: Handler
let requests: { headers: IncomingMessage["headers"]; url: string; body: string }[]

beforeEach(async () => {
  // A key that a developer's own environment holds must not leak into what is tested.
  vi.stubEnv("IAMG_ENDPOINT_KEY", "")
  dir = mkdtempSync(join(tmpdir(), "endpoint-"))
  picture = join(dir, "picture.png")
  await sharp({ create: { width: 1600, height: 800, channels: 3, background: "red" } }).toFile(picture)
  requests = []
  server = createServer((request, response) => {
    let body = ""
    request.on("data", chunk => {
      body += chunk
    })
    request.on("end", () => {
      requests.push({ headers: request.headers, url: request.url!, body })
      handler(request, response, body)
    })
  })
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
  rmSync(dir, { recursive: true })
})

const item: Item = {
  id: "m1",
  scenario: "movie",
  title: "Costs $& more",
  description: "",
  image: "a".repeat(64),
  width: 1600,
  height: 800,
  tags: [],
}
const scenario: Scenario = {
  id: "movie",
  name: "Movie poster",
  phi: "movie poster",
  imagePrompt: "<image> is a movie poster, please conclude the tags of it.",
  textPrompt: "<text> is a movie description, please conclude the tags of it.",
  maxTags: 7,
  defaultTags: 8,
  defaultHistory: 5,
  avoid: "",
  facets: [{ name: "tone", template: "{tag}", tags: ["dark", "bright"] }],
}

const host = () => `127.0.0.1:${(server.address() as AddressInfo).port}`
const tagger = (change: Partial<EndpointConfig> = {}) =>
  endpointTagger({
    baseUrl: `http://${host()}/v1/`,
    model: "llama3",
    visionModel: "llava",
    cacheDir: join(dir, "cache"),
    consentedHosts: [],
    retryDelay: 1,
    ...change,
  })
const answer = (content: unknown) =>
  JSON.stringify({ choices: [{ message: { role: "assistant", content } }] })
const says =
  (content: unknown, status = 200): Handler =>
  (_request, response) =>
    response.writeHead(status, { "content-type": "application/json" }).end(answer(content))
const fails =
  (status: number, body = "", headers = {}): Handler =>
  (_request, response) =>
    response.writeHead(status, headers).end(body)
const refusal = (change?: Partial<EndpointConfig>) =>
  tagger(change)
    .tagText(item, scenario)
    .catch(error => error)

test("the vision model sees the picture in its place in the prompt, small and as JPEG", async () => {
  handler = says("Red, Moody, Rainy City.")
  expect(await tagger().tagImage(item, picture, scenario)).toEqual(["red", "moody", "rainy city"])
  expect(requests[0]!.url).toBe("/v1/chat/completions")
  const { model, stream, messages } = JSON.parse(requests[0]!.body)
  expect([model, stream, messages.length]).toEqual(["llava", false, 1])
  const [image, prompt] = messages[0].content
  expect(prompt).toEqual({ type: "text", text: "is a movie poster, please conclude the tags of it." })
  const [, base64] = image.image_url.url.match(/^data:image\/jpeg;base64,(.*)$/)
  const sent = await sharp(Buffer.from(base64, "base64")).metadata()
  expect([sent.format, sent.width, sent.height]).toEqual(["jpeg", 768, 384])
})

test("the language model reads the text as it is, and the same question is never asked twice", async () => {
  handler = says([{ type: "text", text: '["costly"]' }])
  expect(await tagger().tagText(item, scenario)).toEqual(["costly"])
  const { model, messages } = JSON.parse(requests[0]!.body)
  expect(model).toBe("llama3")
  expect(messages[0].content).toEqual([
    { type: "text", text: "Costs $& more is a movie description, please conclude the tags of it." },
  ])
  handler = fails(500)
  expect(await tagger().tagText(item, scenario)).toEqual(["costly"])
  expect(requests).toHaveLength(1)

  handler = says("new")
  expect(await tagger({ model: "other" }).tagText(item, scenario)).toEqual(["new"])
  expect(await tagger().tagText(item, { ...scenario, textPrompt: "<text>?" })).toEqual(["new"])
  expect(await tagger().tagText({ ...item, title: "Other" }, scenario)).toEqual(["new"])
  expect(requests).toHaveLength(4)
})

test("asked for fresh answers, it asks again and keeps the new ones", async () => {
  handler = says("old")
  await tagger().tagText(item, scenario)
  handler = says("new")
  expect(await tagger({ fresh: true }).tagText(item, scenario)).toEqual(["new"])
  handler = fails(500)
  expect(await tagger().tagText(item, scenario)).toEqual(["new"])
})

test("a damaged cache file is asked for again", async () => {
  handler = says("first")
  await tagger().tagText(item, scenario)
  const [file] = readdirSync(join(dir, "cache"))
  writeFileSync(join(dir, "cache", file!), '["fir')
  handler = says("second")
  expect(await tagger().tagText(item, scenario)).toEqual(["second"])
})

test("a busy or broken endpoint is asked again, and named when it stays so", async () => {
  const failures = [fails(500), fails(429, "", { "retry-after": "0" })]
  handler = (...call) => (failures.shift() ?? says("fine"))(...call)
  expect(await tagger().tagText(item, scenario)).toEqual(["fine"])
  expect(requests).toHaveLength(3)

  handler = fails(503, JSON.stringify({ error: { message: "loading\nmodel" } }))
  expect(await refusal({ model: "m2", retries: 2 })).toMatchObject({
    code: "endpoint.unreachable",
    details: {
      host: host(),
      reason: note("endpoint.answered_saying", { status: 503, said: "loading model" }),
    },
  })
  expect(requests).toHaveLength(6)
})

test("a connection that is closed or refused is asked again, then named", async () => {
  handler = (_request, response) => response.destroy()
  expect(await refusal({ retries: 1 })).toMatchObject({
    code: "endpoint.unreachable",
    details: { host: host() },
  })
  expect(requests).toHaveLength(2)
  // Port 1 of this machine: nothing listens there.
  expect(await refusal({ baseUrl: "http://127.0.0.1:1", retries: 0 })).toMatchObject({
    code: "endpoint.unreachable",
    details: { host: "127.0.0.1:1" },
  })
})

test("an endpoint that is too slow is given up, before or in the middle of its answer", async () => {
  handler = () => {}
  expect(await refusal({ timeoutSeconds: 0.05 })).toMatchObject({ code: "endpoint.timeout" })
  handler = (_request, response) => response.writeHead(200).write("{")
  expect(await refusal({ timeoutSeconds: 0.05 })).toMatchObject({
    code: "endpoint.timeout",
    details: { host: host() },
  })
})

test("a redirect is refused and never followed", async () => {
  handler = fails(307, "", { location: "https://elsewhere.example/v1" })
  expect(await refusal()).toMatchObject({
    code: "endpoint.redirected",
    details: { host: host(), to: "elsewhere.example" },
  })
  handler = fails(302, "", { location: "/v1/again" })
  expect(await refusal()).toMatchObject({ code: "endpoint.redirected" })
  expect(requests).toHaveLength(2)
})

test("nonsense, sentences, refusals and floods give a bad answer, and nothing is kept of it", async () => {
  const bad = async (next: Handler) => {
    handler = next
    const error = await refusal()
    expect(error).toMatchObject({ code: "endpoint.bad_answer", details: { host: host() } })
    return error.message
  }
  await bad(fails(200, "<html>"))
  await bad(fails(200, "{}"))
  await bad(says(null))
  await bad(says(""))
  expect(await bad(says("I'm sorry, I can't help with that."))).toContain("I'm sorry")
  await bad(says("This is a picture of a man who stands in the rain"))
  expect(await bad((_request, response) => response.writeHead(200).end("x".repeat(2_000_000)))).toContain(
    "1 MB",
  )
  expect(await bad(fails(404, JSON.stringify({ error: { message: "model 'llama3' not found" } })))).toContain(
    "model 'llama3' not found",
  )
  handler = says("fine")
  expect(await tagger().tagText(item, scenario)).toEqual(["fine"])
})

test("the key goes into the request's header and nowhere else", async () => {
  const key = "sk-very-secret"
  vi.stubEnv("IAMG_ENDPOINT_KEY", ` ${key}\n`)
  handler = says("fine")
  await tagger().tagText(item, scenario)
  expect(requests[0]!.headers.authorization).toBe(`Bearer ${key}`)
  const cached = readdirSync(join(dir, "cache")).map(file => readFileSync(join(dir, "cache", file), "utf8"))
  expect(cached).toEqual(['["fine"]'])

  const everything = (error: Error) => JSON.stringify(error) + error.message + error.stack
  handler = fails(400, JSON.stringify({ error: `the key ${key} has no access` }))
  expect(everything(await refusal({ model: "m2" }))).not.toContain(key)
  handler = fails(401, key)
  const unauthorised = await refusal({ model: "m2" })
  expect(unauthorised).toMatchObject({ code: "endpoint.unauthorised", details: { keySent: true } })
  expect(everything(unauthorised)).not.toContain(key)

  vi.stubEnv("IAMG_ENDPOINT_KEY", "two\nlines")
  const unfit = await refusal({ model: "m2" })
  expect(unfit).toMatchObject({ code: "endpoint.bad_key" })
  expect(everything(unfit)).not.toContain("lines")
})

test("nothing goes to another machine without https and consent that names the host", () => {
  const code = (change: Partial<EndpointConfig>) => {
    try {
      tagger(change)
      return "allowed"
    } catch (error) {
      return (error as { code: string }).code
    }
  }
  const far = "https://api.example.com/v1"
  expect(code({ baseUrl: far })).toBe("endpoint.consent_needed")
  expect(code({ baseUrl: far, consentedHosts: ["example.com", "api.example.com:8443"] })).toBe(
    "endpoint.consent_needed",
  )
  expect(code({ baseUrl: far, consentedHosts: ["api.example.com"] })).toBe("allowed")
  const plain = { baseUrl: "http://10.0.0.5:8000/v1", consentedHosts: ["10.0.0.5:8000"] }
  expect(code(plain)).toBe("endpoint.insecure")
  expect(code({ ...plain, allowInsecure: true })).toBe("allowed")
  expect(code({ baseUrl: "http://127.0.0.1.example.com", allowInsecure: true })).toBe(
    "endpoint.consent_needed",
  )
  expect(code({ baseUrl: "http://localhost:11434" })).toBe("allowed")
  expect(code({ baseUrl: "http://[::1]:1234/v1" })).toBe("allowed")
  expect(code({ baseUrl: "https://me:secret@localhost/v1" })).toBe("endpoint.bad_url")
  expect(code({ baseUrl: "file:///etc/passwd" })).toBe("endpoint.bad_url")
  expect(code({ baseUrl: "localhost:11434" })).toBe("endpoint.bad_url")
})

test("a cancelled question ends at once and asks no more", async () => {
  const cancel = new AbortController()
  handler = () => cancel.abort(new Error("cancelled by the user"))
  await expect(tagger().tagText(item, scenario, cancel.signal)).rejects.toThrow("cancelled by the user")
  await expect(tagger().tagImage(item, picture, scenario, cancel.signal)).rejects.toThrow(
    "cancelled by the user",
  )
  expect(requests).toHaveLength(1)
})

test("no more questions are under way than asked for", async () => {
  let [now, most] = [0, 0]
  handler = (request, response, body) => {
    most = Math.max(most, ++now)
    setTimeout(() => {
      now--
      says("fine")(request, response, body)
    }, 20)
  }
  const one = tagger({ concurrency: 3 })
  const titles = Array.from({ length: 9 }, (_, i) => `title ${i}`)
  await Promise.all(titles.map(title => one.tagText({ ...item, title }, scenario)))
  expect([most, requests.length]).toEqual([3, 9])
})
