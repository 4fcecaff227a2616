/** Cutting a generated image to the size that a channel wants. */
import { sharpOf } from "../../base/raw-image.ts"
import type { ChannelSize, ImageSet } from "../../contract/image-set.ts"
import type { RawImage } from "../../models/image.ts"
import type { Placement } from "../../personalize/place.ts"

/** The drawn size, under its name. */
export const drawnSize = (width: number, height: number): ChannelSize => ({
  name: "original",
  width,
  height,
  fit: "crop",
})

const middle = { x: 0.5, y: 0.5 }

/** How much larger than drawn the image is shown; above 1 it is upscaled. */
export function enlargement(drawn: { width: number; height: number }, size: ChannelSize): number {
  const [across, down] = [size.width / drawn.width, size.height / drawn.height]
  return size.fit === "pad" ? Math.min(across, down) : Math.max(across, down)
}

/**
 * How a file of that size shows the drawn image: `crop` fills the size and stays as near to the focal point as it can;
 * `extend` takes the middle of an image that was drawn for the size.
 */
export function placementAt(
  drawn: { width: number; height: number },
  size: ChannelSize,
  { focus }: Pick<ImageSet, "focus">,
): Placement {
  const { width, height } = size
  const scale = enlargement(drawn, size)
  if (size.fit === "pad") {
    const scaled = (side: number, most: number) => Math.min(most, Math.max(1, Math.round(side * scale)))
    const [wide, high] = [scaled(drawn.width, width), scaled(drawn.height, height)]
    const margin = (side: number, shown: number) => -Math.floor((side - shown) / 2)
    return { wide, high, left: margin(width, wide), top: margin(height, high), width, height }
  }
  const scaled = (side: number, least: number) => Math.max(least, Math.round(side * scale))
  const [wide, high] = [scaled(drawn.width, width), scaled(drawn.height, height)]
  const { x, y } = size.fit === "extend" ? middle : focus
  return { wide, high, left: offset(x, wide, width), top: offset(y, high, height), width, height }
}

/** The drawn image at a channel's size; `pad` keeps the whole image on the background. */
export async function cutTo(
  image: RawImage,
  size: ChannelSize,
  { focus, background }: Pick<ImageSet, "focus" | "background">,
): Promise<RawImage> {
  const { width, height } = size
  if (image.width === width && image.height === height) return image
  const picture = sharpOf(image)
  if (size.fit === "pad") {
    const padded = picture.resize(width, height, { fit: "contain", background }).removeAlpha()
    return rawOf(await padded.raw().toBuffer(), width, height)
  }
  const { wide, high, left, top } = placementAt(image, size, { focus })
  const cropped = picture.resize(wide, high, { fit: "fill" }).extract({ left, top, width, height })
  return rawOf(await cropped.raw().toBuffer(), width, height)
}

/** Where a window starts so that the focal point lies in its middle, or as near as the edges allow. */
const offset = (focus: number, whole: number, window: number): number =>
  Math.round(Math.min(Math.max(focus * whole - window / 2, 0), whole - window))

const rawOf = (data: Buffer, width: number, height: number): RawImage => ({
  width,
  height,
  channels: 3,
  data: new Uint8Array(data),
})
