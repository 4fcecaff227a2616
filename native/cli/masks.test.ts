/** `iamg masks`, and drawing with them, on a small catalog and a pack of random weights. */
import { existsSync } from "node:fs"
import { mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sharp from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import { iamg, model, writeCatalog } from "./fixtures.ts"

let folder: string
let workspace: string
let file: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-masks-"))
  workspace = join(folder, "workspace")
  await writeCatalog(join(folder, "catalog"))
  expect((await iamg("import", join(folder, "catalog"), "-w", workspace, ...model)).code).toBe(0)
  file = join(folder, "logo.png")
  const white = { create: { width: 20, height: 10, channels: 3 as const, background: "#fff" } }
  await sharp({ create: { width: 64, height: 64, channels: 3, background: "#000" } })
    .composite([{ input: white, left: 8, top: 40 }])
    .png()
    .toFile(file)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const masks = (...args: string[]) => iamg("masks", args[0]!, "-w", workspace, ...args.slice(1))

test("a mask is imported, listed with its file, used by name, and deleted", async () => {
  const imported = await masks("import", file, "--item", "item-1", "--name", "logo", "--json")
  expect(imported.json()).toMatchObject({ name: "logo", share: 200 / 4096, notes: [] })
  const [mask, ...others] = (await masks("list", "--item", "item-1", "--json")).json()
  expect(others).toEqual([])
  expect(mask).toMatchObject({ item: "item-1", name: "logo", stale: false })
  expect(existsSync(mask.file)).toBe(true)

  const out = join(folder, "out")
  const asked = ["--item", "item-1", "--persona", "shopper-secret-1", "--size", "64x64", "--steps", "2"]
  const draw = (...args: string[]) =>
    iamg(
      "personalize",
      "-w",
      workspace,
      ...model,
      ...asked,
      "--count",
      "1",
      "--history",
      "4",
      "--out",
      out,
      ...args,
    )
  const { recipe, images } = (await draw("--protect", "logo", "--json")).json()
  expect(recipe.plan.masks).toEqual([{ name: "logo", hash: mask.hash }])
  const { data } = await sharp(images[0].file)
    .extract({ left: 8, top: 40, width: 20, height: 10 })
    .raw()
    .toBuffer({ resolveWithObject: true })
  expect([...new Set(data)]).toEqual([28, 227, 128])
  const there = ["--recipe", images[0].file, "--out", join(folder, "again"), "--json"]
  const again = await iamg("personalize", "-w", workspace, ...model, ...there)
  const [same] = again.json().images
  const pixels = (path: string) => sharp(path).raw().toBuffer()
  expect((await pixels(same.file)).equals(await pixels(images[0].file))).toBe(true)

  const unknown = await draw("--protect", "logo", "--protect", "nose", "--json")
  expect([unknown.code, unknown.json().error]).toMatchObject([
    1,
    { code: "mask.unknown", details: { item: "item-1", name: "nose", known: ["logo"] } },
  ])
  expect((await masks("delete", "--item", "item-1", "--name", "logo", "--json")).json()).toEqual([])
  expect(existsSync(mask.file)).toBe(true)
  expect((await masks("list", "--item", "item-1")).stdout).toBe("The item has no masks.\n")
})

test("a pack without a foreground network can't make masks, and says what can be done", async () => {
  const made = await masks("make", ...model, "--item", "item-2", "--subject", "--name", "product")
  expect([made.code, made.stderr]).toEqual([1, expect.stringContaining("has no foreground network")])
})

test("the starter finds the subjects of several items", async () => {
  const items = ["item-2", "item-3"].flatMap(id => ["--item", id])
  const made = await masks("make", "--device", "cpu", ...items, "--subject", "--name", "product", "--json")
  const { masks: found, failed } = made.json()
  // What the network finds in pictures of one colour is its own affair; nothing is lost on the way.
  expect(found.length + failed.length).toBe(2)
  for (const { doubts } of found) expect(Array.isArray(doubts)).toBe(true)
  expect((await readdir(join(workspace, "masks"))).length).toBeGreaterThan(0)
})
