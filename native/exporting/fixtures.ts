/** What tests of exports share: a recipe with awkward texts, and a small picture. */
import { type Recipe, recipeSchema } from "../contract/recipe.ts"
import type { RawImage } from "../models/image.ts"

const hash = "0123456789abcdef".repeat(4)

/** A whole recipe whose texts hold everything that XML, JSON and UTF-8 could trip over. */
export const exampleRecipe: Recipe = recipeSchema.parse({
  version: 2,
  settings: {
    lambda1: 1,
    lambda2: 0.2,
    imageScale: 1,
    tags: 8,
    history: 5,
    neighbours: 5,
    steps: 50,
    guidance: 7.5,
    scheduler: "ddim",
    fit: "keep-tags",
  },
  plan: {
    scenario: { id: "movie-poster", phi: "movie poster" },
    item: { id: "poster-7", imageHash: hash, textHash: hash },
    persona: { pseudonym: "Mira & <Søn>", history: ["poster-1", "poster-2"] },
    tags: { image: ["neon city"], text: ["]]> end"], own: [], tagger: "built-in/1:starter" },
    interests: [{ tag: "rock 'n' \"roll\"", count: 2, pinned: false, from: ["poster-1", "poster-2"] }],
    pinned: [],
    banned: [],
    rewrite: {
      text: "Ünïcode φ 深圳 🎬 &amp; <!DOCTYPE x> \u0085\u0000\ufffe\n This movie poster is about neon city.",
      tokens: 30,
      limit: 77,
      cutTags: [],
      cutWords: 0,
    },
    textNeighbours: [{ id: "poster-3", similarity: 0.75, hash }],
    imageNeighbours: [{ id: "poster-4", similarity: 0.5, hash }],
    preprocessing: { resize: "keep-whole", foreground: "network" },
  },
  made: {
    app: "0.2.0",
    createdAt: "2026-11-23T04:00:00.000Z",
    pack: { name: "starter", hash },
    adapter: null,
    loras: [],
    device: "cpu",
    dtype: "float32",
    arithmetic: 1,
    seed: 7,
    width: 64,
    height: 64,
  },
})

/** A smooth picture of two gradients, [height, width, 3]. */
export function exampleImage(width = 64, height = 64): RawImage {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3)
    const [x, y] = [(pixel % width) / width, Math.floor(pixel / width) / height]
    return 255 * [x, y, 1 - x][at % 3]!
  })
  return { width, height, channels: 3, data }
}
