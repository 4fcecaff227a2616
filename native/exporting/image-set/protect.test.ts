/** What the masks keep, in the files of image sets: byte for byte the item's own picture at each size. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sharp, { type Sharp } from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import { importCatalog } from "../../catalog/import/import.ts"
import { MaskStore } from "../../catalog/mask-store.ts"
import { note } from "../../contract/codes/index.ts"
import type { ImageSetInput } from "../../contract/image-set.ts"
import { gaussianNoise } from "../../diffusion/noise.ts"
import { prepareItems } from "../../personalize/prepare.ts"
import { replay } from "../../personalize/replay.ts"
import { Session } from "../../personalize/session.ts"
import type { Studio } from "../../personalize/studio.ts"
import { addLayout } from "../layout/store.ts"
import { readRecipe } from "../read-recipe.ts"
import { estimateImageSet } from "./estimate.ts"
import { openSmallStudio, smallSet } from "./fixtures.ts"
import { makeImageSet } from "./make.ts"

const side = 96
/** Of the protected box in the item's picture; its logo is a line of one pixel beside it. */
const box = { left: 20, top: 30, width: 33, height: 25 }
const line = { left: 70, top: 10, width: 1, height: 60 }

let folder: string
let studio: Studio
let original: Buffer

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-protect-"))
  studio = await openSmallStudio(folder)
  const { data } = gaussianNoise(3, [side, side, 3])
  const noise = Uint8Array.from(data, x => Math.min(255, Math.max(0, 128 + 60 * x)))
  await sharp(noise, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toFile(join(folder, "catalog", "0.png"))
  const scenario = { scenario: "movie-poster", scenarios: ["movie-poster"] }
  await importCatalog(studio.workspace, join(folder, "catalog"), scenario)
  await studio.workspace.setItemTags("i0", { image: ["noise"], text: [], own: [], tagger: "test/1" })
  await prepareItems(studio)
  const item = await studio.workspace.findItem("i0")
  original = await readFile(studio.workspace.imagePath(item.image))
  const white = ({ left, top, width, height }: typeof box) => ({
    input: { create: { width, height, channels: 3 as const, background: "#fff" } },
    left,
    top,
  })
  const black = sharp({ create: { width: side, height: side, channels: 3, background: "#000" } })
  const mask = await black
    .composite([white(box), white(line)])
    .png()
    .toBuffer()
  await new MaskStore(studio.workspace).import(item, "logo", mask)
})
afterAll(async () => {
  await studio?.close()
  await rm(folder, { recursive: true, force: true })
})

const settings = { width: 64, height: 64, steps: 2, count: 1, history: 3, neighbours: 2, protect: ["logo"] }
const set = (change: Partial<ImageSetInput>) => smallSet(studio, { items: ["i0"], settings, ...change })

async function filesOf(out: string) {
  const { files } = JSON.parse(await readFile(join(out, "manifest.json"), "utf8"))
  return files as { file: string; size: string; width: number; height: number }[]
}

const rawOf = (picture: Sharp) => picture.removeAlpha().raw().toBuffer()

/** Whether an output pixel shows any of a box, where the original is scaled to `scaled` and begins at `at`. */
const shows = (pixel: number, at: number, scaled: number, from: number, length: number): boolean =>
  ((pixel - at + 1) * side) / scaled > from && ((pixel - at) * side) / scaled < from + length

const cases = [
  { name: "same", width: 64, height: 64, fit: "crop", scaled: 64, at: [0, 0] },
  { name: "small", width: 40, height: 40, fit: "crop", scaled: 40, at: [0, 0] },
  { name: "large", width: 200, height: 200, fit: "crop", scaled: 200, at: [0, 0] },
  { name: "wide", width: 180, height: 90, fit: "crop", scaled: 180, at: [0, -45] },
  { name: "story", width: 90, height: 160, fit: "crop", scaled: 160, at: [-35, 0] },
  { name: "padded", width: 81, height: 160, fit: "pad", scaled: 81, at: [0, 39] },
  { name: "banner", width: 150, height: 77, fit: "pad", scaled: 77, at: [36, 0] },
] as const

test("at every size, cropped or padded, what is protected is the original resampled to that size, bit for bit", async () => {
  const out = join(folder, "sizes")
  const sizes = cases.map(({ name, width, height, fit }) => ({ name, width, height, fit }))
  await makeImageSet(new Session(studio), await set({ sizes }), out)
  const files = await filesOf(out)
  expect(files).toHaveLength(2 * cases.length)
  for (const { file, size } of files) {
    const { width, height, fit, scaled, at } = cases.find(({ name }) => name === size)!
    const expected =
      fit === "pad"
        ? await rawOf(sharp(original).resize(width, height, { fit: "contain", background: "#ffffff" }))
        : await rawOf(
            sharp(original)
              .resize(scaled, scaled, { fit: "fill" })
              .extract({ left: -at[0], top: -at[1], width, height }),
          )
    const bytes = await readFile(join(out, file))
    const found = await rawOf(sharp(bytes))
    expect(String((await sharp(bytes).metadata()).xmp)).toContain("/compositeWithTrainedAlgorithmicMedia<")
    let kept = 0
    let changed = 0
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const inside = [box, line].some(
          ({ left, top, width, height }) =>
            shows(x, at[0], scaled, left, width) && shows(y, at[1], scaled, top, height),
        )
        const from = (y * width + x) * 3
        const isSame = found.subarray(from, from + 3).equals(expected.subarray(from, from + 3))
        if (!inside) {
          if (!isSame) changed++
          continue
        }
        kept++
        if (!isSame) throw new Error(`${size}: pixel ${x}, ${y} is protected and differs`)
      }
    }
    expect(kept, size).toBeGreaterThan(0)
    expect(changed, size).toBeGreaterThan(kept / 2)
  }
})

/** Of the picture at half the frame's size, moved right by a quarter of the frame and up by an eighth. */
const moved = { placeScale: 0.5, placeX: 0.25, placeY: -0.125 }
const movedCases = [
  { name: "same", side: 32, at: [32, 8] },
  { name: "small", side: 20, at: [20, 5] },
  { name: "large", side: 100, at: [100, 25] },
  { name: "wide", side: 90, at: [90, 23 - 45] },
  { name: "story", side: 80, at: [80 - 35, 20] },
  { name: "padded", side: 41, at: [41, 10 + 39] },
  { name: "banner", side: 39, at: [39 + 36, 10] },
] as const

test("moved and scaled, what is protected is the original resampled to where it lies at every size, bit for bit", async () => {
  const out = join(folder, "moved")
  const sizes = cases.map(({ name, width, height, fit }) => ({ name, width, height, fit }))
  await makeImageSet(new Session(studio), await set({ sizes, settings: { ...settings, ...moved } }), out)
  for (const { file, size, width, height } of await filesOf(out)) {
    const { side: scaled, at } = movedCases.find(({ name }) => name === size)!
    const expected = await rawOf(sharp(original).resize(scaled, scaled, { fit: "fill" }))
    const found = await rawOf(sharp(join(out, file)))
    let kept = 0
    for (let y = Math.max(0, at[1]); y < Math.min(height, at[1] + scaled); y++) {
      for (let x = Math.max(0, at[0]); x < Math.min(width, at[0] + scaled); x++) {
        const inside = [box, line].some(
          ({ left, top, width, height }) =>
            shows(x, at[0], scaled, left, width) && shows(y, at[1], scaled, top, height),
        )
        if (!inside) continue
        kept++
        const [here, there] = [(y * width + x) * 3, ((y - at[1]) * scaled + x - at[0]) * 3]
        if (!found.subarray(here, here + 3).equals(expected.subarray(there, there + 3)))
          throw new Error(`${size}: pixel ${x}, ${y} is protected and differs`)
      }
    }
    expect(kept, size).toBeGreaterThan(0)
  }
})

test("a protected part at the frame's edge leaves the margin of a padded size alone", async () => {
  const item = await studio.workspace.findItem("i0")
  const left = Uint8Array.from({ length: side * side }, (_, at) => (at % side < 30 ? 255 : 0))
  await new MaskStore(studio.workspace).save(item, "left", { width: side, height: side, data: left })
  const out = join(folder, "margin")
  const sizes = [{ name: "banner", width: 150, height: 77, fit: "pad" as const }]
  const asked = await set({ sizes, settings: { ...settings, protect: ["left"] } })
  await makeImageSet(new Session(studio), asked, out)
  const [first] = await filesOf(out)
  const found = await rawOf(sharp(join(out, first!.file)))
  for (let y = 0; y < 77; y++)
    expect([...found.subarray(y * 450, y * 450 + 36 * 3)].every(value => value === 255)).toBe(true)
})

test("a set that was stopped and goes on makes the same files as one that wasn't", async () => {
  const sizes = [
    { name: "square", width: 48, height: 48 },
    { name: "story", width: 90, height: 160, fit: "pad" as const },
  ]
  const whole = join(folder, "whole")
  await makeImageSet(new Session(studio), await set({ sizes }), whole)
  const halves = join(folder, "halves")
  const stop = new AbortController()
  const onProgress = (done: number) => void (done >= 1 && stop.abort())
  await expect(
    makeImageSet(new Session(studio), await set({ sizes }), halves, { signal: stop.signal, onProgress }),
  ).rejects.toMatchObject({ code: "job.cancelled" })
  await makeImageSet(new Session(studio), await set({ sizes }), halves)
  for (const { file } of await filesOf(whole))
    expect(await readFile(join(halves, file))).toEqual(await readFile(join(whole, file)))
})

test("an item without the mask is left out, which the estimate says before the set starts", async () => {
  const asked = await set({ items: ["i0", "i5"] })
  const { files, warnings } = await estimateImageSet(studio, asked, join(folder, "estimate"))
  expect(files).toBe(2)
  expect(warnings).toContainEqual({
    code: "image_set.item_gives_nothing",
    details: {
      item: "i5",
      reason: { code: "mask.unknown", details: { item: "i5", name: "logo", known: [] } },
    },
  })
})

test("a recipe names its masks, and its replay makes the same pixels though the mask was drawn anew meanwhile", async () => {
  const out = join(folder, "working")
  await makeImageSet(new Session(studio), await set({ copy: "working" }), out)
  const [first] = await filesOf(out)
  const recipe = await readRecipe(join(out, first!.file))
  const item = await studio.workspace.findItem("i0")
  const store = new MaskStore(studio.workspace)
  const mask = store.of(item).find(({ name }) => name === "logo")
  expect(recipe.plan.masks).toEqual([{ name: "logo", hash: mask!.hash }])
  const other = { width: side, height: side, data: new Uint8Array(side * side) }
  other.data[0] = 255
  await store.save(item, "logo", other)
  const { image } = await replay(new Session(studio), recipe)
  expect((await rawOf(sharp(join(out, first!.file)))).equals(image.data)).toBe(true)
  await store.restore(item, mask!)
})

test("a layout that would lie over a mask is named before the set starts, with size, mask and items; extended, the mask lies elsewhere", async () => {
  const box = { width: 1, height: 0.3 }
  const shape = { type: "shape", shape: "rectangle", colour: "#ff0000", box, bleed: true }
  const file = join(folder, "bar.json")
  await writeFile(file, JSON.stringify({ name: "bar", elements: [shape] }))
  await addLayout(studio.workspace, file, true)
  const sizes = [
    { name: "square", width: 96, height: 96, layout: "bar" },
    // Its lower half alone is shown: the box begins at the file's upper edge.
    { name: "wide", width: 96, height: 48, layout: "bar" },
    { name: "extended", width: 48, height: 96, fit: "extend", layout: "bar" },
    { name: "bare", width: 96, height: 96 },
  ] as const
  const { warnings, problems } = await estimateImageSet(
    studio,
    await set({ sizes: [...sizes], focus: { x: 0.5, y: 1 } }),
    null,
  )
  const covers = (size: string) =>
    note("layout.at", {
      layout: "bar",
      problem: note("layout.covers", { box: 1, mask: "logo", size, count: 1, items: ["i0"] }),
    })
  expect(warnings.filter(({ code }) => code === "layout.at")).toEqual([covers("square"), covers("wide")])
  expect(problems).toEqual([])
  const unprotected = await estimateImageSet(
    studio,
    await set({ sizes: [...sizes], settings: { ...settings, protect: [] } }),
    null,
  )
  expect(unprotected.warnings.filter(({ code }) => code === "layout.at")).toEqual([])
})
