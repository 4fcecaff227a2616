/** The picture at the channel's size, with a frame for each element that is dragged, resized and moved by keys. */
import { Box, Typography } from "@mui/material"
import { type PointerEvent, useRef, useState } from "react"
import type { Box as LayoutBox, LayoutElement } from "../../native/contract/layout.ts"
import { areaOf, type Rectangle, safeZone, wholeImage } from "../../native/contract/layout-place.ts"
import { useTranslations } from "../app/translations.ts"
import { useWidth } from "../ui/use-width.ts"
import { ElementFrame } from "./element-frame.tsx"
import { useElementName } from "./element-name.ts"
import { boxAt, dragged, type Grip, type Guide, rectangleOf, snapped } from "./geometry.ts"
import { addsTo, type Editor, toggled, withElement } from "./use-editor.ts"
import type { LayoutPicture } from "./use-layout-picture.ts"

export interface CanvasProps {
  editor: Editor
  size: { width: number; height: number }
  picture: LayoutPicture
  /** Whether frames, safe zone and lines are drawn. */
  frames: boolean
  alt: string
}

/** Pixels of the screen within which an edge snaps to a line. */
const reach = 6

/** What keys move by, in pixels of the channel's size. */
const steps = { small: 2, large: 20 }

interface Drag {
  pointer: number
  x: number
  y: number
  grip: Grip | null
  from: readonly { place: number; rectangle: Rectangle; area: Rectangle; anchor: LayoutBox["anchor"] }[]
  moved: boolean
}

export function Canvas({ editor, size, picture, frames, alt }: CanvasProps) {
  const t = useTranslations("layouts.canvas")
  const nameOf = useElementName()
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box)
  const drag = useRef<Drag | null>(null)
  const nudged = useRef<string | null>(null)
  const [guides, setGuides] = useState<readonly Guide[]>([])
  const { layout, selected, readOnly } = editor
  const scale = width > 0 ? width / size.width : 1

  const part = (place: number) => {
    const element = layout.elements[place]!
    const area = areaOf(element, layout, size)
    return { place, area, anchor: element.box.anchor, rectangle: rectangleOf(element.box, area) }
  }

  /** Everything that edges snap to. */
  const lines = (moving: readonly number[]): Rectangle[] => [
    wholeImage(size),
    safeZone(layout, size),
    ...layout.elements.flatMap((_, place) => (moving.includes(place) ? [] : [part(place).rectangle])),
  ]

  function place(parts: Drag["from"], to: (rectangle: Rectangle) => Rectangle): void {
    editor.look(now =>
      parts.reduce((changed, { place, area, anchor, rectangle }) => {
        const element = changed.elements[place]
        if (!element) return changed
        const moved: LayoutElement = { ...element, box: boxAt(anchor, to(rectangle), area) }
        return withElement(changed, place, moved)
      }, now),
    )
  }

  function begin(event: PointerEvent, index: number, grip: Grip | null): void {
    if (drag.current || (event.pointerType === "mouse" && event.button !== 0)) return
    event.stopPropagation()
    const alone = selected.includes(index) ? selected : [index]
    const next = addsTo(event) ? toggled(selected, index) : alone
    editor.select(next)
    if (readOnly || !next.includes(index)) return
    box.current?.setPointerCapture(event.pointerId)
    const moving = grip ? [index] : next
    drag.current = {
      pointer: event.pointerId,
      x: event.clientX,
      y: event.clientY,
      grip,
      from: moving.map(part),
      moved: false,
    }
  }

  function onPointerMove(event: PointerEvent): void {
    const now = drag.current
    if (!now || event.pointerId !== now.pointer) return
    const by = { x: (event.clientX - now.x) / scale, y: (event.clientY - now.y) / scale }
    // A press trembles; only what is meant moves.
    if (!now.moved && Math.hypot(by.x, by.y) * scale < 3) return
    now.moved = true
    const least = 8 / scale
    const first = now.from.length === 1 ? now.from[0]! : null
    const free = first ? dragged(first.rectangle, by, now.grip, least) : null
    const snap =
      free && !event.altKey
        ? snapped(free, lines(now.from.map(({ place }) => place)), reach / scale, now.grip)
        : { x: 0, y: 0, guides: [] }
    setGuides(snap.guides)
    const whole = { x: by.x + snap.x, y: by.y + snap.y }
    place(now.from, rectangle => dragged(rectangle, whole, now.grip, least))
  }

  function end(event: PointerEvent, keeps: boolean): void {
    const now = drag.current
    if (!now || event.pointerId !== now.pointer) return
    drag.current = null
    setGuides([])
    if (!keeps) editor.abandon()
    else if (now.moved) editor.keep(t(now.grip ? "resized" : "moved", { what: naming(now.from) }))
  }

  const naming = (parts: readonly { place: number }[]) =>
    parts.length === 1 ? nameOf(layout.elements[parts[0]!.place]!) : t("several", { count: parts.length })

  /** Moves, or resizes at the right and lower edge. */
  function nudge(index: number, by: { x: number; y: number }, resizes: boolean): void {
    if (readOnly) return
    const places = resizes || !selected.includes(index) ? [index] : selected
    if (!selected.includes(index)) editor.select([index])
    const grip: Grip | null = resizes ? { across: by.x ? 1 : 0, down: by.y ? 1 : 0 } : null
    const parts = places.map(part)
    place(parts, rectangle => dragged(rectangle, by, grip, 8))
    nudged.current = t(resizes ? "resized" : "moved", { what: naming(parts) })
  }

  /** A key that is held down makes one step. */
  function settle(): void {
    if (nudged.current) editor.keep(nudged.current)
    nudged.current = null
  }

  const zone = safeZone(layout, size)
  const ratio = size.width / size.height
  return (
    <Box
      ref={box}
      onPointerDown={() => editor.select([])}
      onPointerMove={onPointerMove}
      onPointerUp={event => end(event, true)}
      onPointerCancel={event => end(event, false)}
      onKeyDown={event => {
        if (event.key !== "Escape" || !drag.current) return
        event.stopPropagation()
        drag.current = null
        setGuides([])
        editor.abandon()
      }}
      sx={{
        position: "relative",
        aspectRatio: String(ratio),
        width: `min(100cqw - 48px, (100cqh - 48px) * ${ratio})`,
        bgcolor: "background.paper",
        boxShadow: "0 1px 3px rgba(0,0,0,.25)",
      }}
    >
      {picture.picture ? (
        <img
          src={picture.picture}
          alt={alt}
          draggable={false}
          style={{ position: "absolute", inset: 0, width: "100%", height: "100%", display: "block" }}
        />
      ) : (
        <Typography
          role="status"
          variant="body2"
          color="textSecondary"
          sx={{ position: "absolute", inset: 0, display: "grid", placeItems: "center" }}
        >
          {t("drawing")}
        </Typography>
      )}
      {frames && (
        <>
          <Box
            aria-hidden
            title={t("safe")}
            sx={{
              position: "absolute",
              pointerEvents: "none",
              ...percents(zone, size),
              outline: "1px dashed #fff",
              boxShadow: "0 0 0 1px rgba(0,0,0,.45), inset 0 0 0 1px rgba(0,0,0,.45)",
            }}
          />
          {layout.elements.map((element, index) => (
            <ElementFrame
              // biome-ignore lint/suspicious/noArrayIndexKey: an element is its place
              key={index}
              name={nameOf(element)}
              place={percents(part(index).rectangle, size)}
              selected={selected.includes(index)}
              alone={selected.length === 1}
              readOnly={readOnly}
              isProblem={picture.findings.some(found => found.element === index && found.isProblem)}
              order={index}
              onBegin={(event, grip) => begin(event, index, grip)}
              onSelect={() => editor.select([index])}
              onNudge={(direction, large, resizes) => {
                const by = large ? steps.large : steps.small
                nudge(index, { x: direction.x * by, y: direction.y * by }, resizes)
              }}
              onSettle={settle}
            />
          ))}
          {guides.map(({ axis, at }) => (
            <Box
              key={`${axis}${at}`}
              aria-hidden
              sx={{
                position: "absolute",
                pointerEvents: "none",
                bgcolor: "#ff2d95",
                ...(axis === "x"
                  ? { left: `${(100 * at) / size.width}%`, top: 0, bottom: 0, width: "1px" }
                  : { top: `${(100 * at) / size.height}%`, left: 0, right: 0, height: "1px" }),
              }}
            />
          ))}
          <Box id="layout-frame-keys" sx={{ display: "none" }}>
            {t("keys")}
          </Box>
        </>
      )}
    </Box>
  )
}

const percents = (
  { left, top, width, height }: Rectangle,
  size: { width: number; height: number },
): Record<"left" | "top" | "width" | "height", string> => ({
  left: `${(100 * left) / size.width}%`,
  top: `${(100 * top) / size.height}%`,
  width: `${(100 * width) / size.width}%`,
  height: `${(100 * height) / size.height}%`,
})
