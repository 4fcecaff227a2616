/** Sizes that are extended: drawn in the channel's own shape, with the item's picture whole in it. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sharp from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import { MaskStore } from "../../catalog/mask-store.ts"
import { RenderStore } from "../../catalog/render-store.ts"
import type { ImageSetInput } from "../../contract/image-set.ts"
import { Session } from "../../personalize/session.ts"
import type { SizedSettings } from "../../personalize/settings.ts"
import type { Studio } from "../../personalize/studio.ts"
import { estimateImageSet } from "./estimate.ts"
import { openSmallStudio, smallSet } from "./fixtures.ts"
import { drawingsOf } from "./frames.ts"
import { makeImageSet } from "./make.ts"

let folder: string
let studio: Studio

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-frames-"))
  studio = await openSmallStudio(folder)
})
afterAll(async () => {
  await studio?.close()
  await rm(folder, { recursive: true, force: true })
})

const settings = { width: 64, height: 64, steps: 2, count: 1, history: 3, neighbours: 2 }
const square = { name: "square", width: 48, height: 48 }
const story = { name: "story", width: 90, height: 160, fit: "extend" as const }
const banner = { name: "banner", width: 120, height: 60, fit: "extend" as const }
const whole = { ...settings, protectWhole: true }
const set = async (change: Partial<ImageSetInput>) => {
  const { personas } = await smallSet(studio)
  return smallSet(studio, { items: ["i0"], personas: personas.slice(0, 1), settings, ...change })
}
const entriesOf = async (out: string) =>
  JSON.parse(await readFile(join(out, "manifest.json"), "utf8")).files as Record<string, unknown>[]
const rendersOf = () => new RenderStore(studio.workspace.state).list({ item: "i0" })

test("each shape is drawn in a frame of its own, the picture whole in it and kept but for a band inside its edges", async () => {
  const out = join(folder, "whole")
  const asked = await set({ sizes: [story, banner], settings: whole })
  const before = await estimateImageSet(studio, asked, out)
  expect([before.files, before.toRender]).toEqual([2, 2])
  const report = await makeImageSet(new Session(studio), asked, out)
  expect([report.files, report.rendered]).toEqual([2, 2])
  const frames = rendersOf().map(({ recipe: { made, settings } }) => [
    made.width,
    made.height,
    settings.placeScale,
  ])
  // i0 is 40 × 60. It covers 64 × 128 at 85.3 × 128 and fits there at 64 × 96; 128 × 64 at 128 × 192 and 42.7 × 64.
  expect(frames.map(([width, height]) => [width, height])).toEqual([
    [128, 64],
    [64, 128],
  ])
  expect(frames.map(([, , scale]) => scale)).toEqual([expect.closeTo(1 / 3, 12), expect.closeTo(0.75, 12)])
  const item = await studio.workspace.findItem("i0")
  const file = (await entriesOf(out)).find(({ size }) => size === "story")!.file as string
  // The frame is 90 × 180 there, ten of it cropped off above and below: the picture is 90 × 135, from 12.5 on.
  const original = await sharp(studio.workspace.imagePath(item.image))
    .resize(90, 135, { fit: "fill" })
    .raw()
    .toBuffer()
  const found = await sharp(join(out, file)).removeAlpha().raw().toBuffer()
  const rowsKept = [...Array(160).keys()].filter(y => {
    const from = (y - 13) * 270
    return (
      from >= 0 &&
      from < original.length &&
      found.subarray(y * 270, y * 270 + 270).equals(original.subarray(from, from + 270))
    )
  })
  // A band of 6 pixels at both ends.
  expect([rowsKept[0], rowsKept.at(-1), rowsKept.length]).toEqual([19, 141, 123])
})

test("a place that was made for the very frame holds there, and in no other shape", async () => {
  const composed = { ...whole, width: 64, height: 128, placeScale: 0.5, placeY: 0.1 }
  const asked = await set({ sizes: [story, banner], settings: composed })
  const plan = drawingsOf(asked, asked.settings as SizedSettings)
  const item = await studio.workspace.findItem("i0")
  const frames = plan(item, () => undefined).map(({ frame }) => frame)
  expect(frames).toEqual([
    { width: 64, height: 128 },
    { width: 128, height: 64, placeScale: expect.closeTo(1 / 3, 12), placeX: 0, placeY: 0 },
  ])
})

test("beside sizes that are cropped, an extended one is a further drawing; the sheet shows one of them", async () => {
  const out = join(folder, "both")
  const asked = await set({ sizes: [square, { ...square, name: "small", width: 32, height: 32 }, story] })
  const report = await makeImageSet(new Session(studio), asked, out)
  expect([report.files, report.rendered, report.skipped]).toEqual([3, 2, []])
  expect((await entriesOf(out)).map(({ size, width, height }) => [size, width, height])).toEqual([
    ["square", 48, 48],
    ["small", 32, 32],
    ["story", 90, 160],
  ])
  expect(await readdir(out)).toContain("contact-sheet.png")
  const again = await estimateImageSet(studio, asked, join(folder, "again"))
  expect(again.toRender).toBe(0)
})

test("a set with extended sizes that was stopped and goes on makes the same files", async () => {
  const asked = await set({ sizes: [square, story], settings: { ...settings, start: 40 } })
  const [one, halves] = [join(folder, "one"), join(folder, "halves")]
  await makeImageSet(new Session(studio), asked, one)
  const stop = new AbortController()
  const onProgress = (done: number) => void (done >= 1 && stop.abort())
  await expect(
    makeImageSet(new Session(studio), asked, halves, { signal: stop.signal, onProgress }),
  ).rejects.toMatchObject({ code: "job.cancelled" })
  await makeImageSet(new Session(studio), asked, halves)
  for (const { file } of await entriesOf(one))
    expect(await readFile(join(halves, file as string))).toEqual(await readFile(join(one, file as string)))
})

test("a shape that nothing can be drawn in is refused before the set starts", async () => {
  const strip = { name: "strip", width: 2000, height: 40, fit: "extend" as const }
  await expect(estimateImageSet(studio, await set({ sizes: [strip] }), null)).rejects.toMatchObject({
    code: "image_set.bad_shape",
    details: { size: "strip", pixels: { code: "catalog.pixels", details: { width: 2000, height: 40 } } },
  })
})

test("approved renders aren't drawn anew in another shape", async () => {
  const asked = await set({ sizes: [square, story], source: "approved" })
  await expect(estimateImageSet(studio, asked, null)).rejects.toMatchObject({
    code: "image_set.extends_approved",
    details: { sizes: ["story"] },
  })
})

test("where a whole picture fills a frame, that drawing is left out with the reason, and the others are made", async () => {
  const { files, warnings } = await estimateImageSet(
    studio,
    await set({ sizes: [square, story], settings: whole }),
    null,
  )
  expect(files).toBe(1)
  expect(warnings).toContainEqual({
    code: "image_set.item_gives_nothing",
    details: {
      item: "i0",
      reason: { code: "place.nothing_to_draw", details: { item: "i0" } },
    },
  })
})

test("where a frame shows nothing of what is protected, that drawing is left out before the set starts", async () => {
  const item = await studio.workspace.findItem("i0")
  const data = Uint8Array.from({ length: 40 * 60 }, (_, at) => (at < 40 * 4 ? 255 : 0))
  await new MaskStore(studio.workspace).save(item, "top", { width: 40, height: 60, data })
  const asked = await set({ sizes: [square, story], settings: { ...settings, protect: ["top"] } })
  const { files, warnings } = await estimateImageSet(studio, asked, null)
  expect(files).toBe(1)
  expect(warnings).toContainEqual({
    code: "image_set.item_gives_nothing",
    details: { item: "i0", reason: { code: "place.nothing_kept", details: { item: "i0" } } },
  })
  const plan = new Session(studio).plan({ item: "i0", persona: asked.personas[0]! }, asked.settings)
  await expect(plan).rejects.toMatchObject({ code: "place.nothing_kept" })
})
