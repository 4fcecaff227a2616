import { createHash } from "node:crypto"
import { existsSync, rmSync } from "node:fs"
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sharp from "sharp"
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest"
import { writeHouseWords } from "../../catalog/house-words.ts"
import { RenderStore } from "../../catalog/render-store.ts"
import { note } from "../../contract/codes/index.ts"
import { formats, type ImageSetInput } from "../../contract/image-set.ts"
import { Session } from "../../personalize/session.ts"
import type { Studio } from "../../personalize/studio.ts"
import { readRecipe } from "../read-recipe.ts"
import { checkEstimate, estimateImageSet } from "./estimate.ts"
import { openSmallStudio, smallSet } from "./fixtures.ts"
import { type ImageSetHooks, makeImageSet } from "./make.ts"

let folder: string
let out: string
let studio: Studio
let sets = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-set-"))
  studio = await openSmallStudio(folder)
})
afterAll(async () => {
  await studio?.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(() => {
  out = join(folder, `out-${sets++}`)
})

const make = async (change: Partial<ImageSetInput> = {}, hooks: ImageSetHooks = {}) =>
  makeImageSet(new Session(studio), await smallSet(studio, change), out, hooks)
const estimate = async (change: Partial<ImageSetInput> = {}) =>
  estimateImageSet(studio, await smallSet(studio, change), out)
const settings = (change: object) => ({
  width: 64,
  height: 64,
  steps: 2,
  count: 1,
  history: 3,
  neighbours: 2,
  ...change,
})
const manifest = async () => JSON.parse(await readFile(join(out, "manifest.json"), "utf8"))
const filesIn = async (dir: string) =>
  (await readdir(dir, { recursive: true, withFileTypes: true }))
    .filter(entry => entry.isFile())
    .map(({ name }) => name)

/** Ends the set after so many files, as a pause or a crash would. */
function stopAfter(files: number): ImageSetHooks {
  const stop = new AbortController()
  return { signal: stop.signal, onProgress: done => done >= files && stop.abort() }
}

test.each(formats)("%s files have their size and the AI mark, and no recipe", async format => {
  const report = await make({
    format,
    sizes: [
      { name: "square", width: 48, height: 48 },
      { name: "story", width: 90, height: 160, fit: "pad" },
    ],
  })
  expect(report).toMatchObject({ files: 8, skipped: [], upscaled: [{ size: "story", times: 1.41 }] })
  const { files } = await manifest()
  expect(files).toHaveLength(8)
  for (const { file, width, height, bytes, sha256, upscaled, size } of files) {
    const data = await readFile(join(out, file))
    const found = await sharp(data).metadata()
    expect([found.width, found.height]).toEqual([width, height])
    expect(found.format).toBe(format === "avif" ? "heif" : format)
    expect(String(found.xmp)).toContain("digitalsourcetype/trainedAlgorithmicMedia<")
    expect(String(found.xmp)).not.toContain("Recipe")
    expect(createHash("sha256").update(data).digest("hex")).toBe(sha256)
    expect(data.length).toBe(bytes)
    expect(upscaled).toBe(size === "story" ? 1.41 : null)
  }
})

test("a working copy carries its recipe", async () => {
  await make({ copy: "working" })
  const recipe = await readRecipe(join(out, "Ada", "i0-original-1.png"))
  expect(recipe).toMatchObject({
    settings: { steps: 2 },
    plan: { item: { id: "i0" }, persona: { pseudonym: "Ada" } },
  })
})

test("manifest and contact sheet list the set; no cell acts as a formula", async () => {
  await make({ template: "{title}/{persona}.{ext}" })
  const csv = await readFile(join(out, "manifest.csv"), "utf8")
  expect(csv.split("\r\n")).toHaveLength(6)
  expect(csv).toContain(",i5,'=1+1,Bo,1,0,")
  expect((await sharp(join(out, "contact-sheet.png")).metadata()).width).toBeGreaterThan(500)
  await rm(out, { recursive: true })
  await make({ contactSheet: false })
  expect(await readdir(out)).toEqual(["Ada", "Bo", "manifest.csv", "manifest.json"])
})

test("a drawn image is kept as a render, and never drawn twice", async () => {
  const before = (await studio.workspace.renders()).length
  const set = { settings: settings({ seed: 900, count: 2 }) }
  expect(await estimate(set)).toMatchObject({ files: 8, toRender: 8 })
  expect(await make(set)).toMatchObject({ rendered: 8, reused: 0 })
  expect(await studio.workspace.renders()).toHaveLength(before + 8)
  out = `${out}-again`
  expect(await estimate(set)).toMatchObject({ toRender: 0, seconds: 0 })
  expect(await make({ ...set, format: "jpeg" })).toMatchObject({ rendered: 0, reused: 8 })
  const other = { settings: settings({ seed: 900, count: 2, guidance: 3 }) }
  expect(await estimate(other)).toMatchObject({ toRender: 8 })
})

test("a stopped set goes on where it stopped: nothing is drawn or written twice", async () => {
  const set = { settings: settings({ seed: 1000 }), sizes: [{ name: "a", width: 32, height: 32 }] }
  await expect(make(set, stopAfter(2))).rejects.toMatchObject({ code: "job.cancelled" })
  const first = join(out, "Ada", "i0-a-1.png")
  const written = (await stat(first)).mtimeMs
  // A kill leaves the temporary file of the image that was being written.
  await writeFile(join(out, "Ada", ".i5-a-1.png.0123456789ab.tmp"), "half")
  const left = await estimate(set)
  checkEstimate(left, out)
  const elsewhere = await estimateImageSet(studio, await smallSet(studio, set), `${out}-elsewhere`)
  expect(left.bytes).toBeLessThan(elsewhere.bytes)
  expect(await make(set)).toMatchObject({ files: 4, rendered: 2, reused: 2 })
  expect((await stat(first)).mtimeMs).toBe(written)
  expect((await filesIn(out)).sort()).toEqual(
    [
      "contact-sheet.png",
      "i0-a-1.png",
      "i0-a-1.png",
      "i5-a-1.png",
      "i5-a-1.png",
      "manifest.csv",
      "manifest.json",
    ].sort(),
  )
})

test("a set that goes on avoids the words that it began with; another set those of today", async () => {
  const set = { settings: settings({ seed: 1300, avoid: "tag" }) }
  writeHouseWords(studio.workspace, "about")
  await expect(make(set, stopAfter(1))).rejects.toMatchObject({ code: "job.cancelled" })
  writeHouseWords(studio.workspace, "number")
  expect(await estimate(set)).toMatchObject({ files: 4, toRender: 3 })
  expect(await make(set)).toMatchObject({ rendered: 3, reused: 1 })
  const avoided = (await studio.workspace.renders())
    .filter(({ recipe }) => recipe.made.seed === 1300)
    .map(({ recipe }) => recipe.plan.avoid?.text)
  expect(avoided).toEqual(Array(4).fill("about, tag"))
  out = `${out}-again`
  expect(await estimate(set)).toMatchObject({ toRender: 4 })
  writeHouseWords(studio.workspace, "about")
  expect(await estimate(set)).toMatchObject({ toRender: 0 })
  writeHouseWords(studio.workspace, "")
})

test("a set that goes on plans only what isn't there; a picture that is gone is made again", async () => {
  const set = { settings: settings({ seed: 1600 }), items: ["i0", "i1", "i5"] }
  await expect(make(set, stopAfter(3))).rejects.toMatchObject({ code: "job.cancelled" })
  const [lost] = (await studio.workspace.renders()).filter(
    ({ item, recipe }) => item === "i0" && recipe.made.seed === 1600,
  )
  rmSync(join(studio.workspace.dir, lost!.path))
  const session = new Session(studio)
  const planned = vi.spyOn(session, "plan")
  expect(await makeImageSet(session, await smallSet(studio, set), out)).toMatchObject({
    files: 6,
    rendered: 4,
    reused: 2,
  })
  const pairs = new Set(planned.mock.calls.map(([{ item, persona }]) => `${item} ${persona}`))
  expect(pairs.size).toBe(4)
  expect((await manifest()).files).toHaveLength(6)
  expect(studio.workspace.state.read(state => state.prepare("SELECT * FROM set_images").all())).toEqual([])
})

test("a set that goes on makes a picture again whose file in the history was damaged", async () => {
  const set = { settings: settings({ seed: 1700 }) }
  await expect(make(set, stopAfter(3))).rejects.toMatchObject({ code: "job.cancelled" })
  const damaged = (await studio.workspace.renders()).filter(({ recipe }) => recipe.made.seed === 1700)
  for (const { path } of damaged) await writeFile(join(studio.workspace.dir, path), "no picture")
  const [lost] = await readdir(join(out, "Ada"))
  rmSync(join(out, "Ada", lost!))
  expect(await make(set)).toMatchObject({ files: 4, skipped: [] })
  expect((await sharp(join(out, "Ada", lost!)).metadata()).width).toBe(64)
})

test("a file that was changed is written again when the set continues", async () => {
  const set = { settings: settings({ seed: 1000 }) }
  await expect(make(set, stopAfter(1))).rejects.toMatchObject({ code: "job.cancelled" })
  const file = join(out, "Ada", "i0-original-1.png")
  await writeFile(file, (await readFile(file)).subarray(0, 100))
  await make(set)
  expect((await sharp(file).metadata()).width).toBe(64)
})

test("files that are there already are refused before anything starts", async () => {
  await mkdir(join(out, "ADA"), { recursive: true })
  await mkdir(join(out, "Ada"), { recursive: true })
  await writeFile(join(out, "Ada", "I0-original-1.PNG"), "mine")
  await writeFile(join(out, "manifest.csv"), "mine")
  const names = ["Ada/i0-original-1.png", "manifest.csv"]
  expect(await estimate()).toMatchObject({ collisions: names })
  await expect(make()).rejects.toMatchObject({ code: "image_set.collision", details: { names } })
  expect((await filesIn(out)).sort()).toEqual(["I0-original-1.PNG", "manifest.csv"])
})

test("another set isn't mixed into one that was begun", async () => {
  await expect(make({}, stopAfter(1))).rejects.toMatchObject({ code: "job.cancelled" })
  await expect(make({ quality: 50 })).rejects.toMatchObject({ code: "image_set.collision" })
})

test("a finished set isn't written over", async () => {
  await make()
  await expect(make()).rejects.toMatchObject({ code: "image_set.collision" })
})

test("two files of one name are refused, with the tokens that the template lacks", async () => {
  await expect(make({ template: "{item}.{ext}" })).rejects.toMatchObject({
    code: "image_set.bad_template",
    details: { tokens: ["{persona}"] },
  })
  // Two titles that become one file name.
  const items = ["i0", "i5"]
  await expect(make({ items, template: "contact-sheet.{ext}", personas: ["Ada"] })).rejects.toMatchObject({
    code: "image_set.bad_template",
  })
  await expect(
    make({ items: ["i0"], template: "contact-sheet.{ext}", personas: ["Ada"] }),
  ).rejects.toMatchObject({
    code: "image_set.collision",
    details: { names: ["contact-sheet.png"] },
  })
})

test("what can't be made is left out with its reason, said once", async () => {
  const { workspace } = studio
  const { id } = await workspace.createPersona({
    name: "Cy",
    scenario: "movie-poster",
    items: ["i1"],
    pinned: [],
    banned: [],
  })
  const ada = (await workspace.findPersona("Ada")).id
  const report = await make({
    items: ["i0", "gone"],
    personas: [ada, id],
    settings: settings({ count: 2 }),
  })
  expect(report.files).toBe(2)
  expect(report.skipped).toEqual([
    { item: "gone", persona: "–", reason: note("image_set.item_gone", {}) },
    {
      item: "i0",
      persona: "Cy",
      reason: { code: "persona.short_history", details: { persona: "Cy", found: 1, needed: 3 } },
    },
  ])
  out = `${out}-none`
  await expect(make({ items: ["gone"] })).rejects.toMatchObject({ code: "image_set.nothing_made" })
  await workspace.removePersona(id)
})

test("approved renders are taken as they are, and nothing is drawn", async () => {
  const store = new RenderStore(studio.workspace.state)
  await make({ settings: settings({ seed: 77 }) })
  const ada = (await studio.workspace.findPersona("Ada")).id
  const [render] = store.list({ item: "i0", persona: ada })
  store.mark([render!.id], { verdict: "approved" })
  out = `${out}-approved`
  const report = await make({ source: "approved" })
  expect(report).toMatchObject({ files: 1, rendered: 0, reused: 1 })
  expect(report.skipped.map(({ reason }) => reason)).toEqual(
    Array(3).fill(note("image_set.none_approved", {})),
  )
  expect((await manifest()).files).toMatchObject([{ item: "i0", persona: "Ada", seed: 77 }])
})

test("approvals that change while a set is stopped leave no file that shows something else", async () => {
  const store = new RenderStore(studio.workspace.state)
  const bo = (await studio.workspace.findPersona("Bo")).id
  const drawn = { personas: [bo], settings: settings({ seed: 90, count: 2 }) }
  await make(drawn)
  const idOf = (item: string, seed: number) =>
    store.list({ item, persona: bo }).find(({ recipe }) => recipe.made.seed === seed)!.id
  const approve = (seed: number, verdict: "approved" | "none" = "approved") =>
    store.mark([idOf("i0", seed)], { verdict })
  store.mark([idOf("i5", 90)], { verdict: "approved" })
  const approved = { ...drawn, source: "approved", copy: "working", contactSheet: false } as const
  const seeds = async () => {
    const { files } = (await manifest()) as { files: { file: string }[] }
    return Promise.all(files.map(async ({ file }) => [file, (await readRecipe(join(out, file)))!.made.seed]))
  }

  out = `${out}-more`
  approve(90)
  await expect(make(approved, stopAfter(1))).rejects.toMatchObject({ code: "job.cancelled" })
  approve(91)
  expect(await make(approved)).toMatchObject({ files: 3 })
  expect(await seeds()).toEqual([
    ["Bo/i0-original-1.png", 91],
    ["Bo/i0-original-2.png", 90],
    ["Bo/i5-original-1.png", 90],
  ])

  out = `${out}-fewer`
  await expect(make(approved, stopAfter(2))).rejects.toMatchObject({ code: "job.cancelled" })
  approve(91, "none")
  expect(await make(approved)).toMatchObject({ files: 2 })
  expect(await seeds()).toEqual([
    ["Bo/i0-original-1.png", 90],
    ["Bo/i5-original-1.png", 90],
  ])
  expect((await readdir(join(out, "Bo"))).sort()).toEqual(["i0-original-1.png", "i5-original-1.png"])
})

test("an estimate has time, disk space and names; too little space is refused with both numbers", async () => {
  await make()
  out = `${out}-next`
  const next = await estimate({ settings: settings({ seed: 5000 }) })
  expect(next).toMatchObject({ files: 4, toRender: 4, collisions: [] })
  expect(next.seconds).toBeGreaterThan(0)
  expect(next.freeBytes).toBeGreaterThan(0)
  expect(next.names[0]).toBe("Ada/i0-original-1.png")
  expect(await estimate({ settings: settings({ seed: 5000, width: 128 }) })).toMatchObject({ seconds: null })
  const large = await estimate({ sizes: [{ name: "wide", width: 128, height: 64 }] })
  expect(large.warnings).toContainEqual(note("image_set.softened", { sizes: ["wide (2×)"] }))
  const full = { ...next, freeBytes: 10 }
  expect(() => checkEstimate(full, out)).toThrow(
    expect.objectContaining({
      code: "image_set.no_room",
      details: { folder: expect.anything(), needed: next.bytes, free: 10 },
    }),
  )
})

test("a folder that can't be written ends the set with its reason, and a retry goes on", async () => {
  await writeFile(out, "a file where the folder should be")
  await expect(make()).rejects.toMatchObject({ code: "export.not_written" })
  await rm(out)
  expect(await make()).toMatchObject({ files: 4 })
})

test("the model is asked for one image at a time", async () => {
  const turns: string[] = []
  const session = new Session(studio)
  await make(
    { items: ["i0"], settings: settings({ seed: 3000, count: 2 }) },
    {
      inTurn: async work => {
        turns.push("take")
        return work(session, async () => {
          turns.push("step")
        }).finally(() => turns.push("give"))
      },
    },
  )
  const plan = ["take", "give"]
  const image = ["take", "step", "step", "give"]
  expect(turns).toEqual([...plan, ...image, ...image, ...plan, ...image, ...image])
})

test("a set isn't drawn with two packs", async () => {
  const other = { ...studio, pack: { ...studio.pack, hash: "0".repeat(64), has: studio.pack.has } }
  const set = { settings: settings({ seed: 4000 }) }
  const changed = make(set, { inTurn: work => work(new Session(other), async () => undefined) })
  await expect(changed).rejects.toMatchObject({ code: "image_set.other_pack" })
  expect(await make(set)).toMatchObject({ files: 4, rendered: 4 })
})

test("a folder that vanishes meanwhile ends the set with its reason, and isn't made again", async () => {
  const set = { settings: settings({ seed: 4100 }) }
  const gone = make(set, { onProgress: done => done === 2 && rmSync(out, { recursive: true }) })
  await expect(gone).rejects.toMatchObject({ code: "export.folder_gone", details: { folder: out } })
  expect(existsSync(out)).toBe(false)
  await expect(make(set, { wasBegun: true })).rejects.toMatchObject({ code: "export.folder_gone" })
  expect(existsSync(out)).toBe(false)
  // The user makes it again: all is written there.
  await mkdir(out)
  expect(await make(set, { wasBegun: true })).toMatchObject({ files: 4, rendered: 1, reused: 3 })
})

test("a set isn't done while one of its files is missing; started again, that file is written again", async () => {
  const set = { settings: settings({ seed: 4200 }) }
  const lost = join("Ada", "i0-original-1.png")
  const made = make(set, { onProgress: done => done === 3 && rmSync(join(out, lost)) })
  await expect(made).rejects.toMatchObject({
    code: "export.files_gone",
    details: { folder: out, names: ["Ada/i0-original-1.png"] },
  })
  expect(await make(set)).toMatchObject({ files: 4, rendered: 0 })
  expect((await sharp(join(out, lost)).metadata()).width).toBe(64)
})
