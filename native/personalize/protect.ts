/**
 * Protected regions in pixels: what the masks keep is taken from the item's own picture, at whatever size an image is
 * wanted and wherever it was moved to. The original fades out over a few pixels around a mask and never inside it: where a
 * mask keeps a pixel, it is exactly that of the picture resampled to that size. A picture that is protected as a whole is
 * kept in the same way, up to a band inside its edges.
 */
import { LRUCache } from "lru-cache"
import { featherOutwards, greyOf, keptFrom, keptIn, type Mask, type MaskWindow } from "../base/mask.ts"
import { type RawImage, sharpOf } from "../base/raw-image.ts"
import { readOpacity } from "../catalog/cut-outs.ts"
import type { WholePicture } from "../catalog/image.ts"
import { type MaskFiles, unionOfMasks } from "../catalog/mask-store.ts"
import type { Workspace } from "../catalog/workspace.ts"
import { StudioError } from "../contract/errors.ts"
import type { MaskRef } from "../contract/mask.ts"
import type { Place } from "../contract/place.ts"
import type { RecipePlan, RecipeSettings } from "../contract/recipe.ts"
import { readImage } from "../models/image.ts"
import {
  type Box,
  bandAt,
  isEmpty,
  isInside,
  keptBox,
  type Placement,
  type Size,
  shownBox,
  wholeOf,
  windowOn,
  withEdges,
} from "./place.ts"

export interface ProtectedRecipe {
  settings: Place & Pick<RecipeSettings, "protectWhole">
  plan: { item: Pick<RecipePlan["item"], "id" | "imageHash"> } & Pick<RecipePlan, "masks"> &
    Partial<Pick<RecipePlan, "preprocessing">>
}

/** Whether any of the item's own picture is kept. */
export const isProtected = ({ settings, plan }: ProtectedRecipe): boolean =>
  plan.masks.length > 0 || settings.protectWhole

/** By masks and window; both are named by what they hold. */
const shownMasks = new LRUCache<string, boolean>({ max: 10_000 })

/**
 * That a frame shows some of what the masks keep.
 *
 * @throws StudioError place.nothing_kept, mask.file_gone
 */
export async function checkKept(
  files: MaskFiles,
  item: Size & { id: string },
  masks: readonly MaskRef[],
  frame: Place & Size,
): Promise<void> {
  if (masks.length === 0) return
  const window = windowOn(item, wholeOf(frame), frame)
  const key = JSON.stringify([masks.map(({ hash }) => hash), window])
  let isShown = shownMasks.get(key)
  if (isShown === undefined) {
    isShown = keptIn(await unionOfMasks(files, item.id, masks), window).includes(1)
    shownMasks.set(key, isShown)
  }
  if (!isShown) throw new StudioError("place.nothing_kept", { item: item.id })
}

/** What lies over a drawn image. */
export interface Cover {
  picture: RawImage
  /** How much of the picture shows, [height · width]: 255 where it is protected, and only there. */
  alpha: Uint8Array
  /** Of a cut-out: what shines through it. */
  cutOut: CutOut | null
}

/** A cut-out in a window: where it isn't opaque, its picture shows the ground that the workspace keeps it on. */
interface CutOut {
  /** [height · width], 0 … 255. */
  opacity: Uint8Array
  ground: number
}

/**
 * What lies over the image of a recipe at a placement; null where nothing is protected.
 *
 * @param larger the item's picture in its own size; without, the workspace's is taken
 * @throws StudioError mask.file_gone, image.unreadable
 */
export async function coverAt(
  workspace: Pick<Workspace, "imagePath" | "maskPath">,
  recipe: ProtectedRecipe,
  placement: Placement,
  larger: WholePicture | null = null,
): Promise<Cover | null> {
  if (!isProtected(recipe)) return null
  const { settings, plan } = recipe
  const original = larger?.picture ?? (await readImage(workspace.imagePath(plan.item.imageHash)))
  const window = windowOn(original, placement, settings)
  const shown = shownBox(window)
  if (isEmpty(shown)) return null
  const { width, height } = placement
  const alpha =
    plan.masks.length > 0
      ? featheredMask(await unionOfMasks(workspace, plan.item.id, plan.masks), window)
      : new Uint8Array(width * height)
  if (settings.protectWhole)
    showAround(alpha, width, keptBox(original, placement, settings), bandAt(original, placement, settings))
  clip(alpha, placement)
  const picture = await shownIn(original, window, shown)
  const { opacity } = plan.preprocessing ?? {}
  if (opacity === undefined) return { picture, alpha, cutOut: null }
  const mask = larger?.opacity ?? (await readOpacity(workspace, plan.item.id, opacity))
  const seen = await shownIn(greyOf(mask), window, shown)
  return {
    picture,
    alpha,
    cutOut: { opacity: seen.data.filter((_, at) => at % 3 === 0), ground: groundOf(original, mask) },
  }
}

/** How bright the ground of a cut-out is, as its clear pixels show it. */
function groundOf({ data }: RawImage, { data: opacity }: Mask): number {
  let [sum, count] = [0, 0]
  for (let at = 0; at < opacity.length; at++) {
    if (opacity[at] !== 0) continue
    sum += data[at * 3]!
    count++
  }
  return count === 0 ? 255 : Math.round(sum / count)
}

/** Over how much of the shorter side the original fades out around a mask. */
const featherShare = 0.015

function featheredMask(mask: Mask, window: MaskWindow): Uint8Array {
  const { width, height } = window
  const reach = Math.max(2, Math.round(featherShare * Math.min(width, height)))
  const alpha = featherOutwards(keptIn(mask, window), width, height, reach)
  soften(alpha, mask, window)
  return alpha
}

/** Shows all of a box, and less and less around it. */
function showAround(alpha: Uint8Array, width: number, box: Box, reach: number): void {
  if (isEmpty(box)) return
  for (let at = 0; at < alpha.length; at++) {
    const [x, y] = [at % width, Math.floor(at / width)]
    const distance = Math.hypot(
      Math.max(0, box.left - x, x - box.right + 1),
      Math.max(0, box.top - y, y - box.bottom + 1),
    )
    const share =
      distance === 0 ? 255 : Math.min(254, Math.round(255 * Math.max(0, 1 - distance / (reach + 1))))
    alpha[at] = Math.max(alpha[at]!, share)
  }
}

/** Nothing shows in the margins beside the drawn image. */
function clip(alpha: Uint8Array, { wide, high, left, top, width, height }: Placement): void {
  const frame = { left: -left, top: -top, right: wide - left, bottom: high - top }
  if (frame.left <= 0 && frame.top <= 0 && frame.right >= width && frame.bottom >= height) return
  for (let at = 0; at < alpha.length; at++)
    if (!isInside(frame, at % width, Math.floor(at / width))) alpha[at] = 0
}

/** The window's part of the original; beyond it, its outermost pixels again, for what fades out there. */
async function shownIn(original: RawImage, window: MaskWindow, shown: Box): Promise<RawImage> {
  const part = await sharpOf(original)
    .resize(window.scaledWidth, window.scaledHeight, { fit: "fill" })
    .extract({
      left: shown.left + window.left,
      top: shown.top + window.top,
      width: shown.right - shown.left,
      height: shown.bottom - shown.top,
    })
    .raw()
    .toBuffer()
  return withEdges(part, window, shown)
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

/** A pixel of a cut-out over what is drawn, in place of the ground that it is kept on. */
function seenThrough({ opacity, ground }: CutOut, at: number, own: number, drawn: number): number {
  const clear = 1 - opacity[at]! / 255
  // Resampling overshoots beside an edge: no pixel adds more than its opacity.
  const added = Math.min(opacity[at]!, Math.max(0, own - clear * ground))
  return Math.round(added + clear * drawn)
}

/** The image under its cover. */
export function laidOver(image: RawImage, cover: Cover | null): RawImage {
  if (!cover) return image
  const { picture, alpha, cutOut } = cover
  const data = image.data.slice()
  for (const [at, share] of alpha.entries()) {
    if (share === 0) continue
    for (let channel = at * 3; channel < at * 3 + 3; channel++) {
      const own = cutOut
        ? seenThrough(cutOut, at, picture.data[channel]!, data[channel]!)
        : picture.data[channel]!
      data[channel] = share === 255 ? own : Math.round((own * share + data[channel]! * (255 - share)) / 255)
    }
  }
  return { ...image, data }
}
