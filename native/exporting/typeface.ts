/** Lines of text on sheets: which words, where, and in which style. */
import type { OverlayOptions } from "sharp"
import { fitLine } from "./text/fit.ts"
import { setLine, type TextStyle } from "./text/line.ts"

/** A line and where it goes. */
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

/** The line as a layer over a sheet; null when it shows nothing. */
export async function layerOf({
  text,
  x,
  y,
  anchor = "start",
  style,
  room,
}: Words): Promise<OverlayOptions | null> {
  const { data, width, height, above } = await setLine(await fitLine(text, room, style), style)
  if (width === 0) return null
  const left = Math.round(anchor === "start" ? x : x - width)
  return { input: data, raw: { width, height, channels: 4 }, left, top: Math.round(y) - above }
}
