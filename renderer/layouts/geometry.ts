/** How boxes are moved, resized and snapped: in pixels of the channel's size, and back to the shares that a layout holds. */
import type { Box } from "../../native/contract/layout.ts"
import type { Rectangle } from "../../native/contract/layout-place.ts"

type Side = "start" | "middle" | "end"

const acrossOf = (anchor: Box["anchor"]): Side =>
  anchor.includes("left") ? "start" : anchor.includes("right") ? "end" : "middle"
const downOf = (anchor: Box["anchor"]): Side =>
  anchor.startsWith("top") ? "start" : anchor.startsWith("bottom") ? "end" : "middle"

/** Where a box lies, without rounding to whole pixels. */
export function rectangleOf({ anchor, x, y, width, height }: Box, area: Rectangle): Rectangle {
  const [wide, high] = [width * area.width, height * area.height]
  const start = { start: 0, middle: (area.width - wide) / 2, end: area.width - wide }[acrossOf(anchor)]
  const top = { start: 0, middle: (area.height - high) / 2, end: area.height - high }[downOf(anchor)]
  const [across, down] = [x * area.width, y * area.height]
  return {
    left: area.left + start + (acrossOf(anchor) === "end" ? -across : across),
    top: area.top + top + (downOf(anchor) === "end" ? -down : down),
    width: wide,
    height: high,
  }
}

/** Shares with four digits: a tenth of a pixel at the largest size. */
const share = (value: number, least: number): number =>
  Math.min(1, Math.max(least, Math.round(value * 10_000) / 10_000))

/** The box that lies there, as distances from its anchor. */
export function boxAt(anchor: Box["anchor"], rectangle: Rectangle, area: Rectangle): Box {
  const [width, height] = [
    share(rectangle.width / area.width, 0.01),
    share(rectangle.height / area.height, 0.01),
  ]
  const distance = (side: Side, from: number, length: number, room: number) =>
    ({ start: from, middle: from - (room - length) / 2, end: room - length - from })[side] / room
  const x = distance(acrossOf(anchor), rectangle.left - area.left, rectangle.width, area.width)
  const y = distance(downOf(anchor), rectangle.top - area.top, rectangle.height, area.height)
  return { anchor, x: share(x, -1), y: share(y, -1), width, height }
}

/** Which edges of a box are moved: −1 the left or upper one, 1 the right or lower one, 0 neither. */
export interface Grip {
  across: -1 | 0 | 1
  down: -1 | 0 | 1
}

/** Every corner and edge. */
export const grips: readonly Grip[] = ([-1, 0, 1] as const).flatMap(down =>
  ([-1, 0, 1] as const).flatMap(across => (across === 0 && down === 0 ? [] : [{ across, down }])),
)

/** Moved whole where there is no grip. No side gets shorter than `least`. */
export function dragged(
  from: Rectangle,
  by: { x: number; y: number },
  grip: Grip | null,
  least = 1,
): Rectangle {
  if (!grip) return { ...from, left: from.left + by.x, top: from.top + by.y }
  const [left, width] = edge(from.left, from.width, by.x, grip.across, least)
  const [top, height] = edge(from.top, from.height, by.y, grip.down, least)
  return { left, top, width, height }
}

function edge(start: number, length: number, by: number, which: -1 | 0 | 1, least: number): [number, number] {
  if (which === 0) return [start, length]
  if (which === 1) return [start, Math.max(least, length + by)]
  const moved = Math.min(by, length - least)
  return [start + moved, length - moved]
}

/** A line that an edge or a middle has snapped to. */
export interface Guide {
  axis: "x" | "y"
  at: number
}

/** Edges and middles of areas and of other boxes. */
export const linesOf = (rectangles: readonly Rectangle[], axis: "x" | "y"): number[] =>
  rectangles.flatMap(({ left, top, width, height }) =>
    axis === "x" ? [left, left + width / 2, left + width] : [top, top + height / 2, top + height],
  )

/**
 * How far to move so that the nearest edge or middle lies on a line, and the line; nothing where none is near.
 *
 * @param grip only edges that move can snap
 */
export function snapped(
  rectangle: Rectangle,
  others: readonly Rectangle[],
  reach: number,
  grip: Grip | null,
): { x: number; y: number; guides: Guide[] } {
  const guides: Guide[] = []
  const by = (axis: "x" | "y", moves: -1 | 0 | 1 | null) => {
    const own = linesOf([rectangle], axis)
    const candidates = moves === null ? own : moves === 0 ? [] : [own[moves === -1 ? 0 : 2]!]
    let best: { shift: number; at: number } | null = null
    for (const at of linesOf(others, axis)) {
      for (const from of candidates) {
        const shift = at - from
        if (Math.abs(shift) <= reach && (!best || Math.abs(shift) < Math.abs(best.shift)))
          best = { shift, at }
      }
    }
    if (best) guides.push({ axis, at: best.at })
    return best?.shift ?? 0
  }
  const x = by("x", grip ? grip.across : null)
  const y = by("y", grip ? grip.down : null)
  return { x, y, guides }
}
