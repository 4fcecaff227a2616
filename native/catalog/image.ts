/**
 * Item images as the workspace keeps them: whatever a designer has, made into 8-bit sRGB on white, upright, at most
 * 1024 pixels a side, lossless. The same picture always gives the same bytes, so its hash is its name.
 */
import { createHash } from "node:crypto"
import { open, stat } from "node:fs/promises"
import sharp from "sharp"
import { longestSide } from "../base/raw-image.ts"
import { note } from "../contract/codes/index.ts"
import { reasonOf, StudioError } from "../contract/errors.ts"

const maxFileBytes = 64 * 1024 * 1024
const maxPixels = 100_000_000
export const maxSide = 1024

export interface StoredImage {
  /** PNG. */
  data: Buffer
  /** SHA-256 of `data`. */
  hash: string
  width: number
  height: number
}

/**
 * @param source a file, or its bytes, already bounded; `image` is how the user named it
 * @throws StudioError catalog.image_missing, image_too_large, image_format, image_unreadable
 */
export async function normaliseImage(source: string | Uint8Array, image: string): Promise<StoredImage> {
  const bytes = typeof source === "string" ? await readBounded(source, image) : Buffer.from(source)
  // Decided by content before any decoder sees it: SVG and PDF decoders would read other files.
  if (!isPicture(bytes)) throw new StudioError("catalog.image_format", { image })
  try {
    const input = sharp(bytes, { limitInputPixels: maxPixels, failOn: "error", page: 0, pages: 1 })
    const { width, height } = await input.metadata()
    if (width * height > maxPixels) throw tooManyPixels(image, width, height)
    if (Math.max(width, height) > longestSide)
      throw new StudioError("catalog.image_too_large", {
        image,
        found: note("catalog.pixels", { width, height }),
        limit: note("catalog.side_limit", { pixels: longestSide }),
      })
    const { data, info } = await input
      .autoOrient()
      .resize(maxSide, maxSide, { fit: "inside", withoutEnlargement: true })
      .flatten({ background: "white" })
      .toColourspace("srgb")
      .removeAlpha()
      // Lossless WebP is smaller by a third, and takes ten times as long.
      .png({ compressionLevel: 3 })
      .toBuffer({ resolveWithObject: true })
    const hash = createHash("sha256").update(data).digest("hex")
    return { data, hash, width: info.width, height: info.height }
  } catch (error) {
    if (error instanceof StudioError) throw error
    if (/pixel limit/i.test((error as Error).message)) throw tooManyPixels(image)
    throw new StudioError("catalog.image_unreadable", { image, reason: reasonOf(error) }, { cause: error })
  }
}

async function readBounded(path: string, image: string): Promise<Buffer> {
  const missing = () => new StudioError("catalog.image_missing", { image, near: [] })
  // Not opened unless it is a file: of a folder nothing can be read, and a pipe would wait for ever.
  if (!(await stat(path).catch(() => null))?.isFile()) throw missing()
  const file = await open(path, "r").catch(() => {
    throw missing()
  })
  try {
    const { size } = await file.stat()
    if (size <= maxFileBytes) return await file.readFile()
    const found = note("catalog.limit", { limit: `${Math.round(size / 1024 / 1024)} MB` })
    const limit = note("catalog.limit", { limit: "64 MB" })
    throw new StudioError("catalog.image_too_large", { image, found, limit })
  } finally {
    await file.close()
  }
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
