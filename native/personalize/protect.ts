/**
 * Protected regions in pixels: what the masks keep is taken from the item's own picture, at whatever size an image is
 * wanted. The original fades out over a few pixels around a mask and never inside it: where a mask keeps a pixel, it is
 * exactly that of the picture resampled to that size.
 */
import { featherOutwards, keptFrom, keptIn, type Mask, type MaskWindow } from "../base/mask.ts"
import { type RawImage, sharpOf } from "../base/raw-image.ts"
import { MaskStore } from "../catalog/mask-store.ts"
import type { Workspace } from "../catalog/workspace.ts"
import type { Recipe } from "../contract/recipe.ts"
import { readImage } from "../models/image.ts"

/** A window on the drawn image, scaled: what of it a file shows. At the drawn size it is the image itself. */
export interface Placement {
  /** Of the whole drawn image, scaled. */
  wide: number
  high: number
  /** Where the window begins; negative where there is a margin before the image. */
  left: number
  top: number
  /** Of the window. */
  width: number
  height: number
}

export interface ProtectedRecipe {
  plan: { item: Pick<Recipe["plan"]["item"], "id" | "imageHash">; masks: Recipe["plan"]["masks"] }
}

/** What lies over a drawn image. */
export interface Cover {
  picture: RawImage
  /** How much of the picture shows, [height · width]: 255 where it is protected, and only there. */
  alpha: Uint8Array
}

/** The drawn image itself. */
export const wholeOf = ({ width, height }: { width: number; height: number }): Placement => ({
  wide: width,
  high: height,
  left: 0,
  top: 0,
  width,
  height,
})

/**
 * What lies over the image of a recipe at a placement; null where nothing is protected.
 *
 * @throws StudioError mask.file_gone, image.unreadable
 */
export async function coverAt(
  workspace: Workspace,
  { plan: { item, masks } }: ProtectedRecipe,
  placement: Placement,
): Promise<Cover | null> {
  if (masks.length === 0) return null
  const mask = await new MaskStore(workspace).union(item.id, masks)
  const original = await readImage(workspace.imagePath(item.imageHash))
  const window = windowOn(original, placement)
  const { width, height } = placement
  const reach = Math.max(2, Math.round(featherShare * Math.min(width, height)))
  const alpha = featherOutwards(keptIn(mask, window), width, height, reach)
  soften(alpha, mask, window)
  return { picture: await shownIn(original, window), alpha }
}

/** Over how much of the shorter side the original fades out. */
const featherShare = 0.015

/** Where a placement's pixels lie in the original, which covers the drawn size, its middle in the middle. */
export function windowOn(
  original: { width: number; height: number },
  { wide, high, left, top, width, height }: Placement,
): MaskWindow {
  const factor = Math.max(wide / original.width, high / original.height)
  const scaledWidth = Math.max(wide, Math.round(original.width * factor))
  const scaledHeight = Math.max(high, Math.round(original.height * factor))
  return {
    scaledWidth,
    scaledHeight,
    left: Math.floor((scaledWidth - wide) / 2) + left,
    top: Math.floor((scaledHeight - high) / 2) + top,
    width,
    height,
  }
}

/** The window's part of the original; what lies outside of it is black. */
async function shownIn(original: RawImage, window: MaskWindow): Promise<RawImage> {
  const { width, height } = window
  const left = Math.max(0, window.left)
  const top = Math.max(0, window.top)
  const right = Math.min(window.scaledWidth, window.left + width)
  const bottom = Math.min(window.scaledHeight, window.top + height)
  const part = await sharpOf(original)
    .resize(window.scaledWidth, window.scaledHeight, { fit: "fill" })
    .extract({ left, top, width: right - left, height: bottom - top })
    .raw()
    .toBuffer()
  const data = new Uint8Array(width * height * 3)
  for (let y = top; y < bottom; y++) {
    const from = (y - top) * (right - left) * 3
    data.set(
      part.subarray(from, from + (right - left) * 3),
      ((y - window.top) * width + left - window.left) * 3,
    )
  }
  return { width, height, channels: 3, data }
}

/** A mask that ends softly itself lets the original show that far, too. */
function soften(alpha: Uint8Array, mask: Mask, window: MaskWindow): void {
  if (!mask.data.some(value => value > 0 && value < keptFrom)) return
  const { scaledWidth, scaledHeight, left, top, width, height } = window
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + top + 0.5) * mask.height) / scaledHeight)
    if (row < 0 || row >= mask.height) continue
    for (let x = 0; x < width; x++) {
      const column = Math.floor(((x + left + 0.5) * mask.width) / scaledWidth)
      if (column < 0 || column >= mask.width) continue
      const value = mask.data[row * mask.width + column]!
      const at = y * width + x
      if (value < keptFrom) alpha[at] = Math.max(alpha[at]!, Math.min(254, value * 2))
    }
  }
}

/** The image under its cover. */
export function laidOver(image: RawImage, cover: Cover | null): RawImage {
  if (!cover) return image
  const { picture, alpha } = cover
  const data = image.data.slice()
  for (const [at, share] of alpha.entries()) {
    if (share === 0) continue
    for (let channel = at * 3; channel < at * 3 + 3; channel++) {
      data[channel] =
        share === 255
          ? picture.data[channel]!
          : Math.round((picture.data[channel]! * share + data[channel]! * (255 - share)) / 255)
    }
  }
  return { ...image, data }
}
