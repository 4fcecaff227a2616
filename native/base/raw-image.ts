/** A decoded picture in memory, and its way to sharp. */
import sharp, { type Sharp } from "sharp"

/** Interleaved 8-bit sRGB, row by row from the top. */
export interface RawImage {
  width: number
  height: number
  channels: 3
  data: Uint8Array
}

/** Most pixels a picture may have: a decoder needs so much memory for more that it could crash. */
export const maxPixels = 120_000_000

/** Longest side of a picture that is read: JPEG's own limit. A line of millions of pixels is no picture. */
export const longestSide = 65_535

export const sharpOf = ({ data, width, height, channels }: RawImage): Sharp =>
  sharp(data, { raw: { width, height, channels }, limitInputPixels: maxPixels })

/** The bytes of a PNG file. */
export const pngBytes = (image: RawImage): Promise<Buffer> => sharpOf(image).png().toBuffer()
