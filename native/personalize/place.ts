/**
 * Where the item's picture lies in the frame that is drawn: it covers the frame, its middle in the middle, or is moved and
 * scaled from there. What the frame shows beyond the picture is new.
 */
import type { MaskWindow } from "../base/mask.ts"
import { sharpOf } from "../base/raw-image.ts"
import { StudioError } from "../contract/errors.ts"
import { factorIn, isAsItIs, type Place } from "../contract/place.ts"
import type { RecipeSettings } from "../contract/recipe.ts"
import { coverImage, type RawImage, resizeImage } from "../models/image.ts"

export interface Size {
  width: number
  height: number
}

/** In pixels; `right` and `bottom` lie outside. */
export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

/** A window on the drawn image, scaled: what of it a file shows. At the drawn size it is the image itself. */
export interface Placement extends Size {
  /** Of the whole drawn image, scaled. */
  wide: number
  high: number
  /** Where the window begins; negative where there is a margin before the image. */
  left: number
  top: number
}

/** The drawn image itself. */
export const wholeOf = ({ width, height }: Size): Placement => ({
  wide: width,
  high: height,
  left: 0,
  top: 0,
  width,
  height,
})

const factorAt = ({ wide, high }: Placement, original: Size, place: Place): number =>
  factorIn({ width: wide, height: high }, original, place)

/** Where a placement's pixels lie in the item's picture. */
export function windowOn(original: Size, placement: Placement, place: Place): MaskWindow {
  const { wide, high, left, top, width, height } = placement
  const { placeX, placeY } = place
  const factor = factorAt(placement, original, place)
  const scaledWidth = Math.max(1, Math.round(original.width * factor))
  const scaledHeight = Math.max(1, Math.round(original.height * factor))
  return {
    scaledWidth,
    scaledHeight,
    left: Math.floor((scaledWidth - wide) / 2 - placeX * wide) + left,
    top: Math.floor((scaledHeight - high) / 2 - placeY * high) + top,
    width,
    height,
  }
}

/**
 * That the frame shows some of the item's picture and, where all of that is kept, something else too.
 *
 * @throws StudioError place.out_of_frame, place.nothing_to_draw
 */
export function checkPlace(
  item: Size & { id: string },
  settings: Place & Size & Pick<RecipeSettings, "protectWhole">,
): void {
  const frame = wholeOf(settings)
  if (isEmpty(shownBox(windowOn(item, frame, settings))))
    throw new StudioError("place.out_of_frame", { item: item.id })
  if (!settings.protectWhole) return
  const { left, top, right, bottom } = keptBox(item, frame, settings)
  if (left <= 0 && top <= 0 && right >= frame.width && bottom >= frame.height)
    throw new StudioError("place.nothing_to_draw", { item: item.id })
}

/** The part of a window that shows the picture; empty where it lies outside. */
export function shownBox({ scaledWidth, scaledHeight, left, top, width, height }: MaskWindow): Box {
  return {
    left: Math.max(0, -left),
    top: Math.max(0, -top),
    right: Math.min(width, scaledWidth - left),
    bottom: Math.min(height, scaledHeight - top),
  }
}

export const isEmpty = ({ left, top, right, bottom }: Box): boolean => right <= left || bottom <= top

/** Widest of the band inside the edges of a whole picture that is drawn anew: shares of the frame and of the picture. */
const bandOf = { frame: 1 / 16, picture: 1 / 8 } as const

/** How far inside its edges a whole picture begins to be kept, in pixels of a placement, not rounded. */
export function bandAt(original: Size, placement: Placement, place: Place): number {
  const { wide, high } = placement
  const picture = Math.min(original.width, original.height) * factorAt(placement, original, place)
  return Math.max(1, Math.min(bandOf.frame * Math.min(wide, high), bandOf.picture * picture))
}

/**
 * The part of a window where a whole picture stays as it is. Where the frame reaches beyond the picture, that begins a band
 * inside the picture's edge, so that the edge itself is drawn anew and doesn't show. A strip narrower than the band is no new
 * area: there the picture stays up to its edge. At every size of a frame the same edges have a band.
 */
export function keptBox(original: Size, placement: Placement, place: Place): Box {
  const { wide, high, left, top } = placement
  const window = windowOn(original, placement, place)
  const band = bandAt(original, placement, place)
  const inset = (gap: number) => (gap > band ? Math.round(band) : 0)
  const factor = factorAt(placement, original, place)
  const across = (wide - original.width * factor) / 2
  const down = (high - original.height * factor) / 2
  const [x, y] = [place.placeX * wide, place.placeY * high]
  const { left: first, top: upper, right: end, bottom: lower } = shownBox(window)
  const frame = { left: -left, top: -top, right: wide - left, bottom: high - top }
  return {
    left: Math.max(first, frame.left, inset(across + x) - window.left),
    top: Math.max(upper, frame.top, inset(down + y) - window.top),
    right: Math.min(end, frame.right, window.scaledWidth - window.left - inset(across - x)),
    bottom: Math.min(lower, frame.bottom, window.scaledHeight - window.top - inset(down - y)),
  }
}

/**
 * What a window shows of a picture that was scaled already; beyond the picture, its outermost pixels again.
 *
 * @param part the picture's pixels inside `shownBox`
 */
export function withEdges(part: Uint8Array, { width, height }: Size, shown: Box): RawImage {
  const across = shown.right - shown.left
  const data = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    const row = (Math.min(Math.max(y, shown.top), shown.bottom - 1) - shown.top) * across
    const inside = data.subarray((y * width + shown.left) * 3, (y * width + shown.right) * 3)
    inside.set(part.subarray(row * 3, (row + across) * 3))
    const [first, last] = [inside.slice(0, 3), inside.slice(-3)]
    for (let x = 0; x < shown.left; x++) data.set(first, (y * width + x) * 3)
    for (let x = shown.right; x < width; x++) data.set(last, (y * width + x) * 3)
  }
  return { width, height, channels: 3, data }
}

/**
 * A picture where it lies in a frame, as the networks read it. Beyond its edges they go on, blurred: nothing there is a line
 * that the drawing could take for a part of the picture.
 */
export async function placeImage(image: RawImage, frame: Size, place: Place): Promise<RawImage> {
  if (isAsItIs(place)) return coverImage(image, frame.width, frame.height)
  const window = windowOn(image, wholeOf(frame), place)
  const shown = shownBox(window)
  const scaled = await resizeImage(image, window.scaledWidth, window.scaledHeight)
  const part = new Uint8Array((shown.right - shown.left) * (shown.bottom - shown.top) * 3)
  for (let y = shown.top; y < shown.bottom; y++) {
    const from = ((y + window.top) * scaled.width + shown.left + window.left) * 3
    const length = (shown.right - shown.left) * 3
    part.set(scaled.data.subarray(from, from + length), (y - shown.top) * length)
  }
  const placed = withEdges(part, frame, shown)
  const blur = Math.max(1, bandAt(image, wholeOf(frame), place) / 2)
  const soft = await sharpOf(placed).blur(blur).raw().toBuffer()
  for (let at = 0; at < soft.length; at++) {
    const pixel = Math.floor(at / 3)
    if (!isInside(shown, pixel % frame.width, Math.floor(pixel / frame.width))) placed.data[at] = soft[at]!
  }
  return placed
}

export const isInside = ({ left, top, right, bottom }: Box, x: number, y: number): boolean =>
  x >= left && x < right && y >= top && y < bottom

/** LPIPS reads no smaller pictures. */
const leastCompared = 32

/** A drawn image and the item's picture where both show the same part of it: what can be compared. */
export async function comparable(
  image: RawImage,
  original: RawImage,
  place: Place,
): Promise<[drawn: RawImage, original: RawImage]> {
  const placed = await placeImage(original, image, place)
  const { left, top, right, bottom } = shownBox(windowOn(original, wholeOf(image), place))
  const [width, height] = [right - left, bottom - top]
  if (isAsItIs(place) || Math.min(width, height) < leastCompared) return [image, placed]
  const cut = async (of: RawImage): Promise<RawImage> => ({
    width,
    height,
    channels: 3,
    data: new Uint8Array(await sharpOf(of).extract({ left, top, width, height }).raw().toBuffer()),
  })
  return [await cut(image), await cut(placed)]
}
