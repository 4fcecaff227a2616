/**
 * Masks as files: a PNG of the item's picture's size, white where the picture is kept. The alpha of a transparent cut-out
 * is a mask by itself.
 */
import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { basename } from "node:path"
import sharp, { type Sharp } from "sharp"
import { keptFrom, keptIn, type Mask, shareOf } from "../base/mask.ts"
import { readBounded } from "../base/read-bounded.ts"
import { note } from "../contract/codes/index.ts"
import { reasonOf, StudioError } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"
import { maxPixels } from "./image.ts"

/** More than any mask of the largest picture takes. */
const maxBytes = 32 * 1024 * 1024

interface Size {
  width: number
  height: number
}

/** The bytes of a mask's file. @throws StudioError mask.unreadable, mask.too_large */
export async function readMaskFile(path: string): Promise<Buffer> {
  const mask = basename(path)
  const unreadable = (reason: Note, cause?: unknown) =>
    new StudioError("mask.unreadable", { mask, reason }, { cause })
  const bytes = await readBounded(path, maxBytes).catch(cause => {
    throw unreadable(reasonOf(cause), cause)
  })
  if (bytes === "no_file") throw unreadable(note("file.no_file", {}))
  if (bytes === "too_large") throw tooLarge(mask)
  return bytes
}

/**
 * A mask for a picture of `wanted` size from the bytes of a PNG. One of another size is scaled where it has the picture's
 * proportions, which a note says.
 *
 * @param name how the user knows it, for errors
 * @throws StudioError mask.no_png, mask.unreadable, mask.too_large, mask.other_size, mask.empty, mask.full
 */
export async function maskFrom(
  bytes: Uint8Array,
  wanted: Size,
  name: string,
): Promise<{ mask: Mask; notes: Note[] }> {
  const found = await decode(bytes, name)
  const isSame = found.width === wanted.width && found.height === wanted.height
  if (!isSame && !sameProportions(found, wanted))
    throw new StudioError("mask.other_size", { mask: name, found: pixels(found), wanted: pixels(wanted) })
  checkMask(found, name)
  if (isSame) return { mask: found, notes: [] }
  const mask = scaled(found, wanted)
  checkMask(mask, name)
  return { mask, notes: [note("mask.scaled", { mask: name, found: pixels(found), wanted: pixels(wanted) })] }
}

/** A mask that keeps nothing or everything is a mistake. @throws StudioError mask.empty, mask.full */
export function checkMask(mask: Mask, name: string): void {
  const share = shareOf(mask)
  if (share === 0) throw new StudioError("mask.empty", { mask: name })
  if (share === 1) throw new StudioError("mask.full", { mask: name })
}

/** The PNG of a mask, and its hash: the same mask always gives the same bytes. */
export async function encodeMask({ width, height, data }: Mask): Promise<{ data: Buffer; hash: string }> {
  const raw = { width, height, channels: 1 } as const
  const png = await sharp(data, { raw }).toColourspace("b-w").png({ compressionLevel: 9 }).toBuffer()
  return { data: png, hash: createHash("sha256").update(png).digest("hex") }
}

/** A mask that the workspace keeps. Rejects as the file system and decoder do. */
export async function readStoredMask(path: string): Promise<Mask> {
  return decodePixels(await readFile(path))
}

async function decode(bytes: Uint8Array, name: string): Promise<Mask> {
  if (bytes.length > maxBytes) throw tooLarge(name)
  if (Buffer.from(bytes.subarray(0, 8)).toString("latin1") !== "\x89PNG\r\n\x1a\n")
    throw new StudioError("mask.no_png", { mask: name })
  try {
    const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata()
    if (width * height > maxPixels)
      throw tooLarge(name, note("catalog.million_pixels", { millions: maxPixels / 1e6 }))
    return await decodePixels(bytes)
  } catch (error) {
    if (error instanceof StudioError) throw error
    throw new StudioError("mask.unreadable", { mask: name, reason: reasonOf(error) }, { cause: error })
  }
}

async function decodePixels(bytes: Uint8Array): Promise<Mask> {
  const picture = sharp(bytes, { limitInputPixels: maxPixels, failOn: "error" })
  const { hasAlpha } = await picture.metadata()
  if (hasAlpha) {
    const alpha = await oneChannel(picture.clone().extractChannel("alpha"))
    // An opaque picture that only has room for transparency says nothing by it.
    if (alpha.data.some(value => value < 255)) return alpha
  }
  return oneChannel(picture.removeAlpha().toColourspace("b-w"))
}

async function oneChannel(picture: Sharp): Promise<Mask> {
  const { data, info } = await picture.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  const single = channels === 1 ? data : data.filter((_, at) => at % channels === 0)
  return { width, height, data: new Uint8Array(single) }
}

/** Whether one is the other scaled, to within the rounding of a side to whole pixels. */
function sameProportions(one: Size, other: Size): boolean {
  const factor = Math.max(other.width / one.width, other.height / one.height)
  const isNear = (side: number, wanted: number) => Math.abs(side * factor - wanted) <= Math.max(1, factor)
  return isNear(one.width, other.width) && isNear(one.height, other.height)
}

/** A pixel is kept if it shows any part of one that is, so that thin lines survive. */
function scaled(mask: Mask, { width, height }: Size): Mask {
  const kept = keptIn(mask, { scaledWidth: width, scaledHeight: height, left: 0, top: 0, width, height })
  const at = (x: number, y: number) =>
    mask.data[Math.floor((y * mask.height) / height) * mask.width + Math.floor((x * mask.width) / width)]!
  const data = kept.map((isKept, index) =>
    isKept
      ? Math.max(keptFrom, at(index % width, Math.floor(index / width)))
      : at(index % width, Math.floor(index / width)),
  )
  return { width, height, data }
}

const tooLarge = (mask: string, limit = note("catalog.limit", { limit: `${maxBytes / 1024 ** 2} MB` })) =>
  new StudioError("mask.too_large", { mask, limit })

const pixels = ({ width, height }: Size) => note("catalog.pixels", { width, height })
