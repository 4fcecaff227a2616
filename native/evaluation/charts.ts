/** Charts of a report as inline SVG: they need no script, scale with the page and take its colours. */
import { scaleLinear, scalePoint } from "d3-scale"
import type { Interval } from "../contract/evaluation.ts"

export interface ChartPoint {
  name: string
  /** Place on the horizontal axis; absent where points have no order. */
  x?: number
  interval: Interval
}

const width = 520
const height = 300
/** Edges of the plot. */
const left = 64
const right = width - 16
const top = 16
const bottom = height - 48
const tickCount = 5

/** A mean and its interval for each point, from left to right; joined by a line where points have places. */
export function intervalChart(title: string, axis: string, points: readonly ChartPoint[]): string {
  const y = scale(
    points.flatMap(({ interval }) => [interval.low, interval.high]),
    [bottom, top],
  )
  const isSeries = points.every(point => point.x !== undefined)
  const across = isSeries
    ? scaleLinear([points[0]!.x!, points.at(-1)!.x!], [left + 16, right - 16])
    : scalePoint(
        points.map((_, index) => index),
        [left, right],
      ).padding(0.5)
  const placed = points.map(({ name, x, interval }, index) => ({
    name,
    x: round(across(isSeries ? x! : index)!),
    mean: round(y(interval.mean)),
    range: `V${round(y(interval.high))}V${round(y(interval.low))}`,
  }))
  return svg(title, [
    ...gridOf(y),
    isSeries
      ? `<polyline class="line" points="${placed.map(({ x, mean }) => `${x},${mean}`).join(" ")}"/>`
      : "",
    ...placed.map(
      ({ name, x, mean, range }) =>
        `<path class="range" d="M${x} ${mean}${range}"/><circle class="mean" cx="${x}" cy="${mean}" r="4"/>${below(name, x)}`,
    ),
    axisBelow(axis),
  ])
}

export interface FrontierPoint {
  name: string
  x: Interval
  y: Interval
}

/** Two measures against each other, with the interval of each. */
export function frontierChart(
  title: string,
  axes: readonly [x: string, y: string],
  points: readonly FrontierPoint[],
): string {
  const x = scale(
    points.flatMap(point => [point.x.low, point.x.high]),
    [left, right],
  )
  const y = scale(
    points.flatMap(point => [point.y.low, point.y.high]),
    [bottom, top],
  )
  const middle = (top + bottom) / 2
  return svg(title, [
    ...gridOf(y),
    ...x.ticks(tickCount).map(tick => below(label(tick), round(x(tick)))),
    ...points.map((point, index) => {
      // Above and below by turns: names of neighbours don't meet.
      const nameAt = index % 2 === 0 ? -8 : 18
      const [cx, cy] = [round(x(point.x.mean)), round(y(point.y.mean))]
      const ranges = `M${round(x(point.x.low))} ${cy}H${round(x(point.x.high))}M${cx} ${round(y(point.y.low))}V${round(y(point.y.high))}`
      return `<path class="range" d="${ranges}"/><circle class="mean" cx="${cx}" cy="${cy}" r="4"/><text class="name" x="${cx + 7}" y="${cy + nameAt}">${escaped(point.name)}</text>`
    }),
    axisBelow(axes[0]),
    `<text class="axis" x="14" y="${middle}" text-anchor="middle" transform="rotate(-90 14 ${middle})">${escaped(axes[1])}</text>`,
  ])
}

const below = (text: string, x: number): string =>
  `<text class="tick" x="${x}" y="${bottom + 18}" text-anchor="middle">${escaped(text)}</text>`

const axisBelow = (text: string): string =>
  `<text class="axis" x="${(left + right) / 2}" y="${height - 8}" text-anchor="middle">${escaped(text)}</text>`

const svg = (title: string, parts: readonly string[]): string =>
  `<svg class="chart" role="img" viewBox="0 0 ${width} ${height}"><title>${escaped(title)}</title>${parts.join("")}</svg>`

const gridOf = (y: ReturnType<typeof scale>): string[] =>
  y
    .ticks(tickCount)
    .map(
      tick =>
        `<path class="grid" d="M${left} ${round(y(tick))}H${right}"/><text class="tick" x="${left - 8}" y="${round(y(tick)) + 4}" text-anchor="end">${label(tick)}</text>`,
    )

/** Maps values to pixels, from and to round values around them. */
const scale = (values: readonly number[], pixels: readonly [number, number]) => {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const room = least === most ? Math.abs(most) || 1 : 0
  return scaleLinear([least - room, most + room], pixels).nice(tickCount)
}

const label = (value: number): string => String(Number(value.toPrecision(4)))
const round = (value: number): number => Math.round(value * 10) / 10

/** Text as HTML shows it. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, letter => `&#${letter.charCodeAt(0)};`)
