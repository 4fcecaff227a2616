/** The sample world: its scenarios, their facets and words, and which combinations training never sees. */
import { genres, occasions, topics } from "./moods.ts"
import { palettes } from "./palettes.ts"
import { newsPatterns, outfitPatterns, posterPatterns } from "./patterns.ts"
import { hash, type Rng } from "./rng.ts"
import { movieSettings, newsSettings, outfitSettings } from "./settings.ts"
import { styles } from "./styles.ts"
import { movieSubjects } from "./subjects/movie.ts"
import { newsSubjects } from "./subjects/news.ts"
import { outfitSubjects } from "./subjects/outfit.ts"

export type ScenarioId = "movie-poster" | "outfit" | "news-poster"

/** One drawing: a word for each facet of its scenario, and the seed of everything that no word names. */
export interface DrawingSpec {
  scenario: ScenarioId
  facets: Record<string, string>
  seed: number
  /** Drawings with the same one show their subject and setting at the same places, whatever else differs. */
  layout?: number
}

const words = (table: Record<string, unknown>) => Object.keys(table)

/** scenario → facet → words; facets stand in the order that tags are given. */
export const world: Record<ScenarioId, Record<string, string[]>> = {
  "movie-poster": {
    subject: words(movieSubjects),
    setting: words(movieSettings),
    genre: words(genres),
    palette: words(palettes),
    pattern: words(posterPatterns),
    style: words(styles),
  },
  outfit: {
    subject: words(outfitSubjects),
    setting: words(outfitSettings),
    occasion: words(occasions),
    palette: words(palettes),
    pattern: words(outfitPatterns),
    style: words(styles),
  },
  "news-poster": {
    subject: words(newsSubjects),
    setting: words(newsSettings),
    topic: words(topics),
    palette: words(palettes),
    pattern: words(newsPatterns),
    style: words(styles),
  },
}

export const scenarioIds = Object.keys(world) as ScenarioId[]

/** The facet that tells what a picture is about beyond its subject. */
export const moodFacet: Record<ScenarioId, string> = {
  "movie-poster": "genre",
  outfit: "occasion",
  "news-poster": "topic",
}

/** A random drawing; every word of a facet is equally likely. */
export function sampleSpec(rng: Rng, scenario: ScenarioId = rng.pick(scenarioIds)): DrawingSpec {
  const facets: Record<string, string> = {}
  for (const [facet, choices] of Object.entries(world[scenario])) facets[facet] = rng.pick(choices)
  return { scenario, facets, seed: rng.below(2 ** 31) }
}

/** `spec` in another style, palette, pattern and mood: what differs from it, in words alone. */
export function restyled(spec: DrawingSpec, rng: Rng): DrawingSpec {
  const { subject, setting } = spec.facets
  const facets = { ...sampleSpec(rng, spec.scenario).facets, subject: subject!, setting: setting! }
  return { ...spec, facets }
}

/** Whether a combination of facets is kept from training (one in twenty), whatever its seed. */
export function isHeldOut(spec: Pick<DrawingSpec, "scenario" | "facets">): boolean {
  const combination = Object.keys(world[spec.scenario]).map(facet => spec.facets[facet])
  return hash(`${spec.scenario}/${combination.join("/")}`) % 20 === 0
}
