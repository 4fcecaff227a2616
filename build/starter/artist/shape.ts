/** Shapes: an SVG path and the tone it is painted with. Styles decide how a tone looks. */

export type Tone =
  | "skyTop"
  | "skyLow"
  | "pattern"
  | "halo"
  | "far"
  | "mid"
  | "near"
  | "body"
  | "light"
  | "dark"
  | "trim"
  | "accent"
  | "ink"

export interface Shape {
  d: string
  tone: Tone
  /** 0…1; whole when absent. */
  opacity?: number
  /** Fabric: an outfit's pattern is printed on it. */
  cloth?: boolean
}

/** One decimal is finer than a pixel and keeps the SVG short. */
export const round = (value: number): number => Math.round(value * 10) / 10

export const shape = (tone: Tone, d: string): Shape => ({ tone, d })
export const cloth = (tone: Tone, d: string): Shape => ({ tone, d, cloth: true })
export const faint = (opacity: number, tone: Tone, d: string): Shape => ({ tone, d, opacity })

export const ellipse = (cx: number, cy: number, rx: number, ry: number): string =>
  `M${round(cx - rx)} ${round(cy)}a${round(rx)} ${round(ry)} 0 1 0 ${round(2 * rx)} 0a${round(rx)} ${round(ry)} 0 1 0 ${round(-2 * rx)} 0Z`

export const circle = (cx: number, cy: number, r: number): string => ellipse(cx, cy, r, r)

/** A rectangle with round corners of radius r. */
export function box(x: number, y: number, w: number, h: number, r = 0): string {
  if (r === 0) return `M${round(x)} ${round(y)}h${round(w)}v${round(h)}h${round(-w)}Z`
  const c = Math.min(r, w / 2, h / 2)
  const arc = (dx: number, dy: number) => `a${round(c)} ${round(c)} 0 0 1 ${round(dx)} ${round(dy)}`
  return `M${round(x + c)} ${round(y)}h${round(w - 2 * c)}${arc(c, c)}v${round(h - 2 * c)}${arc(-c, c)}h${round(2 * c - w)}${arc(-c, -c)}v${round(2 * c - h)}${arc(c, -c)}Z`
}

/** A closed polygon through x, y, x, y, … */
export function polygon(...xy: number[]): string {
  const points: string[] = []
  for (let i = 0; i < xy.length; i += 2) points.push(`${round(xy[i]!)} ${round(xy[i + 1]!)}`)
  return `M${points.join("L")}Z`
}

/** A capsule of width w from one point to another: limbs, masts, beams. */
export function limb(x1: number, y1: number, x2: number, y2: number, w: number): string {
  const length = Math.hypot(x2 - x1, y2 - y1) || 1
  const nx = (-(y2 - y1) / length) * (w / 2)
  const ny = ((x2 - x1) / length) * (w / 2)
  const r = round(w / 2)
  return `M${round(x1 + nx)} ${round(y1 + ny)}A${r} ${r} 0 0 1 ${round(x1 - nx)} ${round(y1 - ny)}L${round(x2 - nx)} ${round(y2 - ny)}A${r} ${r} 0 0 1 ${round(x2 + nx)} ${round(y2 + ny)}Z`
}

/** A star of `points` tips between an outer and an inner radius. */
export function star(cx: number, cy: number, points: number, outer: number, inner: number, turn = 0): string {
  const xy: number[] = []
  for (let i = 0; i < points * 2; i++) {
    const radius = i % 2 === 0 ? outer : inner
    const angle = turn + (Math.PI * i) / points - Math.PI / 2
    xy.push(cx + radius * Math.cos(angle), cy + radius * Math.sin(angle))
  }
  return polygon(...xy)
}

/** A ring drawn as one path with a hole (even-odd by direction). */
export const ring = (cx: number, cy: number, rx: number, ry: number, width: number): string => {
  const ix = rx - width
  const iy = ry - width
  return `${ellipse(cx, cy, rx, ry)}M${round(cx + ix)} ${round(cy)}a${round(ix)} ${round(iy)} 0 1 1 ${round(-2 * ix)} 0a${round(ix)} ${round(iy)} 0 1 1 ${round(2 * ix)} 0Z`
}

export const heart = (cx: number, cy: number, r: number): string =>
  `M${round(cx)} ${round(cy + r)}C${round(cx - r * 1.7)} ${round(cy - r * 0.1)} ${round(cx - r * 0.9)} ${round(cy - r * 1.3)} ${round(cx)} ${round(cy - r * 0.45)}C${round(cx + r * 0.9)} ${round(cy - r * 1.3)} ${round(cx + r * 1.7)} ${round(cy - r * 0.1)} ${round(cx)} ${round(cy + r)}Z`

/** A sine band that is filled downwards to `bottom`. */
export function swell(y: number, height: number, length: number, phase: number, bottom: number): string {
  const half = length / 2
  let x = -length - phase
  let d = `M${round(x)} ${round(y)}`
  for (let up = true; x < 256 + length; x += half, up = !up)
    d += `q${round(half / 2)} ${round(up ? -height : height)} ${round(half)} 0`
  return `${d}V${round(bottom)}H${round(-length - phase)}Z`
}
