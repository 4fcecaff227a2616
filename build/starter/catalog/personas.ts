/** The twelve named shoppers of the sample catalog. */
import type { ScenarioId } from "../artist/world.ts"

export interface NamedPersona {
  name: string
  scenario: ScenarioId
  user_id: string
  /** The shopper in one line. */
  taste: string
  /** Facet words that this shopper likes, the most liked first. */
  likes: readonly string[]
  /** The item liked last. The studio opens with it for its first persona. */
  latest?: string | undefined
}

const persona = (
  user_id: string,
  scenario: ScenarioId,
  name: string,
  likes: readonly string[],
  taste: string,
  latest?: string,
): NamedPersona => ({ name, scenario, user_id, taste, likes, latest })

export const namedPersonas: readonly NamedPersona[] = [
  persona(
    "mina",
    "movie-poster",
    "Mina, neon city nights",
    ["neon", "city", "purple"],
    "Glowing signs, late trains and rooftops in violet light.",
  ),
  persona(
    "theo",
    "movie-poster",
    "Theo, golden adventures",
    ["adventure", "golden", "desert"],
    "Maps, dunes and a sun that never quite sets.",
  ),
  persona(
    "ines",
    "movie-poster",
    "Ines, sketches of the sea",
    ["sketch", "ocean", "blue"],
    "Pencil lines, salt air and every shade of blue.",
    "movie-072",
  ),
  persona(
    "kofi",
    "movie-poster",
    "Kofi, monsters in the woods",
    ["horror", "red", "forest"],
    "Full moons, red skies and something behind the pines.",
  ),
  persona(
    "lena",
    "outfit",
    "Lena, garden florals",
    ["floral", "garden", "pink"],
    "Petals and blush tones for long afternoons outside.",
  ),
  persona(
    "jonas",
    "outfit",
    "Jonas, stripes on the road",
    ["stripes", "travel", "teal"],
    "Packs light, wears stripes and follows the coast.",
  ),
  persona(
    "aiko",
    "outfit",
    "Aiko, festival lights",
    ["neon", "festival", "blue"],
    "Fireworks, glowing seams and music until morning.",
  ),
  persona(
    "sam",
    "outfit",
    "Sam, plaid and mountain air",
    ["plaid", "mountains", "green"],
    "Checked cloth in pine green, ready for the trail.",
  ),
  persona(
    "priya",
    "news-poster",
    "Priya, tomorrow in three dimensions",
    ["technology", "3d", "blue"],
    "New machines, shown with depth and a cool light.",
  ),
  persona(
    "mateo",
    "news-poster",
    "Mateo, loud sporting weekends",
    ["sports", "cartoon", "orange"],
    "Bold outlines, warm colours and extra time.",
  ),
  persona(
    "freya",
    "news-poster",
    "Freya, weather over green hills",
    ["weather", "countryside", "green"],
    "Forecasts, fields and a sky worth watching.",
  ),
  persona(
    "omar",
    "news-poster",
    "Omar, culture on the plaza",
    ["culture", "abstract", "plaza"],
    "Overlapping shapes, old columns and opening nights.",
  ),
]
