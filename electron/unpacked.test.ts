import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { beforeEach, describe, expect, test } from "vitest"
import { damageIn, hashUnpacked } from "./unpacked.ts"

let dir: string
let list: string
const put = (file: string, text: string) => writeFileSync(join(dir, file), text)
const keep = async (platform: NodeJS.Platform = "linux") =>
  writeFileSync(list, JSON.stringify(await hashUnpacked(dir, platform)))

beforeEach(async () => {
  const base = mkdtempSync(join(tmpdir(), "iamg-unpacked-"))
  dir = join(base, "app.asar.unpacked")
  list = join(base, "unpacked-files.json")
  mkdirSync(join(dir, "node_modules", "codec", "lib"), { recursive: true })
  put("package.json", "{}")
  put("node_modules/codec/index.js", "module.exports = 1")
  put("node_modules/codec/lib/codec.node", "machine code")
  await keep()
})

describe("files beside the archive", () => {
  test("are listed by their SHA-256", async () => {
    expect(await hashUnpacked(dir, "linux")).toEqual({
      "node_modules/codec/index.js": "49f9962d149121f8a41a2f9c70bdfc1615dac5612028c624a8a827f73f3ac1d3",
      "node_modules/codec/lib/codec.node": "5ace2a28c6f40875ef2baac027d8b91a2f65701271c7b43ecbd467664dca9ef0",
      "package.json": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
    })
  })

  test("are whole as they were packed", async () => expect(await damageIn(dir, list)).toEqual([]))

  test("are damaged when one is changed, gone, or replaced by a folder or a link to other content", async () => {
    put("node_modules/codec/lib/codec.node", "Machine code")
    rmSync(join(dir, "package.json"))
    expect(await damageIn(dir, list)).toEqual([
      { file: "node_modules/codec/lib/codec.node", kind: "changed" },
      { file: "package.json", kind: "missing" },
    ])
    mkdirSync(join(dir, "package.json"))
    rmSync(join(dir, "node_modules/codec/lib/codec.node"))
    symlinkSync(list, join(dir, "node_modules/codec/lib/codec.node"))
    expect(await damageIn(dir, list)).toEqual([
      { file: "node_modules/codec/lib/codec.node", kind: "changed" },
      { file: "package.json", kind: "missing" },
    ])
  })

  test("are damaged by a file that nobody listed, save those that a system leaves everywhere", async () => {
    put(".DS_Store", "view")
    put("node_modules/codec/desktop.ini", "view")
    expect(await damageIn(dir, list)).toEqual([])
    put("node_modules/codec/lib/codec.so", "other machine code")
    expect(await damageIn(dir, list)).toEqual([{ file: "node_modules/codec/lib/codec.so", kind: "unknown" }])
  })

  test("are all missing when their folder is", async () => {
    rmSync(dir, { recursive: true })
    expect(await damageIn(dir, list)).toHaveLength(3)
  })

  test.each([
    ["gone", null],
    ["no JSON", "{"],
    ["of another form", '{"package.json": 1}'],
  ])("can't be vouched for when the list is %s", async (_how, text) => {
    if (text === null) rmSync(list)
    else writeFileSync(list, text)
    expect(await damageIn(dir, list)).toEqual([{ file: "unpacked-files.json", kind: "missing" }])
  })

  test("of native code on macOS must only be there: they are signed after the list is made", async () => {
    await keep("darwin")
    put("node_modules/codec/lib/codec.node", "machine code with a signature")
    expect(await damageIn(dir, list)).toEqual([])
    put("node_modules/codec/index.js", "module.exports = 2")
    rmSync(join(dir, "node_modules/codec/lib/codec.node"))
    expect((await damageIn(dir, list)).map(({ kind }) => kind)).toEqual(["changed", "missing"])
  })

  test("hold no programs, which signing on Windows would change", async () => {
    put("node_modules/codec/tool.exe", "MZ")
    await expect(hashUnpacked(dir, "win32")).rejects.toThrow("tool.exe")
  })
})
