/** The pictures of a layout: logos and badges. A file is the user's and may hold anything. */
import sharp, { type Sharp } from "sharp"
import { isImage } from "../image-format.ts"

const mostPixels = 40_000_000

/** Upright, in sRGB with alpha. */
export const pictureOf = (bytes: Buffer): Sharp =>
  sharp(bytes, { limitInputPixels: mostPixels }).autoOrient().toColourspace("srgb").ensureAlpha()

const drawable = new WeakMap<Buffer, Promise<boolean>>()

/** Whether all of it can be decoded; looked at once, for a layout that is changed is drawn many times. */
export function canBeDrawn(bytes: Buffer): Promise<boolean> {
  const known = drawable.get(bytes) ?? decodes(bytes)
  drawable.set(bytes, known)
  return known
}

/** Told by its beginning before any decoder sees it: those of SVG would read other files. */
const decodes = async (bytes: Buffer): Promise<boolean> =>
  isImage(bytes) &&
  pictureOf(bytes)
    .resize(1, 1)
    .raw()
    .toBuffer()
    .then(
      () => true,
      () => false,
    )
