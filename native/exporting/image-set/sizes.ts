/** Cutting a generated image to the size that a channel wants. */
import { sharpOf } from "../../base/raw-image.ts"
import type { ChannelSize, ImageSet } from "../../contract/image-set.ts"
import type { RawImage } from "../../models/image.ts"

/** The drawn size, under its name. */
export const drawnSize = (width: number, height: number): ChannelSize => ({
  name: "original",
  width,
  height,
  fit: "crop",
})

/** How much larger than drawn the image is shown; above 1 it is upscaled. */
export function enlargement(drawn: { width: number; height: number }, size: ChannelSize): number {
  const [across, down] = [size.width / drawn.width, size.height / drawn.height]
  return size.fit === "crop" ? Math.max(across, down) : Math.min(across, down)
}

/** `crop` fills the size and stays as near to the focal point as it can; `pad` keeps the whole image. */
export async function cutTo(
  image: RawImage,
  size: ChannelSize,
  { focus, background }: Pick<ImageSet, "focus" | "background">,
): Promise<RawImage> {
  const { width, height } = size
  if (image.width === width && image.height === height) return image
  const scale = enlargement(image, size)
  const scaled = (side: number, least: number) => Math.max(least, Math.round(side * scale))
  const picture = sharpOf(image)
  if (size.fit === "pad") {
    const padded = picture.resize(width, height, { fit: "contain", background }).removeAlpha()
    return rawOf(await padded.raw().toBuffer(), width, height)
  }
  const [wide, high] = [scaled(image.width, width), scaled(image.height, height)]
  const cropped = picture.resize(wide, high, { fit: "fill" }).extract({
    left: offset(focus.x, wide, width),
    top: offset(focus.y, high, height),
    width,
    height,
  })
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
