/** Composes a drawing: sky, pattern, halo, mood, scenery, subject and mask, in one 256 × 256 SVG. */
import { genres, type MoodOf, occasions, topics } from "./moods.ts"
import { inksOf, type Light, palettes } from "./palettes.ts"
import { newsPatterns, outfitPatterns, type Pattern, posterPatterns } from "./patterns.ts"
import { type Rng, rngOf } from "./rng.ts"
import { movieSettings, newsSettings, outfitSettings, type Scenery } from "./settings.ts"
import { circle, ellipse, faint, type Shape } from "./shape.ts"
import { type Canvas, type Layer, styles } from "./styles.ts"
import { movieSubjects } from "./subjects/movie.ts"
import { newsSubjects } from "./subjects/news.ts"
import { outfitSubjects } from "./subjects/outfit.ts"
import { type DrawingSpec, moodFacet, type ScenarioId, world } from "./world.ts"

interface Cast {
  subjects: Record<string, readonly Shape[]>
  settings: Record<string, (rng: Rng) => Scenery>
  moods: Record<string, MoodOf>
  patterns: Record<string, Pattern>
  /** Height of the subject in pixels, least and most. */
  size: readonly [number, number]
}

const casts: Record<ScenarioId, Cast> = {
  "movie-poster": {
    subjects: movieSubjects,
    settings: movieSettings,
    moods: genres,
    patterns: posterPatterns,
    size: [136, 162],
  },
  outfit: {
    subjects: outfitSubjects,
    settings: outfitSettings,
    moods: occasions,
    patterns: outfitPatterns,
    size: [148, 172],
  },
  "news-poster": {
    subjects: newsSubjects,
    settings: newsSettings,
    moods: topics,
    patterns: newsPatterns,
    size: [132, 156],
  },
}

/** Subjects that float above the ground. */
const airborne = new Set(["owl", "whale", "satellite", "storm", "rocket"])

function word(spec: DrawingSpec, facet: string): string {
  const value = spec.facets[facet]
  if (value === undefined) throw new RangeError(`a ${spec.scenario} needs a ${facet}`)
  return value
}

function lookUp<T>(table: Record<string, T>, facet: string, value: string): T {
  const found = Object.hasOwn(table, value) ? table[value] : undefined
  if (found === undefined)
    throw new RangeError(`no ${facet} "${value}"; known: ${Object.keys(table).join(", ")}`)
  return found
}

/** Prints a pattern on the cloth shapes only; the pattern lies in the subject's own box. */
function print(shapes: readonly Shape[], pattern: readonly Shape[], { inks, defs }: Canvas): string {
  const woven = shapes.filter(s => s.cloth)
  if (woven.length === 0 || pattern.length === 0) return ""
  defs.set("cloth", `<clipPath id="cloth">${woven.map(s => `<path d="${s.d}"/>`).join("")}</clipPath>`)
  const dye = (s: Shape) =>
    `<path d="${s.d}" fill="${s.tone === "accent" ? inks.accent : inks.trim}" fill-opacity="${s.opacity ?? 0.85}"/>`
  return `<g clip-path="url(#cloth)">${pattern.map(dye).join("")}</g>`
}

/**
 * Draws a specification: the same one gives the same bytes everywhere. The mask is the subject, white on black.
 *
 * A `spread` below 1 draws in all that no word names (places, sizes, phases), towards one picture for the words: at 0 the
 * seed makes no difference. `more` are subjects that the world doesn't hold.
 */
export function draw(
  spec: DrawingSpec,
  spread = 1,
  more: Record<string, readonly Shape[]> = {},
): { svg: string; maskSvg: string } {
  const cast = casts[spec.scenario]
  const combination = Object.keys(world[spec.scenario]).map(facet => word(spec, facet))
  const rng = rngOf(`${spec.scenario}/${combination.join("/")}/${spec.seed}`, spread)
  const subjectWord = word(spec, "subject")
  const subject = lookUp({ ...cast.subjects, ...more }, "subject", subjectWord)
  const style = lookUp(styles, "style", word(spec, "style"))
  const palette = lookUp(palettes, "palette", word(spec, "palette"))
  const pattern = lookUp(cast.patterns, "pattern", word(spec, "pattern"))
  // Order matters below: each draw from the generator shapes every later one, and trained packs know these pictures.
  // Drawings of one layout have a generator for each part instead, so that another mood moves no scenery.
  const generator = (part: string): Rng =>
    spec.layout === undefined ? rng : rngOf(`${spec.scenario}/${spec.layout}/${part}`, spread)
  const outfit = spec.scenario === "outfit"

  const place = generator("place")
  const size = place.between(...cast.size)
  const scale = size / 100
  const cx = 128 + place.between(-1, 1) * (outfit ? 12 : 24)
  const bottom = (airborne.has(subjectWord) ? 204 : outfit ? 232 : 228) + place.between(-7, 7)
  const cy = bottom - size / 2
  const mirror = place.chance(0.5) ? -1 : 1
  const turn = place.between(-3, 3)

  const moodName = moodFacet[spec.scenario]
  const mood = lookUp(cast.moods, moodName, word(spec, moodName))(cx, cy, generator("mood"))
  const scenery = lookUp(cast.settings, "setting", word(spec, "setting"))(generator("setting"))
  const lamp = generator("light")
  const light: Light = style.light ?? mood.light ?? (lamp.chance(0.3) ? "night" : "day")
  const canvas: Canvas = {
    inks: inksOf(palette, light, style.neon ?? false, lamp),
    rng: generator("style"),
    scale: 1,
    side: lamp.chance(0.5) ? 1 : -1,
    defs: new Map(),
  }
  const paint = (shapes: readonly Shape[], layer: Layer) => style.paint(shapes, layer, canvas)

  const printed = pattern(outfit ? 100 : 256, outfit ? 50 : cx, outfit ? 50 : cy, generator("pattern"))
  const halo = [
    faint(
      light === "day" ? 0.6 : 0.4,
      "halo",
      circle(cx, cy - 6, size * generator("halo").between(0.58, 0.66)),
    ),
  ]
  const shadow = airborne.has(subjectWord)
    ? []
    : [faint(0.35, "ink", ellipse(cx, bottom - 1, size * 0.42, 9))]
  const behind = [
    style.sky(canvas),
    outfit ? "" : paint(printed, "pattern"),
    paint(halo, "halo"),
    paint(mood.behind, "motif"),
    paint(scenery.far, "far"),
    paint(scenery.near, "near"),
    paint(shadow, "near"),
  ].join("")

  const transform = `translate(${(cx - 50 * mirror * scale).toFixed(1)} ${(bottom - 100 * scale).toFixed(1)}) scale(${(mirror * scale).toFixed(4)} ${scale.toFixed(4)}) rotate(${turn.toFixed(1)} 50 100)`
  const local: Canvas = { ...canvas, scale, side: (canvas.side * mirror) as 1 | -1 }
  const figure = style.paint(subject, "subject", local) + (outfit ? print(subject, printed, canvas) : "")
  const front = paint(mood.front, "motif")

  const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 256 256" width="256" height="256">`
  const svg = `${open}<defs>${[...canvas.defs.values()].join("")}</defs>${behind}<g transform="${transform}">${figure}</g>${front}</svg>`
  const silhouette = subject.map(s => `<path d="${s.d}"/>`).join("")
  const maskSvg = `${open}<rect width="256" height="256"/><g fill="#fff" transform="${transform}">${silhouette}</g></svg>`
  return { svg, maskSvg }
}
