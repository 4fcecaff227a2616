/** What is protected comes from the file that was imported, in its own size, though the workspace keeps a smaller picture. */
import { existsSync } from "node:fs"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sharp, { type Sharp } from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import { importCatalog } from "../../catalog/import/import.ts"
import { MaskStore } from "../../catalog/mask-store.ts"
import type { ImageSetInput } from "../../contract/image-set.ts"
import { prepareItems } from "../../personalize/prepare.ts"
import { Session } from "../../personalize/session.ts"
import type { Studio } from "../../personalize/studio.ts"
import { estimateImageSet } from "./estimate.ts"
import { openSmallStudio, smallSet } from "./fixtures.ts"
import { makeImageSet } from "./make.ts"

/** Of the file, and of the picture that the workspace keeps of it. */
const [own, kept] = [1152, 1024]
/** What the masks protect, in pixels of the workspace's picture. */
const box = { left: 300, top: 412, width: 321, height: 205 }

let folder: string
let studio: Studio
let file: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-larger-"))
  studio = await openSmallStudio(folder)
  file = join(folder, "catalog", "0.png")
  const noise = Buffer.alloc(own * own * 3)
  for (let at = 0, value = 1; at < noise.length; at++) {
    value = (value * 48271) % 0x7fffffff
    noise[at] = value >> 8
  }
  await sharp(noise, { raw: { width: own, height: own, channels: 3 } })
    .png({ compressionLevel: 1 })
    .toFile(file)
  const disc = `<svg width="${own}" height="${own}"><circle cx="576" cy="576" r="400" fill="#a40"/></svg>`
  await writeFile(join(folder, "catalog", "1.png"), await sharp(Buffer.from(disc)).png().toBuffer())
  const scenario = { scenario: "movie-poster", scenarios: ["movie-poster"] }
  await importCatalog(studio.workspace, join(folder, "catalog"), scenario)
  for (const id of ["i0", "i1"])
    await studio.workspace.setItemTags(id, { image: ["noise"], text: [], own: [], tagger: "test/1" })
  await prepareItems(studio)
  const mask = new Uint8Array(kept * kept)
  for (let y = box.top; y < box.top + box.height; y++)
    mask.fill(255, y * kept + box.left, y * kept + box.left + box.width)
  const item = await studio.workspace.findItem("i0")
  await new MaskStore(studio.workspace).save(item, "logo", { width: kept, height: kept, data: mask })
})
afterAll(async () => {
  await studio?.close()
  await rm(folder, { recursive: true, force: true })
})

const settings = { width: 64, height: 64, steps: 1, count: 1, history: 3, neighbours: 2 }
const ask = async (change: Partial<ImageSetInput>) => {
  const [first] = await studio.workspace.personas()
  const logo = { ...settings, protect: ["logo"] }
  return smallSet(studio, { items: ["i0"], settings: logo, personas: [first!.id], ...change })
}
async function filesOf(out: string): Promise<{ file: string; size: string }[]> {
  return JSON.parse(await readFile(join(out, "manifest.json"), "utf8")).files
}
const rawOf = (picture: Sharp) => picture.removeAlpha().raw().toBuffer()

const sizes = [
  { name: "drawn", width: 64, height: 64, scaled: 64, top: 0 },
  { name: "large", width: 1200, height: 1200, scaled: 1200, top: 0 },
  { name: "wide", width: 1300, height: 900, scaled: 1300, top: -200 },
]

test("at every size, what is protected is the file resampled to that size, bit for bit", async () => {
  const out = join(folder, "out")
  const asked = await ask({ sizes: sizes.map(({ name, width, height }) => ({ name, width, height })) })
  await makeImageSet(new Session(studio), asked, out)
  for (const { file: name, size } of await filesOf(out)) {
    const { width, height, scaled, top } = sizes.find(({ name }) => name === size)!
    const expected = await rawOf(
      sharp(file).resize(scaled, scaled, { fit: "fill" }).extract({ left: 0, top: -top, width, height }),
    )
    const found = await rawOf(sharp(join(out, name)))
    const ratio = scaled / kept
    const [left, right] = [box.left * ratio, (box.left + box.width) * ratio]
    const [upper, lower] = [box.top * ratio + top, (box.top + box.height) * ratio + top]
    let count = 0
    for (let y = Math.floor(upper); y < Math.ceil(lower); y++) {
      const at = (y * width + Math.floor(left)) * 3
      const end = (y * width + Math.ceil(right)) * 3
      expect(found.subarray(at, end).equals(expected.subarray(at, end)), `${size}, line ${y}`).toBe(true)
      count++
    }
    expect(count).toBeGreaterThan(10)
  }
})

test("a cut-out's edge comes from its file, too", async () => {
  const out = join(folder, "cut-out")
  const subject = { ...settings, protect: ["subject"] }
  const one = { name: "large", width: own, height: own }
  await makeImageSet(new Session(studio), await ask({ items: ["i1"], settings: subject, sizes: [one] }), out)
  const [made] = await filesOf(out)
  const found = await rawOf(sharp(join(out, made!.file)))
  const alpha = await sharp(join(folder, "catalog", "1.png"))
    .extractChannel("alpha")
    .raw()
    .toBuffer()
  let [opaque, changed] = [0, 0]
  for (let at = 0; at < alpha.length; at++) {
    if (alpha[at] !== 255) continue
    opaque++
    if (found[at * 3] !== 0xaa || found[at * 3 + 1] !== 0x44 || found[at * 3 + 2] !== 0) changed++
  }
  expect(opaque).toBeGreaterThan(450_000)
  expect(changed).toBe(0)
})

test("it is said before the set starts where what is protected would be larger than its file", async () => {
  const notesOf = async (side: number) => {
    const { warnings } = await estimateImageSet(
      studio,
      await ask({ sizes: [{ name: "one", width: side, height: side }] }),
      null,
    )
    return warnings.filter(({ code }) => code === "image_set.protected_enlarged")
  }
  expect(await notesOf(own)).toEqual([])
  expect(await notesOf(2 * own)).toEqual([
    { code: "image_set.protected_enlarged", details: { count: 1, items: ["i0"], times: 2 } },
  ])
})

test("a set whose files were made of the smaller picture makes them anew once there is the file", async () => {
  const out = join(folder, "later")
  const { workspace } = studio
  const path = workspace.originalPath((await workspace.findItem("i0")).image)
  const bytes = await readFile(path)
  await rm(path)
  const personas = (await workspace.personas()).map(({ id }) => id)
  const asked = await ask({ personas, sizes: [{ name: "large", width: 1200, height: 1200 }] })
  const stop = new AbortController()
  const onProgress = (done: number) => void (done >= 1 && stop.abort())
  const begun = makeImageSet(new Session(studio), asked, out, { signal: stop.signal, onProgress })
  await expect(begun).rejects.toMatchObject({ code: "job.cancelled" })
  await writeFile(path, bytes)
  await makeImageSet(new Session(studio), asked, out)
  const expected = await rawOf(sharp(file).resize(1200, 1200, { fit: "fill" }))
  const at = (600 * 1200 + 500) * 3
  const files = await filesOf(out)
  expect(files).toHaveLength(2)
  for (const { file } of files) {
    const found = await rawOf(sharp(join(out, file)))
    expect(found.subarray(at, at + 300).equals(expected.subarray(at, at + 300))).toBe(true)
  }
})

test("a file that can't be read any more leaves its image out, with the reason", async () => {
  const { workspace } = studio
  const path = workspace.originalPath((await workspace.findItem("i0")).image)
  const bytes = await readFile(path)
  await writeFile(path, bytes.subarray(0, bytes.length / 2))
  const out = join(folder, "damaged")
  const one = await ask({ sizes: [{ name: "one", width: 80, height: 80 }] })
  await expect(makeImageSet(new Session(studio), one, out)).rejects.toMatchObject({
    code: "image_set.nothing_made",
    details: { reason: { code: "image.unreadable" } },
  })
  await writeFile(path, bytes)
})

test("only what is larger than the workspace's picture is kept, as it came", async () => {
  const { workspace } = studio
  const isKept = async (id: string) =>
    existsSync(workspace.originalPath((await workspace.findItem(id)).image))
  expect(await Promise.all(["i0", "i1", "i2"].map(isKept))).toEqual([true, true, false])
  const copy = await readFile(workspace.originalPath((await workspace.findItem("i0")).image))
  expect(copy.equals(await readFile(file))).toBe(true)
})
