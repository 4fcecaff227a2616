/** Patterns: printed over a poster's sky (256 × 256), or on an outfit's cloth (100 × 100). */
import type { Rng } from "./rng.ts"
import { box, circle, limb, polygon, round, type Shape, shape } from "./shape.ts"

/** A pattern over a square of `size`; `cx`, `cy` is where rays meet. */
export type Pattern = (size: number, cx: number, cy: number, rng: Rng) => Shape[]

const one = (paths: string[]): Shape[] => [shape("pattern", paths.join(""))]

const stripes: Pattern = (size, _cx, _cy, rng) => {
  const step = size / 6
  const lean = size * 0.5
  const start = rng.between(0, step) - lean
  const bars: string[] = []
  for (let x = start - step; x < size + step; x += step)
    bars.push(polygon(x, size, x + step * 0.48, size, x + step * 0.48 + lean, 0, x + lean, 0))
  return one(bars)
}

const dots: Pattern = (size, _cx, _cy, rng) => {
  const step = size / 6
  const shift = rng.between(0, step)
  const spots: string[] = []
  for (let row = -1; row < 8; row++)
    for (let column = -1; column < 8; column++)
      spots.push(circle((column + (row % 2 ? 0.5 : 0)) * step + shift, row * step * 0.9 + shift, step * 0.28))
  return one(spots)
}

const rays: Pattern = (size, cx, cy, rng) => {
  const count = 12
  const turn = rng.between(0, 0.5)
  const wedges = Array.from({ length: count }, (_, i) => {
    const from = turn + (i / count) * 2 * Math.PI
    const to = from + Math.PI / count
    const far = size * 1.5
    return polygon(
      cx,
      cy,
      cx + Math.cos(from) * far,
      cy + Math.sin(from) * far,
      cx + Math.cos(to) * far,
      cy + Math.sin(to) * far,
    )
  })
  return one(wedges)
}

const waves: Pattern = (size, _cx, _cy, rng) => {
  const length = size / 3
  const phase = rng.between(0, length)
  const thick = size * 0.055
  const bands: string[] = []
  for (let y = size * 0.06; y < size; y += size * 0.15) {
    const half = length / 2
    const rise = size * 0.055
    let there = `M${round(-length - phase)} ${round(y)}`
    let back = ""
    let count = 0
    for (let x = -length - phase; x < size + length; x += half, count++) {
      const sign = count % 2 ? 1 : -1
      there += `q${round(half / 2)} ${round(sign * rise)} ${round(half)} 0`
      back = `q${round(-half / 2)} ${round(sign * rise)} ${round(-half)} 0${back}`
    }
    bands.push(`${there}v${round(thick)}${back}Z`)
  }
  return one(bands)
}

const lattice = (size: number, step: number, width: number, shift: number) => {
  const bars: string[] = []
  for (let at = shift - step; at < size + step; at += step)
    bars.push(box(at, 0, width, size), box(0, at, size, width))
  return bars
}

const grid: Pattern = (size, _cx, _cy, rng) =>
  one(lattice(size, size / 6, size * 0.028, rng.between(0, size / 6)))

const plaid: Pattern = (size, _cx, _cy, rng) => {
  const shift = rng.between(0, size / 4)
  const broad = lattice(size, size / 4, size * 0.11, shift)
  return [
    ...broad.map(d => ({ tone: "pattern" as const, d, opacity: 0.6 })),
    ...lattice(size, size / 4, size * 0.03, shift + size * 0.16).map(d => shape("accent", d)),
  ]
}

const floral: Pattern = (size, _cx, _cy, rng) => {
  const petals: string[] = []
  const hearts: string[] = []
  const step = size / 4
  const shift = rng.between(0, step)
  for (let row = -1; row < 6; row++)
    for (let column = -1; column < 6; column++) {
      const x = (column + (row % 2 ? 0.5 : 0)) * step + shift
      const y = row * step * 0.85 + shift
      for (let i = 0; i < 5; i++) {
        const angle = (i / 5) * 2 * Math.PI
        petals.push(circle(x + Math.cos(angle) * step * 0.22, y + Math.sin(angle) * step * 0.22, step * 0.17))
      }
      hearts.push(circle(x, y, step * 0.14))
    }
  return [shape("pattern", petals.join("")), shape("accent", hearts.join(""))]
}

const plain: Pattern = () => []

export const posterPatterns: Record<string, Pattern> = { plain, stripes, dots, rays, waves }
export const outfitPatterns: Record<string, Pattern> = { plain, stripes, dots, plaid, floral }
export const newsPatterns: Record<string, Pattern> = { plain, stripes, dots, grid, waves }

/** Spokes of a burst, used by motifs. */
export const spokes = (
  cx: number,
  cy: number,
  from: number,
  to: number,
  count: number,
  width: number,
  turn = 0,
) =>
  Array.from({ length: count }, (_, i) => {
    const angle = turn + (i / count) * 2 * Math.PI
    const c = Math.cos(angle)
    const s = Math.sin(angle)
    return limb(cx + c * from, cy + s * from, cx + c * to, cy + s * to, width)
  }).join("")
