/** Styles: how a shape of a tone is put on paper. A style is one object; a picture uses one. */
import type { Inks, Light } from "./palettes.ts"
import type { Rng } from "./rng.ts"
import { box, circle, polygon, type Shape } from "./shape.ts"

/** What a group of shapes is in the picture. */
export type Layer = "pattern" | "halo" | "motif" | "far" | "near" | "subject"

export interface Canvas {
  inks: Inks
  rng: Rng
  /** Pixels per unit of the group's coordinates. */
  scale: number
  /** −1 when light falls from the left, 1 from the right. */
  side: 1 | -1
  /** Gradients and clips used so far, by id. */
  defs: Map<string, string>
}

export interface Style {
  /** The light this style insists on. */
  light?: Light
  neon?: boolean
  /** What lies behind everything. */
  sky(canvas: Canvas): string
  paint(shapes: readonly Shape[], layer: Layer, canvas: Canvas): string
}

const fill = (shape: Shape, colour: string, more = "") =>
  `<path d="${shape.d}" fill="${colour}"${shape.opacity === undefined ? "" : ` fill-opacity="${shape.opacity}"`}${more}/>`

const rect = (paint: string) => `<rect width="256" height="256" fill="${paint}"/>`

function linear(canvas: Canvas, id: string, from: string, to: string, x2: number, y2: number): string {
  const x1 = x2 < 0 ? 1 : 0
  canvas.defs.set(
    id,
    `<linearGradient id="${id}" x1="${x1}" y1="0" x2="${x1 + x2}" y2="${y2}"><stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient>`,
  )
  return `url(#${id})`
}

/** The outline of all shapes together, as a clip. */
const clip = (shapes: readonly Shape[]) =>
  `<clipPath id="form">${shapes.map(s => `<path d="${s.d}"/>`).join("")}</clipPath>`

/** Mixes two `#rrggbb` colours; 0 gives the first. */
export function mix(a: string, b: string, share: number): string {
  const channel = (hex: string, i: number) => Number.parseInt(hex.slice(1 + 2 * i, 3 + 2 * i), 16)
  return `#${[0, 1, 2]
    .map(i =>
      Math.round(channel(a, i) * (1 - share) + channel(b, i) * share)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`
}

const flat: Style = {
  sky: ({ inks }) => rect(mix(inks.skyTop, inks.skyLow, 0.3)),
  paint: (shapes, _layer, { inks }) => shapes.map(s => fill(s, inks[s.tone])).join(""),
}

const cartoon: Style = {
  sky: canvas => rect(linear(canvas, "sky", canvas.inks.skyTop, canvas.inks.skyLow, 0, 1)),
  paint: (shapes, layer, { inks, scale }) => {
    const width = layer === "subject" ? 5 : layer === "motif" ? 4 : layer === "near" ? 4 : 3
    const outlined = layer !== "pattern" && layer !== "halo"
    const line = outlined
      ? ` stroke="${inks.ink}" stroke-width="${(width / scale).toFixed(2)}" stroke-linejoin="round"`
      : ""
    return shapes.map(s => fill(s, inks[s.tone], s.opacity === undefined ? line : "")).join("")
  },
}

const sketch: Style = {
  light: "day",
  sky: ({ inks }) =>
    `${rect(mix("#fbf9f4", inks.skyLow, 0.14))}<path d="M10 14L240 8L248 150L16 158Z" fill="${inks.skyTop}" fill-opacity="0.16"/>`,
  paint: (shapes, layer, { inks, scale, rng }) => {
    if (layer === "pattern") return shapes.map(s => fill({ ...s, opacity: 0.3 }, inks.skyTop)).join("")
    if (layer === "halo") return ""
    const width = layer === "subject" ? 3.6 : layer === "motif" ? 3 : 2.4
    const wash = layer === "subject" ? 0.5 : layer === "motif" ? 0.42 : 0.3
    const line = (w: number, opacity: number, shift: string) =>
      `fill="none" stroke="${inks.dark}" stroke-opacity="${opacity}" stroke-width="${(w / scale).toFixed(2)}" stroke-linejoin="round" stroke-linecap="round"${shift}`
    const off = () => ((rng.next() - 0.5) * 3.4) / scale
    return shapes
      .map(s => {
        const paper = s.opacity === undefined ? fill(s, "#fbf9f4") : ""
        const shift = ` transform="translate(${off().toFixed(2)} ${off().toFixed(2)})"`
        const washed = fill({ ...s, opacity: wash * (s.opacity ?? 1) }, inks[s.tone], shift)
        if (s.opacity !== undefined) return washed
        return `${paper}${washed}<path d="${s.d}" ${line(width, 0.9, "")}/><path d="${s.d}" ${line(width * 0.5, 0.55, shift)}/>`
      })
      .join("")
  },
}

const shaded: Style = {
  sky: canvas => rect(linear(canvas, "sky", canvas.inks.skyTop, canvas.inks.skyLow, 0, 1)),
  paint: (shapes, layer, canvas) => {
    const { inks, side, scale } = canvas
    if (layer === "pattern") return shapes.map(s => fill(s, inks[s.tone])).join("")
    const volume = (s: Shape) => {
      const ink = inks[s.tone]
      return fill(
        s,
        linear(canvas, `v-${s.tone}`, mix(ink, "#ffffff", 0.26), mix(ink, inks.ink, 0.4), side * -0.85, 0.75),
      )
    }
    if (layer === "far" || layer === "near") {
      return shapes
        .map(s => {
          const ink = inks[s.tone]
          return fill(
            s,
            linear(canvas, `h-${s.tone}`, mix(ink, "#ffffff", 0.22), mix(ink, inks.ink, 0.32), 0, 1),
          )
        })
        .join("")
    }
    const cast = shapes
      .filter(s => s.opacity === undefined)
      .map(s => `<path d="${s.d}"/>`)
      .join("")
    const dx = ((layer === "subject" ? 11 : 6) * -side) / scale
    const dy = (layer === "subject" ? 8 : 6) / scale
    const shadow = `<g fill="${inks.ink}" fill-opacity="${layer === "subject" ? 0.34 : 0.22}" transform="translate(${dx.toFixed(2)} ${dy.toFixed(2)})">${cast}</g>`
    const painted = shadow + shapes.map(volume).join("")
    if (layer !== "subject") return painted
    canvas.defs.set(
      "gloss",
      `<radialGradient id="gloss" gradientUnits="userSpaceOnUse" cx="${50 + side * 24}" cy="18" r="92"><stop stop-color="#fff" stop-opacity="0.55"/><stop offset="0.35" stop-color="#fff" stop-opacity="0"/><stop offset="0.6" stop-color="${inks.ink}" stop-opacity="0"/><stop offset="1" stop-color="${inks.ink}" stop-opacity="0.55"/></radialGradient>`,
    )
    canvas.defs.set("form", clip(shapes))
    return `${painted}<rect x="-10" y="-10" width="120" height="120" fill="url(#gloss)" clip-path="url(#form)"/>`
  },
}

const neon: Style = {
  light: "night",
  neon: true,
  sky: ({ inks }) =>
    `${rect(mix("#08060e", inks.skyTop, 0.2))}<defs><radialGradient id="haze" cx="0.5" cy="0.55" r="0.62"><stop stop-color="${inks.body}" stop-opacity="0.42"/><stop offset="1" stop-color="${inks.body}" stop-opacity="0"/></radialGradient></defs>${rect("url(#haze)")}`,
  paint: (shapes, layer, { inks, scale }) => {
    if (layer === "pattern") return shapes.map(s => fill({ ...s, opacity: 0.34 }, inks.body)).join("")
    if (layer === "halo") return ""
    const night = mix("#08060e", inks.skyTop, 0.3)
    const tube = (d: string, colour: string) => {
      const pass = (w: number, opacity: number, c: string) =>
        `<path d="${d}" fill="none" stroke="${c}" stroke-width="${(w / scale).toFixed(2)}" stroke-opacity="${opacity}" stroke-linejoin="round"/>`
      if (layer === "far") return pass(5, 0.25, colour) + pass(2, 0.75, colour)
      if (layer === "near") return pass(7, 0.25, colour) + pass(2.4, 0.9, colour)
      return pass(12, 0.2, colour) + pass(6.5, 0.5, colour) + pass(2.8, 1, mix(colour, "#ffffff", 0.45))
    }
    return shapes
      .map(s =>
        s.opacity === undefined
          ? fill(s, night) + tube(s.d, inks[s.tone])
          : fill({ ...s, opacity: s.opacity * 0.35 }, inks[s.tone]),
      )
      .join("")
  },
}

const abstract: Style = {
  sky: ({ inks, rng }) => {
    const tones = [inks.skyTop, inks.light, inks.accent, inks.far, inks.body, inks.halo]
    const bits = tones.map((ink, i) => {
      const x = rng.between(10, 246)
      const y = rng.between(10, 220)
      const r = rng.between(48, 92)
      const d =
        i % 3 === 0
          ? circle(x, y, r)
          : i % 3 === 1
            ? polygon(x - r, y + r * 0.8, x + r, y + r * 0.5, x - r * 0.1, y - r)
            : box(x - r * 0.8, y - r * 0.6, r * 1.6, r * 1.2)
      return `<path d="${d}" fill="${ink}" fill-opacity="0.5"/>`
    })
    return rect(inks.skyLow) + bits.join("")
  },
  paint: (shapes, layer, canvas) => {
    const { inks, scale, side } = canvas
    if (layer !== "subject") {
      const opacity = layer === "pattern" ? 0.6 : layer === "motif" ? 0.8 : 0.55
      return shapes.map(s => fill({ ...s, opacity: opacity * (s.opacity ?? 1) }, inks[s.tone])).join("")
    }
    const ghost = (dx: number, dy: number, ink: string, opacity: number) =>
      `<g transform="translate(${((dx * side) / scale).toFixed(1)} ${(dy / scale).toFixed(1)})" fill="${ink}" opacity="${opacity}">${shapes.map(s => `<path d="${s.d}"/>`).join("")}</g>`
    canvas.defs.set("form", clip(shapes))
    const half = `<path d="${polygon(50, -10, 50 + side * 62, -10, 50 + side * 62, 110, 50 - side * 14, 110)}" fill="${inks.halo}" fill-opacity="0.28" clip-path="url(#form)"/>`
    return `${ghost(15, -9, inks.accent, 0.75)}${ghost(-13, 8, inks.dark, 0.55)}${shapes.map(s => fill({ ...s, opacity: 0.88 }, inks[s.tone])).join("")}${half}`
  },
}

export const styles: Record<string, Style> = { flat, cartoon, sketch, "3d": shaded, neon, abstract }
