import { fork } from "node:child_process"
import { createHash, randomBytes } from "node:crypto"
import { once } from "node:events"
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { isStudioError } from "../contract/errors.ts"
import { HubConnection, type HubPolicy, hubAddress } from "./connection.ts"
import { quick, standInHub, temporaryFolder } from "./fixtures/hubs.ts"
import type { Disturbance } from "./fixtures/stand-in-hub.ts"
import { resolveModel } from "./repository.ts"
import { downloadFiles, type TransferOptions } from "./transfer.ts"

const weights = randomBytes(300_000)
const config = Buffer.from('{"a": 1}')
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex")

const model = {
  id: "m",
  name: "M",
  role: "upscaler" as const,
  fits: null,
  repository: "owner/name",
  revision: "main",
  files: ["weights.safetensors", "config.json"],
  licence: null,
  bytes: null,
}

async function download(policy: HubPolicy = { ...quick, partBytes: 64 * 1024 }) {
  const hub = await standInHub([
    [
      "owner/name",
      {
        files: new Map([
          ["weights.safetensors", weights],
          ["config.json", config],
        ]),
      },
    ],
  ])
  const dir = await temporaryFolder()
  const connection = new HubConnection(hubAddress(hub.origin), null, policy)
  onTestFinished(() => connection.close())
  const plan = await resolveModel(connection, model)
  const target = (path: string) => join(dir, "files", path)
  const wanted = plan.files.map((file, index) => ({
    file,
    part: join(dir, "parts", `${index}.part`),
    target: target(file.path),
  }))
  const run = (options: TransferOptions = {}) =>
    downloadFiles(connection, plan, wanted, options).then(
      hashes => Object.fromEntries(hashes),
      error => {
        if (!isStudioError(error)) throw error
        return [error.code, error.details]
      },
    )
  const bytesAsked = () =>
    hub.asked
      .filter(({ host }) => host === "files")
      .map(({ headers }) => /bytes=(\d+)-(\d+)/.exec(headers.range ?? ""))
      .reduce((sum, found) => sum + (found ? Number(found[2]) + 1 - Number(found[1]) : weights.length), 0)
  return { hub, dir, connection, plan, wanted, target, run, bytesAsked }
}

const whole = { "weights.safetensors": sha256(weights), "config.json": sha256(config) }

test("files come in parts from another host, and are what the hub's hashes say", async () => {
  const { hub, run, target, dir } = await download()
  const seen: number[] = []
  expect(await run({ onBytes: done => seen.push(done) })).toEqual(whole)
  expect(readFileSync(target("weights.safetensors")).equals(weights)).toBe(true)
  expect(readFileSync(target("config.json")).equals(config)).toBe(true)
  expect(readdirSync(join(dir, "parts"))).toEqual([])
  const ranges = hub.asked.filter(({ host }) => host === "files").map(({ headers }) => headers.range)
  expect(ranges.toSorted()).toEqual(
    ["0-65535", "131072-196607", "196608-262143", "262144-299999", "65536-131071"].map(one => `bytes=${one}`),
  )
  expect(seen.at(-1)).toBe(weights.length + config.length)
  expect(seen).toEqual(seen.toSorted((a, b) => a - b))
})

test("200 connections that break off at random bytes: always whole or absent", async () => {
  const { hub, run, target, wanted } = await download({ ...quick, partBytes: 8 * 1024 })
  let cuts = 0
  let downloads = 0
  hub.disturb = () => {
    if (Math.random() > 0.7) return {}
    cuts++
    return { cutAfter: Math.floor(Math.random() * 9000) }
  }
  while (cuts < 200) {
    const result = await run()
    const isThere = existsSync(target("weights.safetensors"))
    if (isThere) expect(readFileSync(target("weights.safetensors")).equals(weights)).toBe(true)
    expect(isThere && existsSync(wanted[0]!.part)).toBe(false)
    if (Array.isArray(result)) {
      expect(result[0]).toBe("hub.unreachable")
      continue
    }
    expect(result).toEqual(whole)
    downloads++
    rmSync(target("weights.safetensors"))
  }
  expect(downloads).toBeGreaterThan(0)
})

test("what came before a break isn't asked for again, in the next run either", async () => {
  const { hub, run, bytesAsked } = await download({ ...quick, partBytes: 1024 ** 2 })
  let broken = true
  hub.disturb = path => {
    if (!broken || path === "config.json") return {}
    return hub.asked.filter(({ host }) => host === "files").length === 1
      ? { cutAfter: 100_000 }
      : { status: 404 }
  }
  expect(await run()).toMatchObject(["hub.status", { status: 404 }])
  broken = false
  hub.asked.length = 0
  expect(await run()).toEqual(whole)
  // What the broken connection still held is lost.
  expect(bytesAsked()).toBeLessThan(weights.length)
  expect(hub.asked.find(({ host }) => host === "files")!.headers["if-range"]).toBe(`"${sha256(weights)}"`)
})

test("a wrong byte is found, and nothing of the file stays", async () => {
  const { hub, run, target, dir } = await download()
  hub.disturb = path => (path === "config.json" ? {} : { wrongAt: 5 })
  expect(await run()).toEqual([
    "hub.wrong_content",
    { repository: "owner/name", file: "weights.safetensors" },
  ])
  expect(existsSync(target("weights.safetensors"))).toBe(false)
  expect(readdirSync(join(dir, "parts"))).toEqual([])
  hub.disturb = path => (path === "config.json" ? { wrongAt: 2 } : {})
  expect(await run()).toEqual(["hub.wrong_content", { repository: "owner/name", file: "config.json" }])
})

test("a part that was damaged on the disk is downloaded again", async () => {
  const { hub, run, wanted, target } = await download({ ...quick, partBytes: 50_000 })
  hub.disturb = path =>
    path === "config.json" || hub.asked.filter(({ host }) => host === "files").length < 3
      ? {}
      : { status: 404 }
  expect(await run()).toMatchObject(["hub.status", {}])
  const { part } = wanted[0]!
  const damaged = readFileSync(part)
  damaged[7]! ^= 1
  writeFileSync(part, damaged)
  hub.disturb = () => ({})
  expect(await run()).toEqual(whole)
  expect(readFileSync(target("weights.safetensors")).equals(weights)).toBe(true)
})

test("a busy hub is asked again, as late as it wishes; one that stays so is named", async () => {
  const { hub, run } = await download()
  const times: number[] = []
  hub.disturb = path => {
    if (path !== "config.json") return {}
    times.push(Date.now())
    return times.length === 1 ? { status: 429, retryAfter: "0.3" } : {}
  }
  expect(await run()).toEqual(whole)
  expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(290)
  const busy = await download()
  busy.hub.disturb = () => ({ status: 429 })
  expect(await busy.run()).toMatchObject(["hub.busy", {}])
})

const servers: [string, (path: string, asked: number) => Disturbance][] = [
  ["gives whole files alone", () => ({ ignoreRange: true })],
  ["names its files otherwise at each request", (_, asked) => ({ etag: `"${asked}"` })],
  ["gives no lasting names", () => ({ etag: 'W/"weak"' })],
  ["has another file meanwhile", (_, asked) => (asked < 3 ? { etag: '"old"' } : {})],
]

test.each(servers)("a server that %s can be used, too", async (_, disturb) => {
  const { hub, run, target } = await download()
  hub.disturb = path => disturb(path, hub.asked.length)
  expect(await run()).toEqual(whole)
  expect(readFileSync(target("weights.safetensors")).equals(weights)).toBe(true)
})

test("an empty file is a file", async () => {
  const hub = await standInHub([
    ["owner/name", { files: new Map([["weights.safetensors", Buffer.alloc(0)]]) }],
  ])
  const dir = await temporaryFolder()
  const connection = new HubConnection(hubAddress(hub.origin), null, quick)
  onTestFinished(() => connection.close())
  const plan = await resolveModel(connection, { ...model, files: ["weights.safetensors"] })
  const target = join(dir, "weights.safetensors")
  await downloadFiles(connection, plan, [{ file: plan.files[0]!, part: join(dir, "0.part"), target }])
  expect(readFileSync(target).length).toBe(0)
})

test("a cancel keeps what came", async () => {
  const { hub, run, bytesAsked } = await download({ ...quick, partBytes: 1024 ** 2 })
  const stop = new AbortController()
  hub.disturb = path => (path === "config.json" ? {} : { pause: 5 })
  expect(await run({ signal: stop.signal, onBytes: done => done > 120_000 && stop.abort() })).toEqual([
    "job.cancelled",
    { what: "download" },
  ])
  hub.disturb = () => ({})
  hub.asked.length = 0
  expect(await run()).toEqual(whole)
  expect(bytesAsked()).toBeLessThan(200_000)
})

test("a killed download goes on where it was", async () => {
  const { hub, wanted, plan, run, target } = await download({ ...quick, partBytes: 64 * 1024 })
  hub.disturb = path => (path === "config.json" ? {} : { pause: 60 })
  const child = fork(join(import.meta.dirname, "fixtures/download.ts"), {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  })
  child.send({ origin: hub.origin, plan, wanted })
  for await (const [bytes] of childMessages(child)) if ((bytes as number) > 200_000) break
  // What came in the last second may not be noted yet.
  await new Promise(resolve => setTimeout(resolve, 50))
  child.kill("SIGKILL")
  await once(child, "exit")
  expect(existsSync(target("weights.safetensors"))).toBe(false)
  hub.disturb = () => ({})
  expect(await run()).toEqual(whole)
  expect(readFileSync(target("weights.safetensors")).equals(weights)).toBe(true)
})

async function* childMessages(child: ReturnType<typeof fork>) {
  for (;;) yield (await once(child, "message")) as [unknown]
}
