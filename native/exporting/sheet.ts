/** What sheets share: colours, type, and the way from pictures and words to a PNG. */
import sharp from "sharp"
import type { RawImage } from "../models/image.ts"
import { buildXmp } from "./xmp.ts"

export const colours = {
  paper: "#faf9f6",
  ink: "#1d1b19",
  muted: "#75706a",
  line: "#e3dfd8",
  accent: "#3949c6",
  accentPale: "#dfe2f7",
} as const

export const margin = 64
/** Below the last content: rule and credit. */
export const footerHeight = 88

/** A picture and where it goes, in pixels. */
export interface Placed {
  image: RawImage
  left: number
  top: number
  width: number
  height: number
}

/** A hairline around a picture, so that pale ones keep their edge. */
const frame = ({ left, top, width, height }: Placed): string =>
  `<rect x="${left - 0.5}" y="${top - 0.5}" width="${width + 1}" height="${height + 1}" fill="none" stroke="${colours.ink}" stroke-opacity=".18"/>`

const shadow = ({ left, top, width, height }: Placed): string =>
  `<rect x="${left}" y="${top + 6}" width="${width}" height="${height}" fill="${colours.ink}" fill-opacity=".22" filter="url(#soft)"/>`

export const rule = (x: number, y: number, width: number): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="1" fill="${colours.line}"/>`

/**
 * A sheet as a PNG, marked as holding AI-made pictures beside others.
 *
 * @param vectors SVG elements drawn over the paper
 */
export async function renderSheet(
  width: number,
  height: number,
  pictures: readonly Placed[],
  vectors: readonly string[],
): Promise<Buffer> {
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif">`,
    '<filter id="soft" x="-20%" y="-20%" width="140%" height="140%"><feGaussianBlur stdDeviation="12"/></filter>',
    `<rect width="100%" height="100%" fill="${colours.paper}"/>`,
    ...pictures.map(shadow),
    ...pictures.map(frame),
    ...vectors,
    "</svg>",
  ].join("\n")
  const layers = pictures.map(async ({ image, left, top, width, height }) => ({
    input: await sharp(image.data, {
      raw: { width: image.width, height: image.height, channels: image.channels },
    })
      .resize(width, height, { fit: "fill", kernel: "lanczos3" })
      .png({ compressionLevel: 1 })
      .toBuffer(),
    left,
    top,
  }))
  return sharp(Buffer.from(svg), { unlimited: true })
    .composite(await Promise.all(layers))
    .removeAlpha()
    .withXmp(buildXmp("compositeWithTrainedAlgorithmicMedia", null))
    .png()
    .toBuffer()
}

/** The largest size of an image's proportions in a box, in whole pixels. */
export function containedSize(
  { width, height }: Pick<RawImage, "width" | "height">,
  boxWidth: number,
  boxHeight: number,
): { width: number; height: number } {
  const scale = Math.min(boxWidth / width, boxHeight / height)
  return { width: Math.round(width * scale), height: Math.round(height * scale) }
}
