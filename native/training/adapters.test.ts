/** Adapters of a workspace: brought in and out, renamed, refused. */
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeEach, describe, expect, test } from "vitest"
import { adapterFiles, adapterManifestFile, openInstalledAdapter } from "../models/adapter.ts"
import { fixture } from "../models/fixtures.ts"
import { openPack } from "../models/pack.ts"
import {
  exportAdapter,
  findAdapter,
  installAdapter,
  listAdapters,
  misfit,
  removeAdapter,
  renameAdapter,
} from "./adapters.ts"

const made = fileURLToPath(new URL("fixtures/adapter", import.meta.url))
const root = await mkdtemp(join(tmpdir(), "iamg-adapters-"))
afterAll(() => rm(root, { recursive: true }))

let dir: string
let from: string
beforeEach(async () => {
  const here = await mkdtemp(join(root, "case-"))
  dir = join(here, "adapters")
  from = join(here, "from")
  await cp(made, from, { recursive: true })
})

const changeManifest = async (change: Record<string, unknown>) => {
  const file = join(from, adapterManifestFile)
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, "utf8")), ...change }))
}

test("one that is brought in is found by its id and by its name, in any case", async () => {
  await changeManifest({ name: "Our autumn / 2026" })
  const { id, adapter } = await installAdapter(dir, from)
  expect(id).toMatch(/^Our-autumn-2026-[0-9a-f]{6}$/)
  expect(await findAdapter(dir, "our AUTUMN / 2026")).toMatchObject({ id })
  expect((await openInstalledAdapter(dir, id)).hash).toBe(adapter.hash)
  await expect(findAdapter(dir, "Our autum / 2026")).rejects.toMatchObject({
    code: "adapter.unknown",
    details: { near: [expect.stringContaining(id)] },
  })
})

test("namesakes live side by side; the same mark brings nothing in twice", async () => {
  const ids = [await installAdapter(dir, from), await installAdapter(dir, from)].map(({ id }) => id)
  expect(new Set(ids).size).toBe(2)
  const marked = [await installAdapter(dir, from, "run"), await installAdapter(dir, from, "run")]
  expect(marked[0]!.id).toBe(marked[1]!.id)
  expect(await listAdapters(dir)).toHaveLength(3)
})

test("a new name leaves id and hash as they are", async () => {
  const installed = await installAdapter(dir, from)
  const renamed = await renameAdapter(dir, installed, "季节")
  expect([renamed.id, renamed.adapter.hash]).toEqual([installed.id, installed.adapter.hash])
  expect(renamed.adapter.name).toBe("季节")
})

test.each(["", " ", "x".repeat(101)])(
  "as a name %j is refused, and the one that it has stays",
  async name => {
    const installed = await installAdapter(dir, from)
    await expect(renameAdapter(dir, installed, name)).rejects.toMatchObject({ code: "settings.invalid" })
    expect(await findAdapter(dir, installed.adapter.name)).toMatchObject({ id: installed.id })
  },
)

test("only an adapter's own files are copied, and a folder that is there is never written into", async () => {
  await writeFile(join(from, "notes.txt"), "private")
  const installed = await installAdapter(dir, from)
  const to = join(dir, "..", "out")
  await mkdir(to)
  const names = [await exportAdapter(dir, installed, to), await exportAdapter(dir, installed, to)]
  expect(names[1]).toBe(`${names[0]}-2`)
  const files = [...Object.values(adapterFiles), adapterManifestFile].sort()
  expect((await readdir(join(to, names[0]!))).sort()).toEqual(files)
})

test("a deleted adapter is gone, and so are the remains of a copy that was killed", async () => {
  const installed = await installAdapter(dir, from)
  await mkdir(join(dir, ".half.0a1b2c.tmp"))
  expect(await listAdapters(dir)).toHaveLength(1)
  await removeAdapter(dir, installed)
  expect(await listAdapters(dir)).toEqual([])
  // As another window asked for it, too.
  await removeAdapter(dir, installed)
  await expect(openInstalledAdapter(dir, installed.id)).rejects.toMatchObject({ code: "adapter.unknown" })
})

test.each(["..", "../from", "/etc", "a/b", ".hidden", "", "a\0b"])("%j is no adapter", async id => {
  await installAdapter(dir, from)
  await expect(openInstalledAdapter(dir, id)).rejects.toMatchObject({ code: "adapter.unknown" })
})

describe("a folder is refused, and nothing is left of it,", () => {
  test.each([
    [
      "whose weights have changed",
      () => appendFile(join(from, adapterFiles.interest), "x"),
      "adapter.changed",
    ],
    ["that lacks its weights", () => rm(join(from, adapterFiles.ip_adapter)), "pack.missing_file"],
    ["that lacks training.json", () => rm(join(from, adapterManifestFile)), "pack.missing_file"],
    ["whose training.json is none", () => writeFile(join(from, adapterManifestFile), "{"), "pack.bad_json"],
    ["whose training.json says nothing", () => changeManifest({ weights: 7 }), "model.unsupported_config"],
    ["without a name", () => changeManifest({ name: " " }), "model.unsupported_config"],
  ])("%s", async (_what, change, code) => {
    await change()
    await expect(installAdapter(dir, from)).rejects.toMatchObject({ code })
    expect(await readdir(dir).catch(() => [])).toEqual([])
  })
})

test("a pack of other sizes can't take it, and says which tensor", async () => {
  const { adapter } = await installAdapter(dir, from)
  expect(await misfit(await openPack(fixture("tiny")), adapter)).toBeNull()
  const refusal = await misfit(await openPack(fixture("tiny-sd2")), adapter)
  expect(refusal).toMatchObject({
    code: "adapter.other_pack",
    details: { problem: { details: { name: expect.stringMatching(/to_k_ip|image_proj/) } } },
  })
})
