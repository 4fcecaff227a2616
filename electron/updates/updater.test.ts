/** electron-updater itself, on a server of files: what it finds, downloads, refuses and puts in place. */
import { createHash, generateKeyPairSync } from "node:crypto"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { createServer, request, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { ElectronHttpExecutor } from "electron-updater/out/electronHttpExecutor.js"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
import { signList, targetOf } from "./list.ts"
import { readBytesBy } from "./read-bytes.ts"
import { KeepingAppImageUpdater, type Updater, updaterOver } from "./updater.ts"

const ours = generateKeyPairSync("ed25519")
const target = targetOf("linux", process.arch)
const listName = process.arch === "x64" ? "latest-linux.yml" : `latest-linux-${process.arch}.yml`
const program = Buffer.alloc(300_000, "new program ")

let server: Server
let port: number
/** What the server has, and what was asked of it. */
const files = new Map<string, Buffer>()
const asked: { path: string; headers: NodeJS.Dict<string | string[]> }[] = []

beforeAll(async () => {
  server = createServer((incoming, answer) => {
    const path = incoming.url!.split("?", 1)[0]!
    asked.push({ path, headers: incoming.headers })
    const file = files.get(path)
    answer.writeHead(file ? 200 : 404, { "Content-Length": file?.length ?? 0 }).end(file)
  })
  await new Promise<void>(ready => server.listen(0, "127.0.0.1", ready))
  port = (server.address() as AddressInfo).port
})
afterAll(() => server.close())

/** Every address lies on the test's server. */
class LocalExecutor extends ElectronHttpExecutor {
  override createRequest(options: object, answered: (response: unknown) => void) {
    return request({ ...options, protocol: "http:", hostname: "127.0.0.1", port }, answered) as never
  }
  protected override addRedirectHandlers(): void {}
}

const readBytes = readBytesBy(url => fetch(`http://127.0.0.1:${port}${new URL(url).pathname}`))

let dir: string
let appImage: string
let inner: KeepingAppImageUpdater
let updater: Updater

function publish(version: string, file: Buffer, { sha512 = program, size = program.length } = {}): void {
  const name = `I-AM-G-Studio-${version}.AppImage`
  const hash = createHash("sha512").update(sha512).digest("base64")
  const list = Buffer.from(
    `version: ${version}\nfiles:\n  - url: ${name}\n    sha512: ${hash}\n    size: ${size}\nreleaseDate: '2026-11-30'\n`,
  )
  files.set(`/studio/${target}/${listName}`, list)
  files.set(`/studio/${target}/${listName}.sig`, Buffer.from(signList(target, list, ours.privateKey)))
  files.set(`/studio/${target}/${name}`, file)
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "iamg-updater-"))
  appImage = join(dir, "programs", "I-AM-G-Studio-0.2.0.AppImage")
  mkdirSync(join(dir, "programs"))
  writeFileSync(appImage, "old program", { mode: 0o755 })
  writeFileSync(join(dir, "app-update.yml"), "updaterCacheDirName: studio-updater\n")
  vi.stubEnv("APPIMAGE", appImage)
  inner = new KeepingAppImageUpdater(null, {
    version: "0.2.0",
    name: "I-AM-G Studio",
    isPackaged: true,
    appUpdateConfigPath: join(dir, "app-update.yml"),
    userDataPath: dir,
    baseCachePath: join(dir, "cache"),
    whenReady: async () => undefined,
    quit: () => undefined,
    relaunch: () => undefined,
    onQuit: () => undefined,
  })
  Object.assign(inner, { httpExecutor: new LocalExecutor() })
  updater = updaterOver(inner, {
    source: {
      url: "https://example.com/studio/",
      key: ours.publicKey.export({ format: "der", type: "spki" }).toString("base64"),
    },
    platform: "linux",
    arch: process.arch,
    readBytes,
  })
  files.clear()
  asked.length = 0
})
afterEach(() => {
  vi.unstubAllEnvs()
})

const programs = () => readdirSync(join(dir, "programs"))
/** Everything that was downloaded and kept. */
const kept = () =>
  readdirSync(join(dir, "cache"), { recursive: true })
    .map(String)
    .filter(name => name.endsWith(".AppImage"))

describe.runIf(process.platform === "linux")("an update", () => {
  test("is found, downloaded, and put in place of the old program", async () => {
    publish("0.3.0", program)
    expect(await updater.check()).toBe("0.3.0")
    const fractions: number[] = []
    await updater.download(fraction => fractions.push(fraction))
    expect(fractions.at(-1)).toBe(1)
    expect(programs()).toEqual(["I-AM-G-Studio-0.2.0.AppImage"])

    expect(inner.install(false, false)).toBe(true)
    expect(programs()).toEqual(["I-AM-G-Studio-0.3.0.AppImage"])
    const installed = join(dir, "programs", "I-AM-G-Studio-0.3.0.AppImage")
    expect(readFileSync(installed).equals(program)).toBe(true)
    expect(statSync(installed).mode & 0o777).toBe(0o755)
  })

  test("takes the place of a file that has no version in its name, under that name", async () => {
    const named = join(dir, "programs", "studio.AppImage")
    writeFileSync(named, "old program")
    vi.stubEnv("APPIMAGE", named)
    publish("0.3.0", program)
    await updater.check()
    await updater.download(() => undefined)
    inner.install(false, false)
    expect(readFileSync(named).equals(program)).toBe(true)
  })

  test("that can't be put in place leaves the old program", async () => {
    publish("0.3.0", program)
    await updater.check()
    await updater.download(() => undefined)
    mkdirSync(join(dir, "programs", "I-AM-G-Studio-0.3.0.AppImage", "full"), { recursive: true })
    await expect(updater.install()).rejects.toMatchObject({
      code: "update.not_installed",
      details: { version: "0.3.0" },
    })
    expect(readFileSync(appImage, "utf8")).toBe("old program")
    expect(programs()).not.toContain("I-AM-G-Studio-0.3.0.AppImage.new")
  })

  test.each(["0.1.9", "0.2.0", "0.2.0-beta.1"])("to version %s is none: nothing goes back", async version => {
    publish(version, program)
    expect(await updater.check()).toBeNull()
    await expect(updater.download(() => undefined)).rejects.toThrow()
    expect(asked.map(({ path }) => path).filter(path => path.endsWith(".AppImage"))).toEqual([])
  })

  test("that was found before is not downloaded after a list that takes it back", async () => {
    publish("0.3.0", program)
    await updater.check()
    publish("0.1.0", program)
    expect(await updater.check()).toBeNull()
    await expect(updater.download(() => undefined)).rejects.toThrow()
  })

  test("with another file than the signed one is deleted", async () => {
    publish("0.3.0", Buffer.alloc(program.length, "evil program "))
    await updater.check()
    await expect(updater.download(() => undefined)).rejects.toMatchObject({
      code: "update.damaged",
      details: { version: "0.3.0" },
    })
    expect(kept()).toEqual([])
    await expect(updater.install()).rejects.toMatchObject({ code: "update.not_installed" })
    expect(readFileSync(appImage, "utf8")).toBe("old program")
  })

  test("whose file doesn't end where it should is deleted", async () => {
    publish("0.3.0", Buffer.concat([program, program, program]))
    await updater.check()
    await expect(updater.download(() => undefined)).rejects.toMatchObject({ code: "update.damaged" })
    expect(kept()).toEqual([])
  })

  test("whose list is not signed by us is not even looked at", async () => {
    publish("0.3.0", program)
    files.set(`/studio/${target}/${listName}.sig`, Buffer.from(`${"A".repeat(86)}==`))
    await expect(updater.check()).rejects.toMatchObject({ code: "update.not_ours" })
    await expect(updater.download(() => undefined)).rejects.toThrow()
  })

  test("whose file is gone says so", async () => {
    publish("0.3.0", program)
    files.delete(`/studio/${target}/I-AM-G-Studio-0.3.0.AppImage`)
    await updater.check()
    await expect(updater.download(() => undefined)).rejects.toMatchObject({ code: "update.not_downloaded" })
  })

  test("is asked for without anything that knows the machine again", async () => {
    publish("0.3.0", program)
    await updater.check()
    await updater.download(() => undefined)
    expect(asked).toHaveLength(3)
    for (const { headers } of asked)
      expect(Object.keys(headers).filter(name => /staging|cookie|authorization/.test(name))).toEqual([])
  })
})
