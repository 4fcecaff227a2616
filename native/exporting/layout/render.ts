/** Lays a layout over an image: the only way that words, logos and shapes get onto one. */
import sharp from "sharp"
import type { RawImage } from "../../base/raw-image.ts"
import { StudioError } from "../../contract/errors.ts"
import type { LayoutElement, TextElement } from "../../contract/layout.ts"
import { boxOf, type Rectangle } from "../../contract/layout-place.ts"
import { type Block, fitBlock, shrink } from "../text/fit.ts"
import { directionOf, type SetLine, setLine } from "../text/line.ts"
import { legible, type Rgb, rgbOf } from "./contrast.ts"
import { type Fields, filled } from "./fields.ts"
import type { LoadedLayout } from "./loaded.ts"
import { pictureOf } from "./picture.ts"

/** RGBA pixels and where they go. */
interface Layer extends Rectangle {
  data: Uint8Array
}

export interface LayOutOptions {
  /** Places of elements that aren't drawn. */
  leaveOut?: ReadonlySet<number>
  signal?: AbortSignal | undefined
}

/**
 * A copy of the image with the layout over it. No element leaves its box.
 *
 * @param image already of the channel's size
 * @throws StudioError layout.no_room, job.cancelled
 */
export async function layOut(
  image: RawImage,
  loaded: LoadedLayout,
  fields: Fields,
  { leaveOut, signal }: LayOutOptions = {},
): Promise<RawImage> {
  const canvas = { ...image, data: Uint8Array.from(image.data) }
  for (const [index, element] of loaded.layout.elements.entries()) {
    if (leaveOut?.has(index)) continue
    if (signal?.aborted) throw new StudioError("job.cancelled", { what: "drawing" })
    const box = boxOf(element, loaded.layout, canvas)
    if (element.type === "text")
      await drawText(canvas, loaded, element, box, filled(element.text, fields), index)
    else if (element.type === "shape") blend(canvas, await shapeLayer(element, box), box)
    else {
      const bytes = loaded.files.get(element.file)
      if (bytes) blend(canvas, await imageLayer(bytes, element, box), box)
    }
  }
  return canvas
}

/** An area that an element fills; with alpha, [height · width], 0 … 255, where it isn't filled evenly. */
export interface Covered extends Rectangle {
  alpha: Uint8Array | null
}

/** What an element lies over on an image of that size; null where it shows nothing. */
export async function coveredBy(
  element: LayoutElement,
  { layout, files, families }: LoadedLayout,
  size: { width: number; height: number },
  fields: Fields,
): Promise<Covered | null> {
  const box = boxOf(element, layout, size)
  if (element.type === "text") {
    const text = filled(element.text, fields)
    const set = text === "" ? null : await setText(text, element, box, size, families)
    if (!set?.lines.some(({ line }) => line.width > 0)) return null
    return { ...around(set, box, size), alpha: null }
  }
  if (element.opacity === 0) return null
  if (element.type === "shape") return { ...box, alpha: alphaOf(await shapeLayer(element, box)) }
  const bytes = files.get(element.file)
  return bytes ? { ...box, alpha: alphaOf(await imageLayer(bytes, element, box)) } : null
}

const alphaOf = ({ data }: Layer): Uint8Array =>
  Uint8Array.from({ length: data.length / 4 }, (_, at) => data[4 * at + 3]!)

/** Lines and where each begins, within the box. */
export interface SetText {
  block: Block
  lines: { line: SetLine; left: number; top: number }[]
}

/** Ems above the first baseline and below the last that are kept for letters, whether they reach there or not. */
const [ascent, descent] = [0.76, 0.22]

/** The words as they go into their box; null when they can't. */
export async function setText(
  text: string,
  element: TextElement,
  box: { width: number; height: number },
  image: { width: number; height: number },
  families: readonly string[],
  colour: Rgb = [0, 0, 0],
): Promise<SetText | null> {
  const side = Math.min(image.width, image.height)
  const fill = `#${colour.map(value => value.toString(16).padStart(2, "0")).join("")}`
  const style = { weight: element.weight, italic: element.italic, families, fill }
  const { lines, leading } = element
  const smallest = (element.smallest ?? element.size / 2) * side
  let size = element.size * side
  for (;;) {
    const room = { ...box, lines, leading, size, smallest: Math.min(smallest, size) }
    const block = await fitBlock(text, room, style)
    if (!block || (block.isCut && !element.cut)) return null
    const set = await Promise.all(block.lines.map(line => setLine(line, { ...style, size: block.size })))
    const placed = placeLines(set, block, element, box)
    if (placed.every(({ line, top }) => top >= 0 && top + line.height <= box.height))
      return { block, lines: placed }
    if (block.size <= smallest) return null
    // What fits as a block may still reach out of the box with its tallest letters.
    size = block.size * shrink
  }
}

function placeLines(
  set: readonly SetLine[],
  block: Block,
  element: TextElement,
  box: { width: number; height: number },
) {
  const pitch = block.size * element.leading
  const baselines = set.map((_, index) => index * pitch)
  const above = Math.max(ascent * block.size, ...set.map((line, index) => line.above - baselines[index]!))
  const last = baselines.at(-1) ?? 0
  const below = Math.max(
    descent * block.size,
    ...set.map((line, index) => line.height - line.above - (last - baselines[index]!)),
  )
  const spare = box.height - above - last - below
  const start = { top: 0, middle: spare / 2, bottom: spare }[element.vertical] + above
  return set.map((line, index) => {
    const isLeft =
      element.align === "center"
        ? null
        : (element.align === "start") === (directionOf(block.lines.join(" ")) === "ltr")
    const free = box.width - line.width
    const left = isLeft === null ? free / 2 : isLeft ? 0 : free
    return { line, left: Math.floor(left), top: Math.round(start + baselines[index]!) - line.above }
  })
}

async function drawText(
  canvas: RawImage,
  { layout, families }: LoadedLayout,
  element: TextElement,
  box: Rectangle,
  text: string,
  index: number,
): Promise<void> {
  if (text === "") return
  const plain = await setText(text, element, box, canvas, families)
  if (!plain)
    throw new StudioError("layout.no_room", { layout: layout.name, box: index + 1, text: text.slice(0, 200) })
  if (plain.lines.every(({ line }) => line.width === 0)) return
  const area = around(plain, box, canvas)
  const { colour, plate } =
    element.contrast === "none" && element.colour !== "auto"
      ? { colour: rgbOf(element.colour), plate: null }
      : legible(canvas, area, element.colour)
  if (plate && element.contrast === "plate") {
    const content = `<rect width="100%" height="100%" fill="rgb(${plate.colour.join()})" fill-opacity="${plate.opacity}"/>`
    blend(canvas, await svgLayer(area, content), box)
  }
  const set = await setText(text, element, box, canvas, families, colour)
  for (const { line, left, top } of set!.lines) {
    const layer = { ...line, left: box.left + left, top: box.top + top }
    blend(canvas, layer, box)
  }
}

/** The words' ink with some air, on the image. */
function around(
  { lines, block }: SetText,
  box: Rectangle,
  image: { width: number; height: number },
): Rectangle {
  const air = Math.round(block.size * 0.2)
  const inked = lines.filter(({ line }) => line.width > 0)
  const left = Math.max(0, box.left + Math.min(...inked.map(({ left }) => left)) - air)
  const top = Math.max(0, box.top + Math.min(...inked.map(({ top }) => top)) - air)
  const right = Math.min(
    image.width,
    box.left + Math.max(...inked.map(({ left, line }) => left + line.width)) + air,
  )
  const bottom = Math.min(
    image.height,
    box.top + Math.max(...inked.map(({ top, line }) => top + line.height)) + air,
  )
  return { left, top, width: right - left, height: bottom - top }
}

async function svgLayer(at: Rectangle, content: string): Promise<Layer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${at.width}" height="${at.height}">${content}</svg>`
  const data = await sharp(Buffer.from(svg)).ensureAlpha().raw().toBuffer()
  return { ...at, data }
}

function shapeLayer(
  { shape, colour, opacity, radius }: Extract<LayoutElement, { type: "shape" }>,
  box: Rectangle,
): Promise<Layer> {
  const style = `fill="${colour}" fill-opacity="${opacity}"`
  const round = radius * Math.min(box.width, box.height)
  return svgLayer(
    box,
    shape === "ellipse"
      ? `<ellipse cx="50%" cy="50%" rx="50%" ry="50%" ${style}/>`
      : `<rect width="100%" height="100%" rx="${round}" ${style}/>`,
  )
}

async function imageLayer(
  bytes: Buffer,
  { fit, opacity }: Extract<LayoutElement, { type: "image" }>,
  box: Rectangle,
): Promise<Layer> {
  const { width, height } = box
  const key = JSON.stringify([width, height, fit, opacity])
  const last = lastLayers.get(bytes)
  if (last?.key === key) return { ...box, data: last.data }
  const data = await pictureOf(bytes)
    .resize(width, height, { fit, background: { r: 0, g: 0, b: 0, alpha: 0 } })
    .raw()
    .toBuffer()
  if (opacity < 1) for (let at = 3; at < data.length; at += 4) data[at] = Math.round(data[at]! * opacity)
  lastLayers.set(bytes, { key, data })
  return { ...box, data }
}

/** Of each picture the latest size: a set, and a box that is moved, ask for the same one again and again. */
const lastLayers = new WeakMap<Buffer, { key: string; data: Buffer }>()

/** Draws a layer into the image, in place, within the box. */
function blend({ data, width, height }: RawImage, layer: Layer, box: Rectangle): void {
  const top = Math.max(0, layer.top, box.top)
  const bottom = Math.min(height, layer.top + layer.height, box.top + box.height)
  const left = Math.max(0, layer.left, box.left)
  const right = Math.min(width, layer.left + layer.width, box.left + box.width)
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const from = 4 * ((y - layer.top) * layer.width + (x - layer.left))
      const alpha = layer.data[from + 3]! / 255
      if (alpha === 0) continue
      const to = 3 * (y * width + x)
      for (let channel = 0; channel < 3; channel++)
        data[to + channel] = Math.round(
          data[to + channel]! * (1 - alpha) + layer.data[from + channel]! * alpha,
        )
    }
  }
}
