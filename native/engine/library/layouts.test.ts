/** Layouts as the page uses them: through the router of an engine on the tiny pack. */
import { readdir, readFile, rm, utimes, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { join } from "node:path"
import sharp from "sharp"
import { expect, test } from "vitest"
import type { LayoutView } from "../../contract/api/layouts.ts"
import { note } from "../../contract/codes/index.ts"
import { type LayoutInput, layoutSchema } from "../../contract/layout.ts"
import { fontOfWoff } from "../../exporting/text/sfnt.ts"
import { type Library, openFilledLibrary, openLibrary, openLibraryAt } from "./fixtures.ts"

const code = (expected: string) => expect.objectContaining({ code: expected })

const title = { type: "text", text: "{title}", box: { width: 0.8, height: 0.3 }, size: 0.1 } as const
const layoutOf = (change: Partial<LayoutInput> = {}) =>
  layoutSchema.parse({ name: "own", elements: [title], ...change })
const size = { name: "square", width: 200, height: 200 }

const png = (colour: string, side = 8) =>
  sharp({ create: { width: side, height: side, channels: 4, background: colour } })
    .png()
    .toBuffer()
const fileOf = (bytes: Buffer, name: string) => new File([new Uint8Array(bytes)], name)

async function inter(): Promise<Buffer> {
  const woff = createRequire(import.meta.url).resolve("@fontsource/inter/files/inter-latin-400-normal.woff")
  return fontOfWoff(await readFile(woff))
}

async function pixelsOf(picture: string) {
  const bytes = Buffer.from(picture.slice(picture.indexOf(",") + 1), "base64")
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true })
  const at = (x: number, y: number) => [
    ...data.subarray(info.channels * (y * info.width + x), info.channels * (y * info.width + x + 1)),
  ]
  return { ...info, at }
}

const layoutsDir = ({ root }: Library) => join(root, "w", "layouts")

test("a shipped layout is copied, changed, kept, removed and brought back; one that changed meanwhile isn't written over", async () => {
  const library = await openLibrary(0)
  const { api } = library
  await expect(api.layouts.remove({ name: "poster-title" })).rejects.toEqual(code("layout.shipped"))
  await api.layouts.copy({ name: "poster-title", as: "mine" })
  await expect(api.layouts.copy({ name: "poster-title", as: "mine" })).rejects.toEqual(code("layout.taken"))
  await expect(api.layouts.copy({ name: "mine", as: "news-headline" })).rejects.toEqual(code("layout.taken"))
  const opened = await api.layouts.get({ name: "mine" })
  expect(opened).toMatchObject({ origin: "workspace", files: [], layout: { name: "mine" } })

  const safe = { top: 0.1, right: 0.1, bottom: 0.1, left: 0.1 }
  const draft = { layout: { ...opened.layout, safe }, files: [] }
  await api.layouts.save({ ...draft, replaces: opened.hash })
  await expect(api.layouts.save({ ...draft, replaces: opened.hash })).rejects.toEqual(code("layout.changed"))
  await expect(api.layouts.save({ ...draft, replaces: null })).rejects.toEqual(code("layout.taken"))
  const kept = await api.layouts.get({ name: "mine" })
  expect(kept.layout.safe).toEqual(safe)

  const { key } = await api.layouts.remove({ name: "mine" })
  await expect(api.layouts.get({ name: "mine" })).rejects.toEqual(code("layout.unknown"))
  await expect(api.layouts.save({ ...draft, replaces: kept.hash })).rejects.toEqual(code("layout.changed"))
  await api.layouts.restore({ name: "mine", key })
  expect(await api.layouts.get({ name: "mine" })).toEqual(kept)
  await expect(api.layouts.restore({ name: "other", key })).rejects.toEqual(code("layout.unknown"))
})

test("a layout that can't be read is listed, removed and brought back as it is", async () => {
  const library = await openLibrary(0)
  const { api } = library
  await api.layouts.copy({ name: "poster-title", as: "broken" })
  await writeFile(join(layoutsDir(library), "broken", "layout.json"), "{")
  await expect(api.layouts.get({ name: "broken" })).rejects.toEqual(code("layout.invalid"))
  const { key } = await api.layouts.remove({ name: "broken" })
  await api.layouts.restore({ name: "broken", key })
  expect(await api.layouts.list()).toContainEqual({ name: "broken", origin: "workspace", elements: 0 })
})

test("pictures and fonts are taken in by what they are, and go with the layout", async () => {
  const library = await openLibrary(0)
  const { api } = library
  const logo = await api.layouts.keepFile({ file: fileOf(await png("#00ff00"), "../Our Logo?.JPEG") })
  expect(logo).toMatchObject({ name: "our-logo.png", family: null })
  const font = await api.layouts.keepFile({ file: fileOf(await inter(), "CON.ttf") })
  expect(font).toMatchObject({ name: "_con.ttf", family: "Inter" })
  const bad = [
    fileOf(Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"), "logo.png"),
    fileOf((await png("#123456")).subarray(0, 40), "cut.png"),
    fileOf((await inter()).subarray(0, 400), "cut.ttf"),
    fileOf(Buffer.alloc(17 * 1024 * 1024), "empty.png"),
    fileOf(Buffer.alloc(0), "nothing.otf"),
  ]
  for (const file of bad)
    await expect(api.layouts.keepFile({ file }), file.name).rejects.toEqual(code("layout.bad_file"))

  const image = { type: "image", file: "our-logo.png", box: { width: 0.5, height: 0.5 } } as const
  const files = [logo, font].map(({ name, hash }) => ({ name, hash }))
  const layout = layoutOf({ fonts: [{ file: "_con.ttf" }], elements: [image, title] })
  await api.layouts.save({ layout, files, replaces: null })
  expect((await readdir(join(layoutsDir(library), "own"))).sort()).toEqual([
    "_con.ttf",
    "layout.json",
    "our-logo.png",
  ])
  // Its own copies are enough from then on, also for a layout of another name.
  await rm(join(layoutsDir(library), ".files"), { recursive: true })
  const { layout: kept, files: named } = await api.layouts.get({ name: "own" })
  await api.layouts.save({ layout: { ...kept, name: "second" }, files: named, replaces: null })
  const lost = [{ name: "our-logo.png", hash: "0".repeat(64) }, named[1]!]
  await expect(
    api.layouts.save({ layout: { ...kept, name: "third" }, files: lost, replaces: null }),
  ).rejects.toMatchObject({ code: "layout.refused" })
  // A name can't lead out of the layout's folder.
  const outside = { ...image, file: "../layout.png" }
  await expect(
    api.layouts.save({ layout: { ...kept, elements: [outside] }, files: [], replaces: null }),
  ).rejects.toEqual(code("BAD_REQUEST"))
})

test("a preview shows the layout over an item's picture and says where something is wrong", async () => {
  const { api } = await openFilledLibrary(2)
  const box = { anchor: "bottom-right", width: 0.5, height: 0.5 } as const
  const shape = { type: "shape", box, colour: "#ff0000", bleed: true } as const
  const elements = [shape, { ...title, text: "{title}\u{1d2c0} {price}", cut: false }]
  const layout = layoutOf({ elements })
  const over = { kind: "item", id: "m0" } as const
  const ask = { layout, files: [], size, over, item: "m0", edge: 100 }
  const { picture, findings } = await api.layouts.preview(ask)
  const shown = await pixelsOf(picture)
  expect([shown.width, shown.height]).toEqual([100, 100])
  const [red, green, blue] = shown.at(90, 90)
  expect(red! > 240 && green! < 15 && blue! < 15).toBe(true)
  expect(findings).toEqual([
    { element: 1, finding: note("layout.no_value", { field: "price" }), isProblem: false },
    { element: 1, finding: note("layout.no_font", { characters: "\u{1d2c0}" }), isProblem: true },
  ])

  const small = await pixelsOf((await api.layouts.preview({ ...ask, quick: true })).picture)
  expect([small.width, small.height, small.at(90, 90)[0]! > 240]).toEqual([100, 100, true])

  const values = { title: "a very long title ".repeat(30), price: "9" }
  const tight = await api.layouts.preview({
    ...ask,
    layout: layoutOf({ elements: [{ ...title, cut: false }] }),
    values,
  })
  expect(tight.findings).toEqual([expect.objectContaining({ element: 0, finding: code("layout.too_long") })])
  const cut = await api.layouts.preview({ ...ask, layout: layoutOf(), values })
  expect(cut.findings).toEqual([
    { element: 0, finding: note("layout.cut", { box: 1, size: "square" }), isProblem: false },
  ])
  const plain = await api.layouts.preview({ ...ask, layout: layoutOf(), over: { kind: "plain" }, item: null })
  expect(plain.findings).toEqual([
    { element: 0, finding: note("layout.no_value", { field: "title" }), isProblem: false },
  ])
  await expect(api.layouts.preview({ ...ask, item: "gone" })).rejects.toEqual(code("catalog.unknown_item"))
  const svg = `data:image/svg+xml;base64,${Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>").toString("base64")}`
  await expect(api.layouts.preview({ ...ask, over: { kind: "frame", frame: svg } })).rejects.toEqual(
    code("image.unreadable"),
  )
})

test("an overlay holds the pixels that an export of the picture would have, and no others", async () => {
  const { api } = await openFilledLibrary(1)
  await api.layouts.copy({ name: "poster-title", as: "mine" })
  const frame = `data:image/png;base64,${(await png("#20304080", 64)).toString("base64")}`
  const over = { kind: "frame", frame } as const
  const { picture } = await api.layouts.overlay({ name: "mine", size, over, item: "m0" })
  const { layout, files } = await api.layouts.get({ name: "mine" })
  const whole = await pixelsOf(
    (await api.layouts.preview({ layout, files, size, over, item: "m0", edge: 200 })).picture,
  )
  const laid = await pixelsOf(picture)
  expect(laid.channels).toBe(4)
  expect(laid.at(100, 10)).toEqual([0, 0, 0, 0])
  let opaque = 0
  for (let y = 0; y < 200; y++)
    for (let x = 0; x < 200; x++) {
      const [red, , , alpha] = laid.at(x, y)
      if (alpha === 0) continue
      opaque++
      // JPEG in between.
      expect(Math.abs(red! - whole.at(x, y)[0]!)).toBeLessThan(40)
    }
  expect(opaque).toBeGreaterThan(100)
})

test("an overlay says which boxes lie over something that is protected in the picture", async () => {
  const library = await openFilledLibrary(1)
  const { api } = library
  const shape = {
    type: "shape",
    shape: "rectangle",
    colour: "#ff0000",
    box: { width: 1, height: 0.5 },
  } as const
  await api.layouts.save({ layout: layoutOf({ elements: [shape] }), files: [], replaces: null })
  const [item] = (await api.items.list({ limit: 1 })).items
  const { width, height } = item!
  const upper = await sharp({ create: { width, height, channels: 3, background: "#000" } })
    .composite([
      {
        input: { create: { width, height: Math.round(height / 3), channels: 3, background: "#fff" } },
        gravity: "north",
      },
    ])
    .png()
    .toBuffer()
  await api.masks.save({ item: "m0", name: "logo", file: fileOf(upper, "logo.png") })
  const frame = `data:image/png;base64,${(await png("#203040", 64)).toString("base64")}`
  const ask = { name: "own", size, over: { kind: "frame", frame }, item: "m0" } as const
  const place = { placeScale: 1, placeX: 0, placeY: 0 }
  const covers = {
    element: 0,
    finding: note("layout.covers_here", { box: 1, mask: "logo" }),
    isProblem: false,
  }
  const found = async (kept?: object) =>
    (
      await api.layouts.overlay({
        ...ask,
        ...(kept ? { kept: { ...place, protect: ["logo"], ...kept } } : {}),
      })
    ).findings
  expect(await found({})).toEqual([covers])
  expect(await found({ placeY: 0.6 })).toEqual([])
  expect(await found({ protect: ["gone"] })).toEqual([])
  expect(await found()).toEqual([])
})

test("the catalog's columns are offered as fields, and a check looks at every item", async () => {
  const library = await openFilledLibrary(3)
  const { api } = library
  expect(await api.layouts.fields()).toEqual([])
  const ask = { layout: layoutOf({ elements: [{ ...title, text: "{colour}" }] }), files: [], sizes: [size] }
  expect(await api.layouts.check(ask)).toMatchObject({
    items: 3,
    problems: [{ details: { problem: { code: "layout.unknown_field" } } }],
  })
  expect(await api.layouts.check({ ...ask, layout: layoutOf() })).toEqual({
    items: 3,
    problems: [],
    warnings: [],
  })
  expect((await api.layouts.fonts()).families).toEqual(expect.any(Array))
})

test("what was removed long ago, and files that nothing names, are forgotten when the engine opens", async () => {
  const library = await openLibrary(0)
  const { api } = library
  const kept = await api.layouts.keepFile({ file: fileOf(await png("#fff"), "new.png") })
  const old = await api.layouts.keepFile({ file: fileOf(await png("#000"), "old.png") })
  await api.layouts.copy({ name: "poster-title", as: "gone" })
  const { key } = await api.layouts.remove({ name: "gone" })
  const long = new Date(Date.now() - 31 * 24 * 60 * 60 * 1000)
  await utimes(join(layoutsDir(library), ".files", old.hash), long, long)
  await utimes(join(layoutsDir(library), ".removed", key), long, long)
  await library.engine.close()
  const again = await openLibraryAt(library.root)
  await again.engine.close()
  expect(await readdir(join(layoutsDir(library), ".files"))).toEqual([kept.hash])
  expect(await readdir(join(layoutsDir(library), ".removed"))).toEqual([])
})

test.runIf(process.env.IAMG_TIME)("how long a preview takes", async () => {
  const { api } = await openFilledLibrary(1)
  const layouts: LayoutView[] = []
  for (const { name } of await api.layouts.list()) layouts.push(await api.layouts.get({ name }))
  for (const { layout, files } of layouts)
    for (const [width, height] of [
      [1080, 1080],
      [1080, 1920],
    ] as const) {
      const times: number[] = []
      for (let n = 0; n < 12; n++) {
        const safe = { ...layout.safe, left: 0.05 + n / 200 }
        const start = performance.now()
        await api.layouts.preview({
          layout: { ...layout, safe },
          files,
          size: { name: "x", width, height },
          over: { kind: "item", id: "m0" },
          item: "m0",
          values: { price: "9.99" },
          edge: 800,
        })
        times.push(Math.round(performance.now() - start))
      }
      console.log(layout.name, width, height, times.join(" "))
    }
})
