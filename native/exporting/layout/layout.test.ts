import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sharp from "sharp"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import type { RawImage } from "../../base/raw-image.ts"
import { type LayoutInput, layoutSchema, type TextElement } from "../../contract/layout.ts"
import { boxOf } from "../../contract/layout-place.ts"
import { missingCharacters } from "../text/fonts.ts"
import { fontOfWoff } from "../text/sfnt.ts"
import { samples } from "../text/testing.ts"
import { checkLayout } from "./check.ts"
import { contrast, luminance } from "./contrast.ts"
import type { LoadedLayout } from "./loaded.ts"
import { layOut, setText } from "./render.ts"
import { addLayout, listLayouts, loadLayout, removeLayout } from "./store.ts"

let dir: string
let place: { layoutsDir: string }
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "layouts-"))
  place = { layoutsDir: join(dir, "workspace", "layouts") }
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const plain = (width: number, height: number, of: (x: number, y: number) => readonly number[]): RawImage => ({
  width,
  height,
  channels: 3,
  data: Uint8Array.from({ length: width * height * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3)
    return of(pixel % width, Math.floor(pixel / width))[at % 3]!
  }),
})
const grey = (width = 400, height = 300) => plain(width, height, () => [40, 40, 40])

const text = { type: "text", text: "{title}", box: { width: 0.5, height: 0.3 }, size: 0.1 } as const
const layoutOf = (change: Partial<LayoutInput>): LayoutInput => ({ name: "own", elements: [text], ...change })
const loaded = (change: Partial<LayoutInput>): LoadedLayout => ({
  layout: layoutSchema.parse(layoutOf(change)),
  ref: { name: "own", hash: "0".repeat(64) },
  files: new Map(),
  fonts: [],
  families: [],
  problems: [],
})

/** The smallest rectangle that holds every changed pixel. */
function changed(before: RawImage, after: RawImage) {
  const [xs, ys]: [number[], number[]] = [[], []]
  for (let at = 0; at < before.data.length; at++) {
    if (before.data[at] === after.data[at]) continue
    const pixel = Math.floor(at / 3)
    xs.push(pixel % before.width)
    ys.push(Math.floor(pixel / before.width))
  }
  const ends = (values: number[]) => [
    values.reduce((a, b) => Math.min(a, b), 1e9),
    values.reduce((a, b) => Math.max(a, b), -1),
  ]
  const [[left, right], [top, bottom]] = [ends(xs), ends(ys)]
  return { left: left!, right: right! + 1, top: top!, bottom: bottom! + 1 }
}

describe("nothing runs out of its box", () => {
  const long = "The lighthouse at the end of the world, and of all that lies behind it"
  test.each([
    ["short", "Gap"],
    ["long", long],
    ["one long word", "Donaudampfschifffahrtsgesellschaftskapitänsmütze"],
    ["tall marks", "Ấ̂̌ g̣̣̣̣"],
    ...Object.entries(samples).filter(([, words]) => missingCharacters(words).length === 0),
  ])("%s", async (_, title) => {
    for (const lines of [1, 3]) {
      for (const vertical of ["top", "middle", "bottom"] as const) {
        for (const box of [
          { anchor: "bottom-right", x: 0.1, y: 0.1, width: 0.4, height: 0.35 },
          { anchor: "center", width: 0.2, height: 0.5 },
        ] as const) {
          const layout = loaded({ elements: [{ ...text, box, lines, vertical, size: 0.2, smallest: 0.03 }] })
          const image = grey()
          const { left, right, top, bottom } = changed(image, await layOut(image, layout, { title }))
          const at = boxOf(layout.layout.elements[0]!, layout.layout, image)
          expect(left).toBeGreaterThanOrEqual(at.left)
          expect(top).toBeGreaterThanOrEqual(at.top)
          expect(right).toBeLessThanOrEqual(at.left + at.width)
          expect(bottom).toBeLessThanOrEqual(at.top + at.height)
        }
      }
    }
  })
})

test("a baseline stays where it is, whatever the letters", async () => {
  const layout = loaded({ elements: [{ ...text, vertical: "bottom", colour: "#ffffff" }] })
  const image = grey()
  const [high, deep] = [
    changed(image, await layOut(image, layout, { title: "HH" })),
    changed(image, await layOut(image, layout, { title: "Hg" })),
  ]
  expect(high.top).toBe(deep.top)
  expect(deep.bottom).toBeGreaterThan(high.bottom)
})

test("a text from right to left starts at the right", async () => {
  const layout = loaded({ elements: [text] })
  const at = boxOf(layout.layout.elements[0]!, layout.layout, grey())
  const found = changed(grey(), await layOut(grey(), layout, { title: "שלום" }))
  expect(at.left + at.width - found.right).toBeLessThan(3)
  expect(found.left).toBeGreaterThan(at.left + 40)
})

describe("words can be read", () => {
  test.each([
    ["black", () => [0, 0, 0]],
    ["white", () => [255, 255, 255]],
    ["the middle of both", () => [118, 118, 118]],
    ["stripes of both", (x: number) => (x % 6 < 3 ? [0, 0, 0] : [255, 255, 255])],
    ["colours", (x: number, y: number) => [(x * 7) % 256, (y * 5) % 256, ((x + y) * 3) % 256]],
  ] as const)("on %s", async (_, under) => {
    for (const colour of ["auto", "#d32f2f"] as const) {
      const image = plain(400, 300, under)
      const layout = loaded({ elements: [{ ...text, colour, size: 0.2, weight: 600 }] })
      // Two strokes, and nothing of ink between them.
      const title = "I\u00a0\u00a0\u00a0I"
      const after = await layOut(image, layout, { title })
      const element = layout.layout.elements[0] as TextElement
      const box = boxOf(element, layout.layout, image)
      const { line, left, top } = (await setText(title, element, box, image, []))!.lines[0]!
      const at = (x: number, y: number) => {
        const from = 3 * ((box.top + top + y) * 400 + box.left + left + x)
        return luminance(after.data[from]!, after.data[from + 1]!, after.data[from + 2]!)
      }
      const stroke = at(4, Math.round(line.height / 2))
      for (let y = 0; y < line.height; y++)
        for (let x = 14; x < line.width - 14; x++)
          expect(contrast(stroke, at(x, y))).toBeGreaterThanOrEqual(4.5)
    }
  })
})

test("logos and shapes lie in their boxes, on the safe zone or the whole image", async () => {
  const logo = await sharp({ create: { width: 20, height: 20, channels: 4, background: "#00ff00" } })
    .png()
    .toBuffer()
  const layout = {
    ...loaded({
      safe: { top: 0.1, right: 0.1, bottom: 0.1, left: 0.1 },
      elements: [
        { type: "shape", box: { anchor: "bottom", width: 1, height: 0.2 }, colour: "#ff0000", bleed: true },
        { type: "image", file: "logo.png", box: { anchor: "top-left", width: 0.25, height: 0.25 } },
      ],
    }),
    files: new Map([["logo.png", logo]]),
  }
  const after = await layOut(grey(), layout, {})
  const pixel = (x: number, y: number) => [...after.data.subarray(3 * (y * 400 + x), 3 * (y * 400 + x) + 3)]
  expect([pixel(0, 299), pixel(399, 240), pixel(200, 239)]).toEqual([
    [255, 0, 0],
    [255, 0, 0],
    [40, 40, 40],
  ])
  // 320 × 240 are safe: a box of 80 × 60 at (40, 30) holds a logo of 60 × 60 in its middle.
  expect([pixel(51, 31), pixel(108, 88), pixel(48, 31), pixel(112, 88)]).toEqual([
    [0, 255, 0],
    [0, 255, 0],
    [40, 40, 40],
    [40, 40, 40],
  ])
})

describe("what keeps a layout from being used is said before", () => {
  const size = { name: "square", width: 400, height: 400 }
  const items = [
    { id: "a", title: "A title", price: "9.99" },
    { id: "b", title: "B", price: "" },
  ]
  const problemsOf = async (layout: LoadedLayout, fields: typeof items | Record<string, string>[] = items) =>
    (await checkLayout(layout, [size], fields as Record<string, string>[])).problems.map(
      ({ details }) => (details as { problem: object }).problem,
    )

  test("a good one has none; items without a field are named", async () => {
    const layout = loaded({ elements: [text, { ...text, text: "{Price}" }] })
    expect(await checkLayout(layout, [size], items)).toEqual({
      problems: [],
      warnings: [
        {
          code: "layout.at",
          details: {
            layout: "own",
            problem: { code: "layout.empty_field", details: { field: "price", count: 1, item: "b" } },
          },
        },
      ],
    })
  })

  test("a field that no item has", async () => {
    expect(await problemsOf(loaded({ elements: [{ ...text, text: "{colour} {title}" }] }))).toEqual([
      { code: "layout.unknown_field", details: { field: "colour", known: ["id", "price", "title"] } },
    ])
  })

  test("a script that no font has", async () => {
    expect(await problemsOf(loaded({}), [{ id: "k", title: "x \u{1d2c0}" }])).toMatchObject([
      { code: "layout.no_font", details: { characters: "\u{1d2c0}" } },
    ])
  })

  test("a text that can't fit, and may not be cut; a box in which none can; a box off the image", async () => {
    const long = [{ id: "l", title: "a very long title ".repeat(20) }]
    expect(await problemsOf(loaded({ elements: [{ ...text, cut: false }] }), long)).toMatchObject([
      { code: "layout.too_long", details: { box: 1, size: "square" } },
    ])
    expect(await problemsOf(loaded({}), long)).toEqual([])
    expect(
      await problemsOf(loaded({ elements: [{ ...text, box: { width: 0.01, height: 0.01 } }] })),
    ).toMatchObject([{ code: "layout.too_long" }])
    expect(await problemsOf(loaded({ elements: [{ ...text, box: { ...text.box, x: 0.8 } }] }))).toMatchObject(
      [{ code: "layout.outside", details: { box: 1, size: "square" } }],
    )
  })
})

describe("layouts of a workspace", () => {
  const write = async (layout: object, files: Record<string, Buffer> = {}) => {
    const from = join(dir, "from")
    await mkdir(from, { recursive: true })
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(from, name), bytes)
    await writeFile(join(from, "own.json"), JSON.stringify(layout))
    return join(from, "own.json")
  }
  const logo = () =>
    sharp({ create: { width: 4, height: 4, channels: 3, background: "#123456" } })
      .png()
      .toBuffer()
  const withLogo = layoutOf({
    elements: [{ type: "image", file: "logo.png", box: { width: 0.2, height: 0.2 } }],
  })
  const font = async () => {
    const woff = createRequire(import.meta.url).resolve("@fontsource/inter/files/inter-greek-400-normal.woff")
    return fontOfWoff(await readFile(woff))
  }

  test("three ship, are good, and can be shown before there is any other", async () => {
    const listed = await listLayouts(place)
    expect(listed.map(({ name }) => name)).toEqual(["news-headline", "poster-title", "product-price"])
    for (const { name } of listed) {
      const layout = await loadLayout(place, name)
      const sizes = [
        { name: "story", width: 1080, height: 1920 },
        { name: "thumbnail", width: 320, height: 180 },
      ]
      const fields = [{ id: "1", title: "The lighthouse at the end of the world", price: "1.299,00 €" }]
      expect(await checkLayout(layout, sizes, fields)).toEqual({ problems: [], warnings: [] })
    }
  })

  test("come with the files that they name, whole; others of the name are replaced only when asked", async () => {
    const file = await write(
      { ...withLogo, fonts: [{ file: "brand.ttf" }] },
      { "logo.png": await logo(), "brand.ttf": await font() },
    )
    const { ref } = await addLayout(place, file, false)
    expect((await readdir(join(place.layoutsDir, "own"))).sort()).toEqual([
      "brand.ttf",
      "layout.json",
      "logo.png",
    ])
    expect((await loadLayout(place, "own")).ref).toEqual(ref)
    await expect(addLayout(place, file, false)).rejects.toMatchObject({ code: "layout.taken" })
    // Another logo is another layout.
    await writeFile(
      join(dir, "from", "logo.png"),
      await sharp(await logo())
        .negate()
        .png()
        .toBuffer(),
    )
    expect((await addLayout(place, file, true)).ref.hash).not.toBe(ref.hash)
    await removeLayout(place, "own")
    await expect(loadLayout(place, "own")).rejects.toMatchObject({ code: "layout.unknown" })
    await expect(removeLayout(place, "poster-title")).rejects.toMatchObject({ code: "layout.shipped" })
  })

  test("without a file, or with one that isn't what its name says, are refused", async () => {
    const problems = async (layout: object, files: Record<string, Buffer>) => {
      const error = await addLayout(place, await write(layout, files), false).catch(error => error)
      return error.details.problems
    }
    expect(await problems(withLogo, {})).toMatchObject([
      { code: "layout.missing_file", details: { file: "logo.png" } },
    ])
    const svg = Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>")
    expect(await problems(withLogo, { "logo.png": svg })).toMatchObject([{ code: "layout.bad_image" }])
    const fonts = [{ file: "brand.ttf" }]
    expect(await problems(layoutOf({ fonts }), { "brand.ttf": svg })).toMatchObject([
      { code: "layout.bad_font" },
    ])
    expect(await problems(layoutOf({ fonts: [{ family: "No Such Family" }] }), {})).toMatchObject([
      { code: "layout.unknown_family" },
    ])
    const cut = (await logo()).subarray(0, 60)
    expect(await problems(withLogo, { "logo.png": cut })).toMatchObject([{ code: "layout.bad_image" }])
    const large = Buffer.alloc(16 * 1024 * 1024 + 1)
    expect(await problems(withLogo, { "logo.png": large })).toMatchObject([
      { code: "layout.large_file", details: { file: "logo.png" } },
    ])
    const whole = (await font()).toString("latin1")
    const unset = Buffer.from(whole.replace("head", "daeh").replace("glyf", "fylg"), "latin1")
    expect(await problems(layoutOf({ fonts }), { "brand.ttf": unset })).toMatchObject([
      { code: "layout.bad_font" },
    ])
    expect(await readdir(place.layoutsDir).catch(() => [])).toEqual([])
  })

  test("a folder copied by hand has the folder's name", async () => {
    await addLayout(place, await write(layoutOf({})), false)
    await cp(join(place.layoutsDir, "own"), join(place.layoutsDir, "copy"), { recursive: true })
    const { layout, ref } = await loadLayout(place, "copy")
    expect([layout.name, ref.name]).toEqual(["copy", "copy"])
  })

  test("that can't be written say so, and leave nothing behind", async () => {
    await mkdir(join(dir, "workspace"))
    await writeFile(place.layoutsDir, "in the way")
    await expect(addLayout(place, await write(layoutOf({})), false)).rejects.toMatchObject({
      code: "export.not_written",
    })
    expect(await readdir(join(dir, "workspace"))).toEqual(["layouts"])
  })

  test("of what is no file, or too long a one, are refused unread", async () => {
    const refused = (file: string) =>
      expect(addLayout(place, file, false)).rejects.toMatchObject({
        code: "layout.invalid",
        details: { where: "file" },
      })
    await refused(dir)
    await refused(join(dir, "none.json"))
    const file = await write(layoutOf({}))
    await writeFile(file, `${await readFile(file, "utf8")}${" ".repeat(256 * 1024)}`)
    await refused(file)
  })

  test.each([
    [
      "a path",
      { elements: [{ type: "image", file: "../x.png", box: { width: 1, height: 1 } }] },
      "elements.0.file",
    ],
    ["an unknown part", { elements: [{ type: "script", box: {} }] }, "elements.0.type"],
    ["an unknown word", { elements: [{ ...text, colr: "#fff" }] }, "elements.0"],
    ["another version", { version: 2 }, "version"],
  ])("with %s are refused, with the place", async (_, change, where) => {
    const file = await write({ ...layoutOf({}), ...change })
    await expect(addLayout(place, file, false)).rejects.toMatchObject({
      code: "layout.invalid",
      details: { where },
    })
  })
})
