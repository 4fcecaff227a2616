/** A mask while it is being drawn: one byte a pixel, 255 where the picture is kept. From 128 on it is; less only softens. */

export interface MaskPixels {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray
}

export interface Point {
  x: number
  y: number
}

export const emptyMask = (width: number, height: number): MaskPixels => ({
  width,
  height,
  data: new Uint8ClampedArray(width * height),
})

export const copyOf = (mask: MaskPixels): MaskPixels => ({ ...mask, data: mask.data.slice() })

/** Share of the picture that is kept, 0 … 1. */
export const keptShare = ({ data }: MaskPixels): number =>
  data.reduce((count, value) => count + (value >= 128 ? 1 : 0), 0) / data.length

/** Paints a round stroke from one point to the next, in place; `value` 0 takes away. */
export function paintStroke(mask: MaskPixels, from: Point, to: Point, radius: number, value: number): void {
  const { width, height, data } = mask
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const length = dx * dx + dy * dy
  const rim = Math.max(radius, 0.5)
  const first = (side: number) => Math.max(0, Math.floor(side - rim))
  const top = first(Math.min(from.y, to.y))
  const left = first(Math.min(from.x, to.x))
  const bottom = Math.min(height - 1, Math.ceil(Math.max(from.y, to.y) + rim))
  const right = Math.min(width - 1, Math.ceil(Math.max(from.x, to.x) + rim))
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const [px, py] = [x + 0.5 - from.x, y + 0.5 - from.y]
      const along = length === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / length))
      const [ox, oy] = [px - along * dx, py - along * dy]
      if (ox * ox + oy * oy <= rim * rim) data[y * width + x] = value
    }
  }
}

export interface Rectangle {
  left: number
  top: number
  width: number
  height: number
}

/** Fills a rectangle in place, as far as it lies in the picture. */
export function paintRectangle(
  mask: MaskPixels,
  { left, top, width, height }: Rectangle,
  value: number,
): void {
  const [from, to] = [Math.max(0, Math.round(top)), Math.min(mask.height, Math.round(top + height))]
  const [first, end] = [Math.max(0, Math.round(left)), Math.min(mask.width, Math.round(left + width))]
  for (let y = from; y < to; y++)
    mask.data.fill(value, y * mask.width + first, y * mask.width + Math.max(first, end))
}

/** The rectangle between two corners. */
export const between = (a: Point, b: Point): Rectangle => ({
  left: Math.min(a.x, b.x),
  top: Math.min(a.y, b.y),
  width: Math.abs(a.x - b.x),
  height: Math.abs(a.y - b.y),
})

/** What was kept isn't, and the other way round. */
export const inverted = ({ data, ...size }: MaskPixels): MaskPixels => ({
  ...size,
  data: data.map(value => (value >= 128 ? 0 : 255)),
})

/** The mask grown by some pixels on all sides; by fewer than none, shrunk. */
export function grown(mask: MaskPixels, by: number): MaskPixels {
  if (by < 0) return inverted(grown(inverted(mask), -by))
  return reached(mask, by, (_, inside) => (inside ? 255 : 0))
}

/** The mask with an edge that fades out over some pixels around it; what is kept stays. */
export const feathered = (mask: MaskPixels, over: number): MaskPixels =>
  reached(mask, over, (distance, inside) => (inside ? Math.round(127 * (1 - distance / (over + 1))) : 0))

/** Every pixel that isn't kept made anew by how far it lies from one that is; `inside` says whether that is within `reach`. */
function reached(
  mask: MaskPixels,
  reach: number,
  valueAt: (distance: number, inside: boolean) => number,
): MaskPixels {
  const { width, height } = mask
  const beside = besideKept(mask, reach)
  const data = new Uint8ClampedArray(mask.data.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      if (beside[at] === 0) {
        data[at] = 255
        continue
      }
      let nearest = Number.POSITIVE_INFINITY
      for (let dy = Math.max(-reach, -y); dy <= Math.min(reach, height - 1 - y); dy++) {
        const dx = beside[at + dy * width]!
        if (dx <= reach) nearest = Math.min(nearest, dx * dx + dy * dy)
      }
      const distance = Math.sqrt(nearest)
      data[at] = valueAt(distance, distance <= reach)
    }
  }
  return { width, height, data }
}

/** How far the nearest kept pixel of the same line is, reach + 1 at most. */
function besideKept({ width, height, data }: MaskPixels, reach: number): Uint16Array {
  const beside = new Uint16Array(data.length).fill(reach + 1)
  for (let y = 0; y < height; y++) {
    for (const step of [1, -1]) {
      let distance = reach + 1
      for (let i = 0, at = y * width + (step > 0 ? 0 : width - 1); i < width; i++, at += step) {
        distance = data[at]! >= 128 ? 0 : Math.min(distance + 1, reach + 1)
        if (distance < beside[at]!) beside[at] = distance
      }
    }
  }
  return beside
}

/** The mask as a PNG, white where it keeps. */
export async function pngOf({ width, height, data }: MaskPixels): Promise<File> {
  const canvas = new OffscreenCanvas(width, height)
  const pixels = new ImageData(width, height)
  for (const [at, value] of data.entries()) pixels.data.set([value, value, value, 255], at * 4)
  canvas.getContext("2d")!.putImageData(pixels, 0, 0)
  return new File([await canvas.convertToBlob({ type: "image/png" })], "mask.png", { type: "image/png" })
}

/** A mask from its picture; one of another size is scaled to the picture's. */
export async function maskOf(url: string, width: number, height: number): Promise<MaskPixels> {
  const image = new Image()
  image.src = url
  await image.decode()
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext("2d", { willReadFrequently: true })!
  context.imageSmoothingEnabled = false
  context.drawImage(image, 0, 0, width, height)
  const { data } = context.getImageData(0, 0, width, height)
  const mask = emptyMask(width, height)
  for (let at = 0; at < mask.data.length; at++) mask.data[at] = data[at * 4]!
  return mask
}
