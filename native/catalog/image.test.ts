import { createHash } from "node:crypto"
import { truncate, writeFile } from "node:fs/promises"
import { join } from "node:path"
import sharp, { type Sharp } from "sharp"
import { expect, test } from "vitest"
import { note } from "../contract/codes/index.ts"
import { readImage } from "../models/image.ts"
import { picture, temporaryFolder } from "./fixtures/catalogs.ts"
import { pngThatSays } from "./fixtures/png.ts"
import { maxSide, normaliseImage } from "./image.ts"

async function normalise(bytes: Uint8Array | string) {
  const path = join(await temporaryFolder(), "picture.png")
  await writeFile(path, bytes)
  return normaliseImage(path, "picture.png")
}

/** Colour of one pixel of a stored image, after checking that it is 8-bit sRGB without alpha. */
async function colourAt(data: Buffer, left: number, top: number): Promise<number[]> {
  const { format, channels, depth, space } = await sharp(data).metadata()
  expect({ format, channels, depth, space }).toEqual({
    format: "png",
    channels: 3,
    depth: "uchar",
    space: "srgb",
  })
  return [...(await sharp(data).extract({ left, top, width: 1, height: 1 }).raw().toBuffer())]
}

/** Left half one colour, right half another. */
const halves = (left: string, right: string): Sharp =>
  sharp({ create: { width: 40, height: 20, channels: 3, background: left } }).composite([
    { input: { create: { width: 20, height: 20, channels: 3, background: right } }, left: 20, top: 0 },
  ])

const near = (colour: number[], expected: number[], reach: number) =>
  expect(
    colour.every((value, channel) => Math.abs(value - expected[channel]!) <= reach),
    `${colour}`,
  ).toBe(true)

test("every kind of picture becomes 8-bit sRGB of the same colours", async () => {
  const grey = sharp({ create: { width: 8, height: 8, channels: 3, background: { r: 120, g: 120, b: 120 } } })
  const kinds: Record<string, Buffer> = {
    jpeg: await halves("#c03020", "#2050c0").jpeg({ quality: 100, chromaSubsampling: "4:4:4" }).toBuffer(),
    webp: await halves("#c03020", "#2050c0").webp({ lossless: true }).toBuffer(),
    avif: await halves("#c03020", "#2050c0").avif({ lossless: true }).toBuffer(),
    gif: await halves("#c03020", "#2050c0").gif().toBuffer(),
    tiff: await halves("#c03020", "#2050c0").tiff().toBuffer(),
    "16-bit png": await halves("#c03020", "#2050c0").toColourspace("rgb16").png().toBuffer(),
    "display p3": await halves("#c03020", "#2050c0").withIccProfile("p3").png().toBuffer(),
  }
  expect((await sharp(kinds["16-bit png"]!).metadata()).depth).toBe("ushort")
  for (const [kind, bytes] of Object.entries(kinds)) {
    const { data } = await normalise(bytes)
    near(await colourAt(data, 5, 10), [0xc0, 0x30, 0x20], kind === "webp" ? 0 : 6)
    near(await colourAt(data, 35, 10), [0x20, 0x50, 0xc0], kind === "webp" ? 0 : 6)
  }
  const { data } = await normalise(await grey.toColourspace("b-w").png().toBuffer())
  near(await colourAt(data, 1, 1), [120, 120, 120], 0)
})

test("CMYK is converted by its profile", async () => {
  const cmyk = await halves("#ffffff", "#202020")
    .toColourspace("cmyk")
    .withIccProfile("cmyk")
    .jpeg({ quality: 100 })
    .toBuffer()
  expect((await sharp(cmyk).metadata()).space).toBe("cmyk")
  const { data } = await normalise(cmyk)
  near(await colourAt(data, 5, 10), [255, 255, 255], 6)
  near(await colourAt(data, 35, 10), [0x20, 0x20, 0x20], 24)
})

test("a camera's rotation is applied: orientation 6 is a quarter turn clockwise", async () => {
  const turned = await halves("#ff0000", "#0000ff").withMetadata({ orientation: 6 }).png().toBuffer()
  const { data, width, height } = await normalise(turned)
  expect([width, height]).toEqual([20, 40])
  expect(await colourAt(data, 10, 5)).toEqual([255, 0, 0])
  expect(await colourAt(data, 10, 35)).toEqual([0, 0, 255])
})

test("transparency lies on white", async () => {
  const background = { r: 200, g: 0, b: 0, alpha: 0 }
  const clear = await sharp({ create: { width: 8, height: 8, channels: 4, background } })
    .png()
    .toBuffer()
  expect(await colourAt((await normalise(clear)).data, 4, 4)).toEqual([255, 255, 255])
})

test("of an animation, the first frame is kept", async () => {
  const frames = [await picture(200), await picture(10)]
  const animation = await sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer()
  expect((await sharp(animation).metadata()).pages).toBe(2)
  const { data, height } = await normalise(animation)
  expect(height).toBe(16)
  near(await colourAt(data, 4, 4), [200, 40, 90], 4)
})

test("a large picture is made smaller, a small one is left alone, and the name is the hash of the bytes", async () => {
  const wide = { width: 3000, height: 1500, channels: 3, background: "green" } as const
  const { width, height } = await normalise(await sharp({ create: wide }).png().toBuffer())
  expect([width, height]).toEqual([maxSide, maxSide / 2])
  const small = await normalise(await picture(9))
  expect([small.width, small.height]).toEqual([16, 16])
  expect(small.hash).toBe(createHash("sha256").update(small.data).digest("hex"))
  expect((await normalise(await picture(9))).hash).toBe(small.hash)
})

test.each([
  [
    "more pixels than any decoder should be asked for",
    60_000,
    60_000,
    note("catalog.million_pixels", { millions: 100 }),
  ],
  ["a line of millions of pixels", 1, 60_000_000, note("catalog.side_limit", { pixels: 65_535 })],
  ["a line across", 65_536, 1, note("catalog.side_limit", { pixels: 65_535 })],
])("%s, %i×%i, are refused by the header", async (_, width, height, limit) => {
  const bomb = pngThatSays(width, height)
  await expect(normalise(bomb)).rejects.toMatchObject({
    code: "catalog.image_too_large",
    details: { limit },
  })
  await expect(readImage(bomb)).rejects.toMatchObject({ code: "image.unreadable" })
})

test("the narrowest picture that is taken keeps a pixel of width", async () => {
  const line = { width: 1, height: 65_535, channels: 3, background: "green" } as const
  const { width, height } = await normalise(await sharp({ create: line }).png().toBuffer())
  expect([width, height]).toEqual([1, maxSide])
})

test("a file of more than 64 MB is not read", async () => {
  const path = join(await temporaryFolder(), "big.png")
  await writeFile(path, await picture(1))
  await truncate(path, 65 * 1024 * 1024)
  await expect(normaliseImage(path, "big.png")).rejects.toMatchObject({
    code: "catalog.image_too_large",
    details: { found: note("catalog.limit", { limit: "65 MB" }) },
  })
})

test("files cut short are refused as damaged", async () => {
  const noise = { type: "gaussian", mean: 128, sigma: 40 } as const
  const whole = sharp({ create: { width: 200, height: 200, channels: 3, background: "red", noise } })
  for (const bytes of [
    await whole.clone().jpeg().toBuffer(),
    await whole.clone().png().toBuffer(),
    await whole.clone().webp().toBuffer(),
  ]) {
    const half = bytes.subarray(0, bytes.length / 2)
    await expect(normalise(half)).rejects.toMatchObject({ code: "catalog.image_unreadable" })
  }
})

test("what is no picture is refused by its content, whatever its name", async () => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><image href="file:///etc/passwd"/></svg>`
  for (const content of [svg, `<?xml version="1.0"?>${svg}`, "%PDF-1.4", "", "GIF", "hello"]) {
    await expect(normalise(content)).rejects.toMatchObject({ code: "catalog.image_format" })
  }
})

/** A picture of one colour and this much of it covered. */
const clear = (colour: string) =>
  sharp({ create: { width: 60, height: 60, channels: 4, background: "#00000000" } })
    .composite([
      { input: { create: { width: 20, height: 30, channels: 4, background: colour } }, left: 20, top: 10 },
    ])
    .png()
    .toBuffer()

/** An animation of frames of one colour; null is a frame with nothing in it. */
async function animation(kind: "gif" | "webp", colours: (string | null)[]): Promise<Buffer> {
  const frames = await Promise.all(
    colours.map(colour => (colour === null ? clear("#00000000") : clear(colour))),
  )
  const options = kind === "gif" ? {} : { lossless: true }
  return sharp(frames, { join: { animated: true } })
    [kind](options)
    .toBuffer()
}

test("white things on transparency get a grey ground, all others a white one", async () => {
  const white = await normalise(await clear("#ffffff"))
  expect(white.treatment).toBe("grey")
  expect(await colourAt(white.data, 2, 2)).toEqual([189, 189, 189])
  expect(await colourAt(white.data, 30, 20)).toEqual([255, 255, 255])
  const red = await normalise(await clear("#c03020"))
  expect(red.treatment).toBe("none")
  expect(await colourAt(red.data, 2, 2)).toEqual([255, 255, 255])
})

test.each(["gif", "webp"] as const)(
  "of an animated %s, the first frame that shows something is kept",
  async kind => {
    const later = await normalise(await animation(kind, [null, null, "#c03020", "#2050c0"]))
    expect(later.treatment).toBe("frame")
    near(await colourAt(later.data, 30, 20), [192, 48, 32], 2)
    const first = await normalise(await animation(kind, ["#2050c0", "#c03020"]))
    expect(first.treatment).toBe("none")
    near(await colourAt(first.data, 30, 20), [32, 80, 192], 2)
    expect((await normalise(await animation(kind, [null, null]))).treatment).toBe("blank")
  },
)

test("a picture of one colour is called blank, one with a thin line isn't", async () => {
  const plain = sharp({ create: { width: 900, height: 900, channels: 3, background: "#fefefe" } })
  expect((await normalise(await plain.clone().jpeg().toBuffer())).treatment).toBe("blank")
  const line = { create: { width: 900, height: 1, channels: 3 as const, background: "#888888" } }
  const lined = plain.composite([{ input: line, left: 0, top: 450 }])
  expect((await normalise(await lined.png().toBuffer())).treatment).toBe("none")
  expect((await normalise(await clear("#00000000"))).treatment).toBe("blank")
})
