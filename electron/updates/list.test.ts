import { generateKeyPairSync } from "node:crypto"
import { beforeEach, describe, expect, test } from "vitest"
import { mostListBytes, readList, signList } from "./list.ts"
import type { UpdateSource } from "./source.ts"

const ours = generateKeyPairSync("ed25519")
const other = generateKeyPairSync("ed25519")
const source: UpdateSource = {
  url: "https://example.com/studio/",
  key: ours.publicKey.export({ format: "der", type: "spki" }).toString("base64"),
}
const hash = Buffer.alloc(64, 7).toString("base64")
const listOf = (version: string, file: string, more = "") =>
  `version: ${version}\nfiles:\n  - url: ${file}\n    sha512: ${hash}\n    size: 4\n${more}releaseDate: '2026-11-30'\n`
const good = listOf("0.3.0", "I-AM-G-Studio-0.3.0.AppImage")

/** What the server has, by address. */
let files: Map<string, Buffer>
const read = async (url: URL, most: number) => {
  const file = files.get(url.href)
  if (!file) throw new Error(`nothing at ${url}`)
  return file.subarray(0, most)
}
const place = "https://example.com/studio/linux-x64/latest-linux.yml"
const publish = (
  list: string | Buffer,
  signature = signList("linux-x64", Buffer.from(list), ours.privateKey),
) => {
  files.set(place, Buffer.from(list))
  files.set(`${place}.sig`, Buffer.from(`${signature}\n`))
}
const ask = () => readList(source, "linux-x64", "latest-linux.yml", read)
const refused = { code: "update.not_ours", details: { host: "example.com" } }

beforeEach(() => {
  files = new Map()
})

describe("a list of updates", () => {
  test("with our signature is read", async () => {
    publish(good)
    expect(await ask()).toEqual({
      version: "0.3.0",
      files: [{ url: "I-AM-G-Studio-0.3.0.AppImage", sha512: hash, size: 4 }],
      releaseDate: "2026-11-30",
    })
  })

  test("keeps nothing that we don't know, such as packages of a web installer or a share of users", async () => {
    publish(`${good}stagingPercentage: 5\npackages:\n  x64: { path: "https://evil.example/a.7z" }\n`)
    expect(Object.keys(await ask())).toEqual(["version", "files", "releaseDate"])
  })

  test.each([
    ["of another key", signList("linux-x64", Buffer.from(good), other.privateKey)],
    ["of another system's list", signList("linux-arm64", Buffer.from(good), ours.privateKey)],
    ["of another list", signList("linux-x64", Buffer.from(listOf("0.2.9", "a.AppImage")), ours.privateKey)],
    ["that is empty", ""],
    ["that is no base64", "?".repeat(88)],
    ["that is cut off", signList("linux-x64", Buffer.from(good), ours.privateKey).slice(0, 80)],
    ["in front of more", `${signList("linux-x64", Buffer.from(good), ours.privateKey)}AAAA`],
  ])("with a signature %s is refused", async (_which, signature) => {
    publish(good, signature)
    await expect(ask()).rejects.toMatchObject(refused)
  })

  test("that was changed by one letter is refused", async () => {
    publish(
      good.replace("0.3.0.AppImage", "0.3.1.AppImage"),
      signList("linux-x64", Buffer.from(good), ours.privateKey),
    )
    await expect(ask()).rejects.toMatchObject(refused)
  })

  test("without a signature is not read", async () => {
    files.set(place, Buffer.from(good))
    await expect(ask()).rejects.toThrow("latest-linux.yml.sig")
  })

  test.each([
    ["another address", listOf("0.3.0", "https://evil.example/a.AppImage")],
    ["another folder", listOf("0.3.0", "../a.AppImage")],
    ["a folder in disguise", listOf("0.3.0", "%2e%2e%2fa.AppImage")],
    ["a protocol", listOf("0.3.0", "https:a.AppImage")],
    ["another host", listOf("0.3.0", "//evil.example/a.AppImage")],
    ["no version", listOf("newest", "a.AppImage")],
    ["a number as version", listOf("1.0", "a.AppImage")],
    ["no files", "version: 0.3.0\nfiles: []\n"],
    ["no hash", good.replace(hash, "''")],
    ["an old hash", good.replace("sha512", "sha2")],
    ["no size", good.replace("size: 4", "size: -1")],
    ["no YAML", "version: [0.3.0"],
    ["nothing", ""],
    ["a text", "0.3.0"],
  ])("of ours that names %s can't be read", async (_what, list) => {
    publish(list)
    await expect(ask()).rejects.toMatchObject({ code: "update.unreadable", details: { host: "example.com" } })
  })

  test("longer than is read has no true signature", async () => {
    publish(`${good}# ${"x".repeat(mostListBytes)}\n`)
    await expect(ask()).rejects.toMatchObject(refused)
  })
})
