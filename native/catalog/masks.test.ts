import { existsSync } from "node:fs"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sharp, { type Sharp } from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Item } from "../contract/catalog.ts"
import { note } from "../contract/codes/index.ts"
import { putItemsAway } from "./away-store.ts"
import { pngThatSays } from "./fixtures/png.ts"
import { importCatalog } from "./import/import.ts"
import { readMaskFile } from "./mask-file.ts"
import { MaskStore, unionOfMasks } from "./mask-store.ts"
import { checkWorkspace } from "./repair/repair-workspace.ts"
import { createWorkspace, openWorkspace, type Workspace } from "./workspace.ts"

let folder: string
let workspace: Workspace
let item: Item

const background = (colour: string) => ({ width: 60, height: 40, channels: 3 as const, background: colour })

async function importWith(colour: string): Promise<void> {
  const dir = join(folder, "catalog")
  await mkdir(dir, { recursive: true })
  for (const name of ["a.png", "b.png"])
    await sharp({ create: background(name === "a.png" ? colour : "#123") })
      .png()
      .toFile(join(dir, name))
  await writeFile(
    join(dir, "items.csv"),
    "id,title,description,image\na,A title,about,a.png\nb,B,about,b.png\n",
  )
  await importCatalog(workspace, dir, { scenario: "movie-poster", scenarios: ["movie-poster"] })
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-masks-"))
  workspace = await createWorkspace(join(folder, "workspace"))
  await importWith("#c33")
  item = await workspace.findItem("a")
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** Black with a white box, or what is given. */
const box = (width: number, height: number, fill = "#fff", at = { left: 10, top: 10 }): Sharp =>
  sharp({ create: { width, height, channels: 3, background: "#000" } }).composite([
    { input: { create: { width: 12, height: 8, channels: 3, background: fill } }, ...at },
  ])

const take = async (picture: Sharp, name = "logo") =>
  new MaskStore(workspace).import(item, name, await picture.png().toBuffer())

test("a mask is kept by its content, listed with what it keeps, and found by its name", async () => {
  const { mask, notes } = await take(box(60, 40))
  expect(notes).toEqual([])
  expect(mask).toMatchObject({ item: "a", name: "logo", width: 60, height: 40, stale: false })
  expect(mask.share).toBeCloseTo(96 / 2400)
  expect(existsSync(workspace.maskPath(mask.hash))).toBe(true)
  const again = await take(box(60, 40), "title")
  expect(again.mask.hash).toBe(mask.hash)
  const store = new MaskStore(workspace)
  expect(store.of(item).map(({ name }) => name)).toEqual(["logo", "title"])
  expect(store.named(item, ["title", "logo", "title"]).map(({ name }) => name)).toEqual(["title", "logo"])
  expect(() => store.named(item, ["logo", "nose"])).toThrow(
    expect.objectContaining({
      code: "mask.unknown",
      details: { item: "a", name: "nose", known: ["logo", "title"] },
    }),
  )
})

test("the alpha of a transparent cut-out is a mask by itself, also of a white product", async () => {
  const cutOut = sharp({
    create: { width: 60, height: 40, channels: 4, background: { r: 255, g: 255, b: 255, alpha: 0 } },
  }).composite([
    { input: { create: { width: 30, height: 20, channels: 4, background: "#fff" } }, left: 0, top: 0 },
  ])
  expect((await take(cutOut, "product")).mask.share).toBeCloseTo(600 / 2400)
})

test("a mask of the picture's proportions is scaled, and said so; a thin line survives", async () => {
  const line = sharp({ create: { width: 240, height: 160, channels: 3, background: "#000" } }).composite([
    { input: { create: { width: 240, height: 1, channels: 3, background: "#fff" } }, left: 0, top: 50 },
  ])
  const { mask, notes } = await take(line, "line")
  const sizes = {
    found: note("catalog.pixels", { width: 240, height: 160 }),
    wanted: note("catalog.pixels", { width: 60, height: 40 }),
  }
  expect(notes).toEqual([note("mask.scaled", { mask: "line", ...sizes })])
  expect(mask.share).toBeCloseTo(1 / 40)
})

test.each([
  ["of other proportions", () => box(60, 50), "mask.other_size"],
  ["that keeps nothing", () => box(60, 40, "#111"), "mask.empty"],
  ["that keeps everything", () => sharp({ create: background("#fff") }), "mask.full"],
])("a mask %s is refused, and what is there stays", async (_, picture, code) => {
  const before = new MaskStore(workspace).of(item)
  await expect(take(picture())).rejects.toMatchObject({ code, details: { mask: "logo" } })
  expect(new MaskStore(workspace).of(item)).toEqual(before)
})

test("only a PNG is a mask, of any size that can be read, under a name that a command can say", async () => {
  const store = new MaskStore(workspace)
  const jpeg = await box(60, 40).jpeg().toBuffer()
  await expect(store.import(item, "x", jpeg)).rejects.toMatchObject({ code: "mask.no_png" })
  const png = await box(60, 40).png().toBuffer()
  const broken = png.subarray(0, 60)
  await expect(store.import(item, "x", broken)).rejects.toMatchObject({ code: "mask.unreadable" })
  await expect(store.import(item, "x", pngThatSays(20_000, 6000))).rejects.toMatchObject({
    code: "mask.too_large",
    details: { mask: "x", limit: note("catalog.million_pixels", { millions: 100 }) },
  })
  for (const name of ["", " ", "a,b", "../up", "x".repeat(41), "-x"])
    await expect(store.import(item, name, png)).rejects.toMatchObject({ code: "mask.bad_name" })
  expect((await store.import(item, " 产品 1 ", png)).mask.name).toBe("产品 1")
  await expect(readMaskFile(folder)).rejects.toMatchObject({ code: "mask.unreadable" })
  await expect(readMaskFile(join(folder, "nothing.png"))).rejects.toMatchObject({ code: "mask.unreadable" })
})

test("a deleted mask comes back by its content", async () => {
  const store = new MaskStore(workspace)
  const { mask } = await take(box(60, 40), "brief")
  expect(store.remove(item, "brief").hash).toBe(mask.hash)
  expect(() => store.remove(item, "brief")).toThrow(expect.objectContaining({ code: "mask.unknown" }))
  expect(await store.restore(item, mask)).toEqual(mask)
})

test("a mask stays when its item is archived and comes back, and goes when the item is forgotten", async () => {
  const other = await workspace.findItem("b")
  const store = new MaskStore(workspace)
  const { mask } = await store.import(
    other,
    "logo",
    await box(60, 40, "#fff", { left: 3, top: 2 }).png().toBuffer(),
  )
  workspace.state.write(state => putItemsAway(state, ["b"], "removed"))
  expect(store.of(other)).toEqual([mask])
  await workspace.purge(Date.now() + 40 * 24 * 3600 * 1000)
  expect(store.of(other)).toEqual([])
  // Recipes name it still.
  expect(existsSync(workspace.maskPath(mask.hash))).toBe(true)
})

test("a mask whose item has another picture is said to be stale, and protects nothing", async () => {
  await importWith("#3c3")
  const changed = await workspace.findItem("a")
  const store = new MaskStore(workspace)
  expect(store.of(changed).every(({ stale }) => stale)).toBe(true)
  expect(() => store.named(changed, ["logo"])).toThrow(
    expect.objectContaining({ code: "mask.stale", details: { item: "a", name: "logo" } }),
  )
  // Deleted and brought back it is no newer than it was.
  const logo = store.remove(changed, "logo")
  expect(await store.restore(changed, logo)).toMatchObject({ name: "logo", stale: true })
  item = changed
  expect((await take(box(60, 40))).mask.stale).toBe(false)
})

test("a check names the items whose masks have lost their files", async () => {
  const [mask] = new MaskStore(workspace).of(item).filter(({ name }) => name === "product")
  await workspace.close()
  await rm(join(workspace.dir, "masks", `${mask!.hash}.png`))
  const { problems } = await checkWorkspace(workspace.dir)
  expect(problems).toContainEqual(note("repair.masks_missing", { count: 1, items: ["a"] }))
  const reading = await openWorkspace(workspace.dir, { mode: "read" })
  await expect(unionOfMasks(reading, "a", [mask!])).rejects.toMatchObject({ code: "mask.file_gone" })
  await expect(
    new MaskStore(reading).import(item, "late", await box(60, 40).png().toBuffer()),
  ).rejects.toMatchObject({ code: "workspace.read_only" })
  await reading.close()
})
