/** The item's picture with its mask over it, drawn on by mouse, pen (the harder, the wider) and finger; two fingers move it. */
import { Box } from "@mui/material"
import { type PointerEvent, useEffect, useRef, useState } from "react"
import type { ItemSummary } from "../../../native/contract/api/common.ts"
import { pictureUrl } from "../../app/picture-url.ts"
import { useWheel } from "../../ui/use-wheel.ts"
import { byWheel, panned, transformOf, type Zoom, zoomed } from "../zoom.ts"
import { between, type MaskPixels, type Point, paintRectangle, paintStroke } from "./mask-pixels.ts"
import type { MaskDrawing } from "./use-mask-drawing.ts"

export const tools = ["brush", "eraser", "rectangle"] as const
export type Tool = (typeof tools)[number]

export interface MaskCanvasProps {
  item: ItemSummary
  drawing: MaskDrawing
  tool: Tool
  /** Width of the brush, in pixels of the picture. */
  size: number
  zoom: Zoom
  onZoom: (change: (zoom: Zoom) => Zoom) => void
  label: string
}

/** Of the mask over the picture: a colour that few pictures have, and white along its border. */
const colour = [255, 0, 150] as const

export function MaskCanvas({ item, drawing, tool, size, zoom, onZoom, label }: MaskCanvasProps) {
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const pointers = useRef(new Map<number, Point>())
  const last = useRef<Point | null>(null)
  const [corners, setCorners] = useState<readonly [Point, Point] | null>(null)
  const { mask } = drawing

  useEffect(() => {
    // Several changes between two frames are drawn once.
    const frame = requestAnimationFrame(() => canvas.current && showMask(canvas.current, mask))
    return () => cancelAnimationFrame(frame)
  }, [mask])

  useWheel(box, (event, element) => onZoom(byWheel(event, element)))

  const at = ({ clientX, clientY }: { clientX: number; clientY: number }): Point => {
    const area = canvas.current!.getBoundingClientRect()
    return {
      x: ((clientX - area.left) / area.width) * mask.width,
      y: ((clientY - area.top) / area.height) * mask.height,
    }
  }

  const stroke = (from: Point, to: Point, event: { pointerType: string; pressure: number }) => {
    const pressed = event.pointerType === "pen" && event.pressure > 0 ? 0.3 + 0.7 * event.pressure : 1
    drawing.paint(mask => paintStroke(mask, from, to, (pressed * size) / 2, tool === "eraser" ? 0 : 255))
  }

  function onPointerDown(event: PointerEvent<HTMLDivElement>): void {
    pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY })
    if (event.pointerType === "mouse" && event.button !== 0) return
    box.current?.setPointerCapture(event.pointerId)
    if (pointers.current.size > 1) {
      // A second finger: they move the picture, and the stroke of the first was none.
      if (last.current) drawing.abandon()
      last.current = null
      setCorners(null)
      return
    }
    const point = at(event)
    last.current = point
    if (tool === "rectangle") {
      drawing.begin()
      setCorners([point, point])
      return
    }
    drawing.begin()
    stroke(point, point, event)
  }

  function onPointerMove(event: PointerEvent<HTMLDivElement>): void {
    const before = pointers.current.get(event.pointerId)
    if (!before) return
    const now = { x: event.clientX, y: event.clientY }
    pointers.current.set(event.pointerId, now)
    if (pointers.current.size === 2) {
      const other = [...pointers.current].find(([id]) => id !== event.pointerId)![1]
      const area = box.current!.getBoundingClientRect()
      const spread = (a: Point) => Math.max(1, Math.hypot(a.x - other.x, a.y - other.y))
      onZoom(zoom =>
        panned(
          zoomed(zoom, spread(now) / spread(before)),
          (now.x - before.x) / 2 / area.width,
          (now.y - before.y) / 2 / area.height,
        ),
      )
      return
    }
    const from = last.current
    if (!from) return
    if (tool === "rectangle") {
      setCorners([from, at(event)])
      return
    }
    const moves = event.nativeEvent.getCoalescedEvents?.() ?? []
    for (const move of moves.length > 0 ? moves : [event.nativeEvent]) {
      const point = at(move)
      stroke(last.current!, point, move)
      last.current = point
    }
  }

  function onPointerUp(event: PointerEvent<HTMLDivElement>): void {
    pointers.current.delete(event.pointerId)
    if (!last.current) return
    const from = last.current
    last.current = null
    if (tool !== "rectangle") return
    setCorners(null)
    drawing.paint(mask => paintRectangle(mask, between(from, at(event)), event.altKey ? 0 : 255))
  }

  function onPointerCancel(event: PointerEvent<HTMLDivElement>): void {
    pointers.current.delete(event.pointerId)
    if (last.current) drawing.abandon()
    last.current = null
    setCorners(null)
  }

  return (
    <Box
      ref={box}
      role="img"
      aria-label={label}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerCancel}
      onContextMenu={event => event.preventDefault()}
      sx={{
        position: "relative",
        overflow: "hidden",
        aspectRatio: `${item.width} / ${item.height}`,
        width: `min(100cqw - 32px, (100cqh - 32px) * ${item.width / item.height})`,
        borderRadius: 1,
        boxShadow: "0 1px 3px rgba(0,0,0,.25)",
        cursor: "crosshair",
        touchAction: "none",
      }}
    >
      <Box sx={{ position: "absolute", inset: 0, transform: transformOf(zoom) }}>
        <img
          src={pictureUrl("item", item.id, { version: item.image })}
          alt=""
          draggable={false}
          style={{ ...filling, imageRendering: zoom.scale >= 4 ? "pixelated" : "auto" }}
        />
        <canvas
          ref={canvas}
          width={mask.width}
          height={mask.height}
          style={{ ...filling, imageRendering: zoom.scale >= 4 ? "pixelated" : "auto" }}
        />
        {corners && <Outline corners={corners} mask={mask} scale={zoom.scale} />}
      </Box>
    </Box>
  )
}

const filling = { position: "absolute", inset: 0, width: "100%", height: "100%", display: "block" } as const

/** The rectangle that is being drawn. */
function Outline({
  corners,
  mask,
  scale,
}: {
  corners: readonly [Point, Point]
  mask: MaskPixels
  scale: number
}) {
  const { left, top, width, height } = between(...corners)
  const share = (value: number, side: number) => `${(100 * value) / side}%`
  return (
    <Box
      aria-hidden
      sx={{
        position: "absolute",
        left: share(left, mask.width),
        top: share(top, mask.height),
        width: share(width, mask.width),
        height: share(height, mask.height),
        outline: `${2 / scale}px solid #fff`,
        boxShadow: `0 0 0 ${3 / scale}px rgba(0,0,0,.6)`,
        bgcolor: `rgba(${colour.join(",")},.35)`,
      }}
    />
  )
}

function showMask(canvas: HTMLCanvasElement, { width, height, data }: MaskPixels): void {
  const context = canvas.getContext("2d")
  if (!context) return
  const pixels = context.createImageData(width, height)
  const words = new Uint32Array(pixels.data.buffer)
  const [red, green, blue] = colour
  const inside = wordOf(red, green, blue, 110)
  const border = wordOf(255, 255, 255, 255)
  const isKept = (at: number) => data[at]! >= 128
  for (let at = 0; at < data.length; at++) {
    const value = data[at]!
    if (value === 0) continue
    if (value < 128) {
      words[at] = wordOf(red, green, blue, value / 2)
      continue
    }
    const x = at % width
    const isBorder =
      (x > 0 && !isKept(at - 1)) ||
      (x < width - 1 && !isKept(at + 1)) ||
      (at >= width && !isKept(at - width)) ||
      (at + width < data.length && !isKept(at + width))
    words[at] = isBorder ? border : inside
  }
  context.putImageData(pixels, 0, 0)
}

/** A pixel of a canvas as one number; every machine that this runs on is little-endian. */
const wordOf = (red: number, green: number, blue: number, alpha: number): number =>
  ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0
