/** Words for drawings: tags, titles, descriptions and captions. */
import type { Rng } from "./rng.ts"
import { type DrawingSpec, moodFacet, type ScenarioId, world } from "./world.ts"

/** φ of each scenario, as in "This movie poster is about …". */
export const phi: Record<ScenarioId, string> = {
  "movie-poster": "movie poster",
  outfit: "outfit",
  "news-poster": "news poster",
}

/** The facet words, in the scenario's order. */
export const tags = (spec: DrawingSpec): string[] =>
  Object.keys(world[spec.scenario]).map(facet => spec.facets[facet]!)

const article = (noun: string) => (/^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`)
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** How a subject is introduced, and the plural ones that take no article. */
const noun = (subject: string) =>
  subject === "trousers" || subject === "boots" ? `a pair of ${subject}` : article(subject)

/** Where: the facet's own word inside a phrase. */
const places: Record<string, readonly string[]> = {
  city: ["in the city", "above the city streets", "before a city skyline"],
  mountains: ["in the mountains", "below high mountains", "where the mountains begin"],
  desert: ["in the desert", "out in the open desert", "among the dunes of the desert"],
  space: ["in deep space", "among the stars of space", "far out in space"],
  forest: ["in the forest", "deep in a pine forest", "at the edge of the forest"],
  ocean: ["on the ocean", "above the open ocean", "far out on the ocean"],
  arctic: ["in the arctic", "on the arctic ice", "under an arctic sky"],
  studio: ["in the studio", "on a studio stage", "shown in a quiet studio"],
  street: ["on the street", "for a walk down the street", "seen on a busy street"],
  beach: ["on the beach", "for days at the beach", "by the beach"],
  garden: ["in the garden", "among garden flowers", "for a quiet garden"],
  boutique: ["in a boutique", "on show in a small boutique", "at the boutique"],
  coast: ["on the coast", "by the coast", "along the rocky coast"],
  countryside: ["in the countryside", "out in the countryside", "among countryside fields"],
  plaza: ["on the plaza", "in front of the plaza", "at the old plaza"],
}

const printed: Record<string, readonly string[]> = {
  plain: ["plain", "with a plain look", "kept plain"],
  stripes: ["with stripes", "with broad stripes", "in stripes"],
  dots: ["with dots", "with big dots", "full of dots"],
  rays: ["with rays", "with rays of light", "lit by rays"],
  waves: ["with waves", "with rolling waves", "in waves"],
  plaid: ["in plaid", "with a plaid weave", "with plaid"],
  floral: ["with a floral print", "in a floral print", "floral"],
  grid: ["with a grid", "on a grid", "with a fine grid"],
}

const moodPhrase: Record<ScenarioId, (mood: string, rng: Rng) => string> = {
  "movie-poster": (mood, rng) =>
    rng.pick([`${article(mood)} film`, `${article(mood)} movie poster`, `${article(mood)} story`]),
  outfit: (mood, rng) => rng.pick([`an outfit for ${mood}`, `made for ${mood}`, `a look for ${mood}`]),
  "news-poster": (mood, rng) => rng.pick([`${mood} news`, `a ${mood} story`, `news about ${mood}`]),
}

const stylePhrase = (style: string, rng: Rng) =>
  rng.pick([`in ${style} style`, `drawn in ${style} style`, `${style} style`, `with a ${style} look`])

/** A sentence that names every facet, or only some of them. */
function sentence(spec: DrawingSpec, rng: Rng, whole: boolean): string {
  const { subject, setting, palette, pattern, style } = spec.facets as Record<string, string>
  const mood = spec.facets[moodFacet[spec.scenario]]!
  const lead = rng.chance(0.5)
    ? `${capital(article(palette!))} ${subject}`
    : `${capital(noun(subject!))} in ${palette}${rng.chance(0.5) ? " tones" : ""}`
  const parts = [
    rng.pick(places[setting!]!),
    rng.pick(printed[pattern!]!),
    moodPhrase[spec.scenario](mood, rng),
    stylePhrase(style!, rng),
  ].filter(() => whole || rng.chance(0.6))
  for (let i = parts.length - 1; i > 0; i--) {
    const j = rng.below(i + 1)
    ;[parts[i], parts[j]] = [parts[j]!, parts[i]!]
  }
  return `${[lead, ...parts].join(", ")}.`
}

/** The tail of the rewritten text (T* of the paper), with the true tags split between item and history. */
function rewriteTail(spec: DrawingSpec, rng: Rng): string {
  const order = tags(spec)
  for (let i = order.length - 1; i > 0; i--) {
    const j = rng.below(i + 1)
    ;[order[i], order[j]] = [order[j]!, order[i]!]
  }
  const cut = 1 + rng.below(order.length - 1)
  const own = order.slice(0, cut)
  const related = order.slice(cut)
  return `This ${phi[spec.scenario]} is about ${own.join(", ")}, maybe related to ${related.join(", ")}.`
}

/** One caption: a full sentence, a title with a rewrite tail, tags alone, or a single facet's phrase. */
export function caption(spec: DrawingSpec, rng: Rng): string {
  const kind = rng.next()
  if (kind < 0.35) return sentence(spec, rng, true)
  if (kind < 0.5) return `${sentence(spec, rng, false)} ${rewriteTail(spec, rng)}`
  if (kind < 0.7) return `${title(spec, rng)}. ${description(spec, rng)} ${rewriteTail(spec, rng)}`
  if (kind < 0.8) return rewriteTail(spec, rng)
  if (kind < 0.92) return `${article(phi[spec.scenario])}, ${tags(spec).join(", ")}`
  return facetPhrase(spec.scenario, ...rng.pick(Object.entries(spec.facets)))
}

/** How each facet is asked for, `{tag}` standing for the word: the templates of the scenario files. */
export const templates: Record<string, (phi: string) => string> = {
  subject: phi => `a ${phi} with a {tag}`,
  setting: phi => `a ${phi} set in the {tag}`,
  genre: phi => `a {tag} ${phi}`,
  occasion: phi => `an ${phi} for {tag}`,
  topic: phi => `a ${phi} about {tag}`,
  palette: phi => `a ${phi} in {tag} colours`,
  pattern: phi => `a ${phi} with {tag}`,
  style: phi => `a ${phi} in {tag} style`,
}

const facetPhrase = (scenario: ScenarioId, facet: string, tag: string) =>
  templates[facet]!(phi[scenario])
    .replace("{tag}", tag)
    .replace(/^a (?=[aeiou])/, "an ")

const shades: Record<string, readonly string[]> = {
  red: ["Crimson", "Scarlet", "Ruby"],
  orange: ["Amber", "Ember", "Copper"],
  golden: ["Golden", "Honey", "Sunlit"],
  green: ["Emerald", "Green", "Jade"],
  teal: ["Teal", "Lagoon", "Seaglass"],
  blue: ["Blue", "Sapphire", "Indigo"],
  purple: ["Violet", "Amethyst", "Twilight"],
  pink: ["Rose", "Blush", "Coral"],
}

const lands: Record<string, readonly string[]> = {
  city: ["City", "Skyline", "Rooftops"],
  mountains: ["Summit", "Peaks", "High Pass"],
  desert: ["Dunes", "Sands", "Mirage"],
  space: ["Orbit", "Stars", "Far Moon"],
  forest: ["Woods", "Pines", "Clearing"],
  ocean: ["Sea", "Tide", "Deep"],
  arctic: ["Ice", "Floe", "North"],
}

const filmMoods: Record<string, readonly string[]> = {
  horror: [
    "Something out there has been waiting all night.",
    "Nobody who followed came back the same.",
    "The moon is full, and the doors don't hold.",
  ],
  romance: [
    "Two hearts meet where neither meant to stay.",
    "A tender tale of letters that arrive too late.",
    "Sometimes the long way round leads to love.",
  ],
  adventure: [
    "The map ends here; the journey doesn't.",
    "A bold quest for a place no one has named.",
    "Every road from here is a new one.",
  ],
  "sci-fi": [
    "A signal from tomorrow asks for an answer.",
    "The future came early, and it brought company.",
    "Beyond the last station, something wakes.",
  ],
  comedy: [
    "Everything goes wrong, and it has never been funnier.",
    "A cheerful mess from the first minute to the last.",
    "Some plans deserve to fail this well.",
  ],
  mystery: [
    "One clue is left, and it points home.",
    "Everyone saw it, and no one can say what it was.",
    "A quiet case that won't be closed.",
  ],
  action: [
    "The clock is running, and so is everyone else.",
    "One chance, no brakes, no way back.",
    "When the blast clears, the chase begins.",
  ],
  fantasy: [
    "An old spell breaks, and the night fills with light.",
    "Under a silver moon the legends learn to walk.",
    "Magic has a price, and someone has to pay.",
  ],
}

const wear: Record<string, readonly string[]> = {
  party: ["Made to dance until the lights come on.", "Turns up late and is remembered for it."],
  wedding: ["Soft, festive and ready for the long toast.", "For the happiest guest at the table."],
  work: ["Neat enough for Monday, easy enough for Friday.", "Goes from first meeting to last train."],
  sport: ["Light, quick and happy in motion.", "Cut to move, built to last the match."],
  travel: ["Packs small and unfolds ready for the next city.", "A good companion for long roads."],
  festival: ["For music, late light and a lot of friends.", "Catches the fireworks and keeps the glow."],
}

const reports: Record<string, readonly string[]> = {
  politics: ["What the vote means, and who will count it.", "A close race enters its last week."],
  business: ["Markets watch as orders climb again.", "A quiet quarter ends with a surprise."],
  sports: ["The season's boldest comeback, minute by minute.", "Records fall on a loud weekend."],
  science: ["Researchers share a result that few expected.", "A careful experiment answers an old question."],
  weather: ["Forecasters see a change by the weekend.", "What to expect when the front arrives."],
  health: ["Doctors explain what really helps.", "A new programme brings care closer to home."],
  technology: ["Engineers show what the next version can do.", "A small machine with large plans."],
  culture: ["A celebrated show opens to long queues.", "Artists give an old place a new voice."],
}

const seen: Record<ScenarioId, readonly string[]> = {
  "movie-poster": ["waits", "appears", "begins its journey", "stands alone"],
  outfit: [],
  "news-poster": ["makes the news", "draws a crowd", "is in the headlines", "changes the view"],
}

/** A title that hints at the picture. */
export function title(spec: DrawingSpec, rng: Rng): string {
  const { subject, setting, palette } = spec.facets as Record<string, string>
  const shade = rng.pick(shades[palette!]!)
  const thing = capital(subject!)
  switch (spec.scenario) {
    case "movie-poster": {
      const land = rng.pick(lands[setting!]!)
      return rng.pick([
        `The ${shade} ${thing}`,
        `The ${shade} ${land}`,
        `${thing} of the ${land}`,
        `${shade} ${land}`,
        `The Last ${thing}`,
      ])
    }
    case "outfit":
      return rng.pick([
        `${shade} ${thing}`,
        `The ${shade} ${thing}`,
        `${capital(setting!)} ${thing}`,
        `${thing} in ${shade}`,
      ])
    case "news-poster":
      return rng.pick([
        `${thing} on the ${capital(setting!)}`,
        `A New ${thing} for the ${capital(setting!)}`,
        `The ${thing} and the ${capital(setting!)}`,
        `${capital(setting!)} Looks to the ${thing}`,
      ])
  }
}

/** One or two sentences that name subject and setting and leave most facets to the eye. */
export function description(spec: DrawingSpec, rng: Rng): string {
  const { subject, setting } = spec.facets as Record<string, string>
  const mood = spec.facets[moodFacet[spec.scenario]]!
  const place = rng.pick(places[setting!]!)
  switch (spec.scenario) {
    case "movie-poster":
      return `${capital(noun(subject!))} ${rng.pick(seen[spec.scenario])} ${place}. ${rng.pick(filmMoods[mood]!)}`
    case "outfit":
      return `${capital(noun(subject!))} ${place}. ${rng.pick(wear[mood]!)}`
    case "news-poster":
      return `${capital(noun(subject!))} ${rng.pick(seen[spec.scenario])} ${place}. ${rng.pick(reports[mood]!)}`
  }
}
