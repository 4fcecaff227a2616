import { createHash, generateKeyPairSync, type KeyObject } from "node:crypto"
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { beforeEach, describe, expect, test } from "vitest"
import { readList } from "../electron/updates/list.ts"
import { signUpdates } from "./sign-updates.ts"

const { privateKey, publicKey } = generateKeyPairSync("ed25519")
const pem = (key: KeyObject) => key.export({ format: "pem", type: "pkcs8" }).toString()
const key = publicKey.export({ format: "der", type: "spki" }).toString("base64")

let dir: string
beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), "iamg-sign-")), "linux-x64")
  mkdirSync(dir)
  writeFileSync(join(dir, "Studio-0.3.0.AppImage"), "program")
  const hash = createHash("sha512").update("program").digest("base64")
  // As electron-builder writes it, with what we don't read.
  writeFileSync(
    join(dir, "latest-linux.yml"),
    `version: 0.3.0\nfiles:\n  - url: Studio-0.3.0.AppImage\n    sha512: ${hash}\n    size: 7\n    blockMapSize: 9\npath: Studio-0.3.0.AppImage\nsha512: ${hash}\nreleaseDate: '2026-11-30T10:00:00.000Z'\n`,
  )
})

describe("lists of updates", () => {
  test("are signed so that the program reads them", async () => {
    expect(await signUpdates(dir, pem(privateKey), key)).toEqual(["latest-linux.yml"])
    const read = (target: string) =>
      readList({ url: "https://example.com/", key }, target, "latest-linux.yml", async url =>
        readFileSync(join(dir, url.pathname.split("/").at(-1)!)),
      )
    expect((await read("linux-x64")).version).toBe("0.3.0")
    // The folder's name is what it is signed for.
    await expect(read("linux-arm64")).rejects.toMatchObject({ code: "update.not_ours" })
  })

  test("are not signed when a file isn't the one they name", async () => {
    writeFileSync(join(dir, "Studio-0.3.0.AppImage"), "Program")
    await expect(signUpdates(dir, pem(privateKey), key)).rejects.toThrow(
      "Studio-0.3.0.AppImage is not the file",
    )
  })

  test("are not signed with a key that the program doesn't know", async () => {
    const other = generateKeyPairSync("ed25519")
    await expect(signUpdates(dir, pem(other.privateKey), key)).rejects.toThrow("doesn't belong")
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 })
    await expect(signUpdates(dir, pem(rsa.privateKey), key)).rejects.toThrow("doesn't belong")
  })

  test("must be there", async () => {
    const empty = mkdtempSync(join(tmpdir(), "iamg-sign-"))
    await expect(signUpdates(empty, pem(privateKey), key)).rejects.toThrow("holds no list")
  })
})
