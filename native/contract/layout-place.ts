/** Where a layout's boxes lie on an image, in pixels: what is drawn, and what the page shows to be dragged. */
import type { Box, Layout, LayoutElement } from "./layout.ts"

export interface Rectangle {
  left: number
  top: number
  width: number
  height: number
}

type Size = Pick<Rectangle, "width" | "height">

/** The image without what its edges keep free. */
export const safeZone = ({ safe }: Pick<Layout, "safe">, { width, height }: Size): Rectangle => ({
  left: safe.left * width,
  top: safe.top * height,
  width: (1 - safe.left - safe.right) * width,
  height: (1 - safe.top - safe.bottom) * height,
})

export const wholeImage = ({ width, height }: Size): Rectangle => ({ left: 0, top: 0, width, height })

/** In whole pixels; it may leave the area. */
export function placed({ anchor, x, y, width, height }: Box, area: Rectangle): Rectangle {
  const across = anchor.includes("left") ? "start" : anchor.includes("right") ? "end" : "middle"
  const down = anchor.startsWith("top") ? "start" : anchor.startsWith("bottom") ? "end" : "middle"
  const start = (side: "start" | "middle" | "end", room: number, length: number, shift: number) =>
    ({ start: shift, middle: (room - length) / 2 + shift, end: room - length - shift })[side]
  const [wide, high] = [width * area.width, height * area.height]
  const left = Math.round(area.left + start(across, area.width, wide, x * area.width))
  const top = Math.round(area.top + start(down, area.height, high, y * area.height))
  return { left, top, width: Math.max(1, Math.round(wide)), height: Math.max(1, Math.round(high)) }
}

/** Whether all of it lies on the image; a pixel of rounding is none. */
export const isOn = ({ left, top, width, height }: Rectangle, image: Size): boolean =>
  left >= -1 && top >= -1 && left + width <= image.width + 1 && top + height <= image.height + 1

/** Only pictures and shapes can leave the safe zone. */
export const bleeds = (element: LayoutElement): boolean => element.type !== "text" && element.bleed

/** What an element's shares are shares of. */
export const areaOf = (element: LayoutElement, layout: Pick<Layout, "safe">, size: Size): Rectangle =>
  bleeds(element) ? wholeImage(size) : safeZone(layout, size)

/** Where an element lies on an image of that size. */
export const boxOf = (element: LayoutElement, layout: Pick<Layout, "safe">, size: Size): Rectangle =>
  placed(element.box, areaOf(element, layout, size))
