/** What sheets share: colours, and the way from pictures and words to a PNG. */
import sharp, { type OverlayOptions } from "sharp"
import { sharpOf } from "../base/raw-image.ts"
import type { RawImage } from "../models/image.ts"
import type { SheetTexts } from "../words/sheet-texts.ts"
import { fitLine } from "./text/fit.ts"
import { setLine, type TextStyle } from "./text/line.ts"
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

/** A line of text and where it goes. */
export interface Words {
  text: string
  /** Which point of the line `x` names. */
  x: number
  anchor?: "start" | "end"
  /** Of the baseline. */
  y: number
  style: TextStyle
  /** A wider line is cut with an ellipsis. */
  room: number
}

/** A hairline around a picture, so that pale ones keep their edge. */
const frame = ({ left, top, width, height }: Placed): string =>
  `<rect x="${left - 0.5}" y="${top - 0.5}" width="${width + 1}" height="${height + 1}" fill="none" stroke="${colours.ink}" stroke-opacity=".18"/>`

/** Rings of ink, and no blur: a filter is computed again for every strip of the sheet, and takes minutes on a long one. */
const shadow = ({ left, top, width, height }: Placed): string =>
  [10, 8, 6, 4, 2, 0]
    .map(
      spread =>
        `<rect x="${left - spread}" y="${top + 6 - spread}" width="${width + 2 * spread}" height="${height + 2 * spread}" rx="${spread}"/>`,
    )
    .join("")

/** That the images are made by AI, and by which program. */
export const creditText = (text: SheetTexts): string => `${text("credit")}  ·  ${text("program")}`

export const rule = (x: number, y: number, width: number): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="1" fill="${colours.line}"/>`

/**
 * A sheet as a PNG, marked as holding AI-made pictures beside others.
 *
 * @param vectors SVG elements drawn over the paper
 * @param words lines of text over all
 */
export async function renderSheet(
  width: number,
  height: number,
  pictures: readonly Placed[],
  vectors: readonly string[],
  words: readonly Words[],
): Promise<Buffer> {
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`,
    `<rect width="100%" height="100%" fill="${colours.paper}"/>`,
    `<g fill="${colours.ink}" fill-opacity=".022">`,
    ...pictures.map(shadow),
    "</g>",
    ...pictures.map(frame),
    ...vectors,
    "</svg>",
  ].join("\n")
  const layers = pictures.map(async ({ image, left, top, width, height }) => ({
    input: await sharpOf(image)
      .resize(width, height, { fit: "fill", kernel: "lanczos3" })
      .png({ compressionLevel: 1 })
      .toBuffer(),
    left,
    top,
  }))
  const lines = (await Promise.all(words.map(layerOf))).filter(line => line !== null)
  return sharp(Buffer.from(svg), { unlimited: true })
    .composite([...(await Promise.all(layers)), ...lines])
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

/** The line as a layer over the sheet; null when it shows nothing. */
async function layerOf({ text, x, y, anchor = "start", style, room }: Words): Promise<OverlayOptions | null> {
  const { data, width, height, above } = await setLine(await fitLine(text, room, style), style)
  if (width === 0) return null
  const left = Math.round(anchor === "start" ? x : x - width)
  return { input: data, raw: { width, height, channels: 4 }, left, top: Math.round(y) - above }
}
