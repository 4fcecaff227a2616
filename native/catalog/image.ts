/**
 * Item images as the workspace keeps them: whatever a designer has, made into 8-bit sRGB on white, upright, at most
 * 1024 pixels a side, lossless. The same picture always gives the same bytes, so its hash is its name. White things on
 * transparency would vanish on white: they get a grey ground. Of an animation, the first frame that shows something is kept.
 * A larger file can also be read in its own size, treated alike.
 */
import { createHash } from "node:crypto"
import { stat } from "node:fs/promises"
import sharp, { type Sharp } from "sharp"
import { keptFrom, type Mask } from "../base/mask.ts"
import { longestSide, type RawImage } from "../base/raw-image.ts"
import { readBounded } from "../base/read-bounded.ts"
import { note } from "../contract/codes/index.ts"
import { reasonOf, StudioError } from "../contract/errors.ts"
import { readImage } from "../models/image.ts"

export const maxFileBytes = 64 * 1024 * 1024
export const maxPixels = 100_000_000
export const maxSide = 1024

const grey = "#bdbdbd"
/** Frames that are looked at for one that shows something. */
const mostFrames = 50

/** What was done to a picture that shows nothing as it is: `blank` could not be helped. */
export const treatments = ["none", "frame", "grey", "blank"] as const
export type Treatment = (typeof treatments)[number]

export interface StoredImage {
  /** PNG. */
  data: Buffer
  /** SHA-256 of `data`. */
  hash: string
  width: number
  height: number
  treatment: Treatment
  /** How opaque each pixel was, where the picture is a cut-out. */
  opacity: Mask | null
  /** The bytes that it was made of, where they hold it larger; null for animations, too. */
  larger: Uint8Array | null
}

/** A picture in its own size. */
export interface WholePicture {
  picture: RawImage
  /** How opaque each pixel is; null where the file says nothing of that. */
  opacity: Mask | null
}

/**
 * @param source a file, or its bytes, already bounded; `image` is how the user named it
 * @throws StudioError catalog.image_missing, image_too_large, image_format, image_unreadable
 */
export async function normaliseImage(source: string | Uint8Array, image: string): Promise<StoredImage> {
  const bytes = typeof source === "string" ? await bytesOf(source, image) : Buffer.from(source)
  // Decided by content before any decoder sees it: SVG and PDF decoders would read other files.
  if (!isPicture(bytes)) throw new StudioError("catalog.image_format", { image })
  try {
    const { width, height, pages = 1 } = await frameOf(bytes, 0).metadata()
    if (width * height > maxPixels) throw tooManyPixels(image, width, height)
    if (Math.max(width, height) > longestSide)
      throw new StudioError("catalog.image_too_large", {
        image,
        found: note("catalog.pixels", { width, height }),
        limit: note("catalog.side_limit", { pixels: longestSide }),
      })
    const isLarger = pages === 1 && Math.max(width, height) > maxSide
    const first = { ...(await drawn(bytes, 0)), larger: isLarger ? bytes : null }
    if (first.treatment !== "blank") return first
    for (let frame = 1; frame < Math.min(pages, mostFrames); frame++) {
      // A damaged frame further on takes nothing from the first one.
      const next = await drawn(bytes, frame).catch(() => first)
      if (next.treatment !== "blank") return { ...next, larger: null, treatment: "frame" }
    }
    return first
  } catch (error) {
    if (error instanceof StudioError) throw error
    if (/pixel limit/i.test((error as Error).message)) throw tooManyPixels(image)
    throw new StudioError("catalog.image_unreadable", { image, reason: reasonOf(error) }, { cause: error })
  }
}

const frameOf = (bytes: Buffer, page: number) =>
  sharp(bytes, { limitInputPixels: maxPixels, failOn: "error", page, pages: 1 })

/**
 * A picture as `normaliseImage` keeps it, but in its own size.
 *
 * @param bytes as `StoredImage.larger` gave them
 * @throws StudioError image.unreadable
 */
export async function wholePicture(bytes: Uint8Array): Promise<WholePicture> {
  const given = Buffer.from(bytes)
  const { hasAlpha } = await frameOf(given, 0).metadata()
  const onGrey = hasAlpha && (await isWhiteOnClear(given, 0))
  return {
    picture: await readImage(given, onGrey ? grey : "white"),
    opacity: hasAlpha ? await alphaOf(frameOf(given, 0).autoOrient()) : null,
  }
}

async function drawn(bytes: Buffer, frame: number): Promise<Omit<StoredImage, "larger">> {
  const hasAlpha = (await frameOf(bytes, frame).metadata()).hasAlpha
  const onGrey = hasAlpha && (await isWhiteOnClear(bytes, frame))
  const { data, info } = await frameOf(bytes, frame)
    .autoOrient()
    .resize(maxSide, maxSide, { fit: "inside", withoutEnlargement: true })
    .flatten({ background: onGrey ? grey : "white" })
    .toColourspace("srgb")
    .removeAlpha()
    // Lossless WebP is smaller by a third, and takes ten times as long.
    .png({ compressionLevel: 3 })
    .toBuffer({ resolveWithObject: true })
  const { width, height } = info
  const hash = createHash("sha256").update(data).digest("hex")
  const treatment = onGrey ? "grey" : (await isBlank(data, width * height)) ? "blank" : "none"
  const opacity = hasAlpha && treatment !== "blank" ? await opacityOf(bytes, frame) : null
  return { data, hash, width, height, treatment, opacity }
}

/** Share of a cut-out that is clear at least: rounded corners and the like make none. */
const leastClear = 0.05

/** How opaque each pixel of the stored picture is; null for a picture that isn't cut out. */
async function opacityOf(bytes: Buffer, frame: number): Promise<Mask | null> {
  const sized = frameOf(bytes, frame)
    .autoOrient()
    .resize(maxSide, maxSide, { fit: "inside", withoutEnlargement: true })
  const opacity = await alphaOf(sized)
  let [clear, kept] = [0, 0]
  for (const value of opacity.data) {
    if (value === 0) clear++
    if (value >= keptFrom) kept++
  }
  return kept > 0 && clear >= leastClear * opacity.data.length ? opacity : null
}

async function alphaOf(picture: Sharp): Promise<Mask> {
  const { data, info } = await picture
    .toColourspace("srgb")
    .ensureAlpha()
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  const alpha = new Uint8Array(width * height)
  for (let at = 0; at < alpha.length; at++) alpha[at] = data[at * channels + channels - 1]!
  return { width, height, data: alpha }
}

/** Whether all that can be seen is as good as white, with transparency around it. */
async function isWhiteOnClear(bytes: Buffer, frame: number): Promise<boolean> {
  const pixels = await frameOf(bytes, frame)
    .resize(128, 128, { fit: "inside", withoutEnlargement: true })
    .toColourspace("srgb")
    .ensureAlpha()
    .raw({ depth: "uchar" })
    .toBuffer()
  let visible = 0
  let light = 0
  for (let at = 0; at < pixels.length; at += 4) {
    const [red, green, blue, alpha] = pixels.subarray(at, at + 4) as unknown as [
      number,
      number,
      number,
      number,
    ]
    if (alpha < 128) continue
    visible++
    if (Math.min(red, green, blue) >= 240) light++
  }
  const all = pixels.length / 4
  return visible > 0 && visible <= 0.99 * all && light >= 0.97 * visible
}

/** Whether a picture is of one colour, but for the noise that JPEG leaves. */
async function isBlank(png: Buffer, pixels: number): Promise<boolean> {
  // One colour is packed into next to nothing.
  if (png.length > 4096 + 0.02 * pixels) return false
  const colours = await sharp(png).raw().toBuffer()
  for (let channel = 0; channel < 3; channel++) {
    let [least, most] = [255, 0]
    for (let at = channel; at < colours.length; at += 3) {
      const value = colours[at]!
      if (value < least) least = value
      if (value > most) most = value
      if (most - least > 6) return false
    }
  }
  return true
}

async function bytesOf(path: string, image: string): Promise<Buffer> {
  const bytes = await readBounded(path, maxFileBytes).catch(() => "no_file" as const)
  if (bytes === "no_file") throw new StudioError("catalog.image_missing", { image, near: [] })
  if (bytes !== "too_large") return bytes
  const limitOf = (size: number) => note("catalog.limit", { limit: `${Math.round(size / 1024 ** 2)} MB` })
  const { size } = await stat(path)
  throw new StudioError("catalog.image_too_large", {
    image,
    found: limitOf(size),
    limit: limitOf(maxFileBytes),
  })
}

const tooManyPixels = (image: string, width?: number, height?: number) =>
  new StudioError("catalog.image_too_large", {
    image,
    found: width && height ? note("catalog.pixels", { width, height }) : note("catalog.many_pixels", {}),
    limit: note("catalog.million_pixels", { millions: maxPixels / 1e6 }),
  })

/** How each accepted kind of file begins; a dot stands for any byte. */
const beginnings = [
  "\xff\xd8\xff", // JPEG
  "\x89PNG\r\n\x1a\n",
  "GIF87a",
  "GIF89a",
  "II*\0", // TIFF, little-endian
  "MM\0*", // TIFF, big-endian
  "RIFF....WEBP",
  "....ftypavif",
  "....ftypavis",
  "....ftypmif1",
]

function isPicture(bytes: Buffer): boolean {
  const start = bytes.toString("latin1", 0, 16)
  return beginnings.some(beginning => [...beginning].every((byte, at) => byte === "." || byte === start[at]))
}
