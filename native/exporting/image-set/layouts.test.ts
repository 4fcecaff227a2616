import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sharp from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import { writeExtras } from "../../catalog/extras-store.ts"
import type { ImageSetInput } from "../../contract/image-set.ts"
import { Session } from "../../personalize/session.ts"
import type { Studio } from "../../personalize/studio.ts"
import { addLayout } from "../layout/store.ts"
import { readRecipe } from "../read-recipe.ts"
import { checkEstimate, estimateImageSet } from "./estimate.ts"
import { openSmallStudio, smallSet } from "./fixtures.ts"
import { type ImageSetHooks, makeImageSet } from "./make.ts"

let folder: string
let studio: Studio
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-layouts-"))
  studio = await openSmallStudio(folder)
  await addText("title", "{title}")
})
afterAll(async () => {
  await studio?.close()
  await rm(folder, { recursive: true, force: true })
})

const setPrice = (items: readonly string[], price: string | null) =>
  studio.workspace.state.write(state =>
    writeExtras(
      state,
      new Map(items.map(item => [item, { fields: price === null ? {} : { price }, pictures: [] }])),
    ),
  )

/** A layout of the workspace with one text. */
async function addText(name: string, text: string): Promise<void> {
  const file = join(folder, `${name}.json`)
  const box = { anchor: "bottom", width: 1, height: 0.4 }
  await writeFile(file, JSON.stringify({ name, elements: [{ type: "text", text, box, size: 0.15 }] }))
  await addLayout(studio.workspace, file, true)
}

const make = async (out: string, change: Partial<ImageSetInput>, hooks: ImageSetHooks = {}) =>
  makeImageSet(new Session(studio), await smallSet(studio, change), join(folder, out), hooks)
const sizes = [
  { name: "plain", width: 96, height: 96 },
  { name: "titled", width: 96, height: 96, layout: "title" },
]

test("each size has its own layout or none; manifest, recipe and AI mark name it", async () => {
  await make("set", { sizes, copy: "working" })
  const { files } = JSON.parse(await readFile(join(folder, "set", "manifest.json"), "utf8"))
  expect(files).toHaveLength(8)
  for (const { file, size, layout, layoutHash, digitalSourceType } of files) {
    const path = join(folder, "set", file)
    const { layout: named } = await readRecipe(path)
    const isTitled = size === "titled"
    expect({ layout, digitalSourceType }).toEqual({
      layout: isTitled ? "title" : null,
      digitalSourceType: isTitled ? "compositeWithTrainedAlgorithmicMedia" : "trainedAlgorithmicMedia",
    })
    expect(named ?? null).toEqual(isTitled ? { name: "title", hash: layoutHash } : null)
    const { xmpAsString } = await sharp(path).metadata()
    expect(xmpAsString).toContain(`/${digitalSourceType}<`)
  }
  const pixels = (size: string) =>
    sharp(join(folder, "set", files.find((file: { size: string }) => file.size === size).file))
      .raw()
      .toBuffer()
  const [plain, titled] = [await pixels("plain"), await pixels("titled")]
  const row = 96 * 3
  // The upper half is the same; the title lies below.
  expect(titled.subarray(0, 48 * row).equals(plain.subarray(0, 48 * row))).toBe(true)
  expect(titled.equals(plain)).toBe(false)
})

test("a set that is stopped and goes on makes the same files; one whose layout changed is made anew", async () => {
  const change = { sizes, name: "Stopped" }
  const hashes = async (out: string) =>
    JSON.parse(await readFile(join(folder, out, "manifest.json"), "utf8")).files.map(
      ({ file, sha256 }: Record<string, string>) => [file, sha256],
    )
  await make("whole", change)
  const stop = new AbortController()
  const hooks = { signal: stop.signal, onProgress: (done: number) => done >= 2 && stop.abort() }
  await expect(make("stopped", change, hooks)).rejects.toMatchObject({ code: "job.cancelled" })
  await make("stopped", change)
  expect(await hashes("stopped")).toEqual(await hashes("whole"))

  const again = new AbortController()
  const later = { signal: again.signal, onProgress: (done: number) => done >= 2 && again.abort() }
  await expect(make("changed", change, later)).rejects.toMatchObject({ code: "job.cancelled" })
  await addText("title", "Now: {title}")
  await make("changed", change)
  const { files } = JSON.parse(await readFile(join(folder, "changed", "manifest.json"), "utf8"))
  const named = files.filter(({ layout }: { layout: string | null }) => layout !== null)
  expect(new Set(named.map(({ layoutHash }: { layoutHash: string }) => layoutHash)).size).toBe(1)
  await make("fresh", change)
  expect(await hashes("changed")).toEqual(await hashes("fresh"))
})

test("a set that goes on shows what its items say now, and refuses a layout whose logo went missing", async () => {
  await addText("priced", "{title} {price}")
  const change = { sizes: [{ ...sizes[1]!, layout: "priced" }], name: "Priced" }
  const stop = new AbortController()
  const hooks = { signal: stop.signal, onProgress: (done: number) => done >= 1 && stop.abort() }
  await expect(make("priced", change, hooks)).rejects.toMatchObject({ code: "job.cancelled" })
  const names = await readdir(join(folder, "priced"), { recursive: true })
  const first = join(folder, "priced", names.find(name => name.endsWith(".png"))!)
  const before = await readFile(first)
  await setPrice(["i0", "i5"], "9.99")
  await make("priced", change)
  expect((await readFile(first)).equals(before)).toBe(false)
  await setPrice(["i0", "i5"], null)

  const box = { width: 0.2, height: 0.2 }
  const layout = { name: "logo", elements: [{ type: "image", file: "logo.png", box }] }
  await writeFile(join(folder, "logo.json"), JSON.stringify(layout))
  await sharp({ create: { width: 4, height: 4, channels: 3, background: "#123456" } })
    .png()
    .toFile(join(folder, "logo.png"))
  await addLayout(studio.workspace, join(folder, "logo.json"), true)
  await rm(join(studio.workspace.layoutsDir, "logo", "logo.png"))
  await expect(make("logo", { ...change, sizes: [{ ...sizes[1]!, layout: "logo" }] })).rejects.toMatchObject({
    code: "layout.refused",
    details: { problems: [{ code: "layout.missing_file" }] },
  })
})

test("what keeps a layout from being used is said before anything is drawn", async () => {
  await mkdir(join(folder, "none"), { recursive: true })
  await addText("priced", "{price}")
  const set = await smallSet(studio, { sizes: [{ name: "a", width: 96, height: 96, layout: "priced" }] })
  const estimate = await estimateImageSet(studio, set, join(folder, "none"))
  expect(estimate.problems).toMatchObject([
    { code: "layout.at", details: { layout: "priced", problem: { code: "layout.unknown_field" } } },
  ])
  expect(() => checkEstimate(estimate, folder)).toThrow(expect.objectContaining({ code: "layout.refused" }))
  const unknown = await smallSet(studio, { sizes: [{ name: "a", width: 96, height: 96, layout: "nobody" }] })
  await expect(estimateImageSet(studio, unknown, null)).rejects.toMatchObject({
    code: "layout.unknown",
    details: { layout: "nobody" },
  })
})
