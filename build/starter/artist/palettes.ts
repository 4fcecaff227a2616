/** Palettes: one colour word each, spread over the tones that a picture is painted with. */
import { oklch } from "./colour.ts"
import type { Rng } from "./rng.ts"
import type { Tone } from "./shape.ts"

export interface Palette {
  /** OKLCH hue of the colour word. */
  hue: number
  /** Hue of the small accents: a neighbour, so that the word still names the whole picture. */
  accent: number
  /** How much lighter this colour is at its purest than red or blue is. */
  lift: number
  chroma: number
}

export const palettes: Record<string, Palette> = {
  red: { hue: 28, accent: 54, lift: -0.09, chroma: 1.3 },
  orange: { hue: 54, accent: 80, lift: 0.09, chroma: 1.1 },
  golden: { hue: 90, accent: 64, lift: 0.17, chroma: 1 },
  green: { hue: 145, accent: 112, lift: 0.04, chroma: 1.05 },
  teal: { hue: 188, accent: 160, lift: 0.05, chroma: 0.9 },
  blue: { hue: 256, accent: 228, lift: -0.04, chroma: 1.05 },
  purple: { hue: 302, accent: 332, lift: -0.05, chroma: 1.1 },
  pink: { hue: 350, accent: 18, lift: 0.12, chroma: 1.05 },
}

/** The colour of every tone, as `#rrggbb`. */
export type Inks = Record<Tone, string>

export type Light = "day" | "night"

/** Lightness and chroma of each tone by day and by night. */
const scales: Record<Light, Record<Tone, readonly [number, number]>> = {
  day: {
    skyTop: [0.71, 0.15],
    skyLow: [0.83, 0.11],
    pattern: [0.91, 0.07],
    halo: [0.96, 0.04],
    far: [0.65, 0.15],
    mid: [0.55, 0.155],
    near: [0.43, 0.125],
    body: [0.55, 0.2],
    light: [0.78, 0.13],
    dark: [0.34, 0.115],
    trim: [0.965, 0.02],
    accent: [0.8, 0.16],
    ink: [0.2, 0.05],
  },
  night: {
    skyTop: [0.22, 0.09],
    skyLow: [0.37, 0.15],
    pattern: [0.45, 0.15],
    halo: [0.8, 0.13],
    far: [0.35, 0.125],
    mid: [0.28, 0.105],
    near: [0.19, 0.08],
    body: [0.66, 0.18],
    light: [0.84, 0.11],
    dark: [0.46, 0.15],
    trim: [0.95, 0.03],
    accent: [0.84, 0.15],
    ink: [0.14, 0.05],
  },
}

/** Bright tubes for the neon style; only the strokes use them. */
const tubes: Partial<Record<Tone, readonly [number, number]>> = {
  far: [0.52, 0.2],
  mid: [0.58, 0.21],
  near: [0.62, 0.21],
  body: [0.72, 0.22],
  light: [0.84, 0.14],
  dark: [0.6, 0.22],
  trim: [0.94, 0.05],
  accent: [0.86, 0.16],
  halo: [0.76, 0.17],
  ink: [0.66, 0.2],
}

/** Tones that stay as they are in every palette: paper whites and outlines. */
const neutral = new Set<Tone>(["trim", "ink", "halo"])

/** Paints every tone of a palette; hue and lightness wander a little with the seed. */
export function inksOf(palette: Palette, light: Light, neon: boolean, rng: Rng): Inks {
  const hue = palette.hue + rng.between(-5, 5)
  const shade = rng.between(-0.025, 0.025)
  const inks = {} as Inks
  for (const [tone, day] of Object.entries(scales[light]) as [Tone, readonly [number, number]][]) {
    const [lightness, chroma] = (neon && tubes[tone]) || day
    const reach = neutral.has(tone) ? 0 : Math.sin(Math.PI * Math.min(0.9, lightness)) ** 0.7
    const lifted = neon ? lightness + palette.lift * 0.5 : lightness + (palette.lift + shade) * reach
    inks[tone] = oklch(
      Math.min(0.975, lifted),
      chroma * palette.chroma,
      tone === "accent" ? palette.accent : hue,
    )
  }
  return inks
}
