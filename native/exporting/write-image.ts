/** Generated images as files, marked as AI-made; the recipe inside or, in a public copy, left out. */
import type { Sharp } from "sharp"
import { sharpOf } from "../base/raw-image.ts"
import { StudioError } from "../contract/errors.ts"
import type { Recipe } from "../contract/recipe.ts"
import type { RawImage } from "../models/image.ts"
import { isProtected } from "../personalize/protect.ts"
import { formatOf, type ImageFormat } from "./image-format.ts"
import { writeExport } from "./write-file.ts"
import { buildXmp } from "./xmp.ts"

/** `working` carries the recipe; `public` keeps the AI mark and leaves the recipe out. */
export type Copy = "working" | "public"

/** PNG keeps the very pixels; the others are near-lossless to the eye. */
const encoders: Record<ImageFormat, (image: Sharp, quality: number | undefined) => Sharp> = {
  png: image => image.png({ compressionLevel: 9 }),
  jpeg: (image, quality = 92) => image.jpeg({ quality, chromaSubsampling: "4:4:4", mozjpeg: true }),
  webp: (image, quality = 92) => image.webp({ quality }),
  // The usual effort of 4 takes four times as long and saves little.
  avif: (image, quality = 75) => image.avif({ quality, chromaSubsampling: "4:4:4", effort: 2 }),
}

/** A JPEG's XMP is one segment of it; sharp leaves larger packets out without a word. */
const maxJpegXmp = 59_900

/** IPTC's word for how the picture came to be: with parts of an original, or words and logos, it is a composite. */
export const sourceTypeOf = (recipe: Recipe) =>
  isProtected(recipe) || recipe.layout ? "compositeWithTrainedAlgorithmicMedia" : "trainedAlgorithmicMedia"

/** The bytes of an image file. @throws StudioError recipe.too_large */
export async function encodeImage(
  image: RawImage,
  recipe: Recipe,
  { format, copy, quality }: { format: ImageFormat; copy: Copy; quality?: number },
): Promise<Buffer> {
  const xmp = buildXmp(sourceTypeOf(recipe), copy === "working" ? recipe : null)
  if (format === "jpeg" && Buffer.byteLength(xmp) > maxJpegXmp) {
    throw new StudioError("recipe.too_large", {
      file: `${recipe.plan.item.id}.jpg`,
      limit: `${maxJpegXmp} bytes`,
    })
  }
  return encoders[format](sharpOf(image), quality).withXmp(xmp).toBuffer()
}

/**
 * Writes an image in the format that its name asks for, whole or not at all.
 *
 * @throws StudioError export.unknown_format, export.not_written, recipe.too_large
 */
export async function writeImage(path: string, image: RawImage, recipe: Recipe, copy: Copy): Promise<void> {
  const format = formatOf(path)
  await writeExport(path, await encodeImage(image, recipe, { format, copy }))
}
