/**
 * The recipe: everything that made an image, small enough to travel inside it (at most 60 KB) and complete enough to
 * make the same pixels again. A recipe read from a file is untrusted: parse it with `recipeSchema`.
 */
import { z } from "zod"
import { fitSchema, guidanceSchema, maxSeed, schedulerSchema, sideSchema } from "./setting-values.ts"
import { deviceSchema } from "./settings.ts"

export const maxRecipeBytes = 60 * 1024

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const tag = z.string().max(200)
const id = z.string().min(1).max(200)

export const neighbourSchema = z.object({
  id,
  /** Cosine similarity, −1 … 1. */
  similarity: z.number(),
  /** SHA-256 of what was retrieved: the text for Φ, the image for Ψ. */
  hash,
})
export type Neighbour = z.infer<typeof neighbourSchema>

export const interestSchema = z.object({
  tag,
  /** How many of the k history items carry the tag; 0 for a pinned tag that none carries. */
  count: z.int().min(0),
  pinned: z.boolean(),
  /** The history items that carry it. */
  from: z.array(id).max(50),
})
export type Interest = z.infer<typeof interestSchema>

export const recipeSchema = z.object({
  version: z.literal(1),
  app: z.string().max(40),
  createdAt: z.iso.datetime(),
  pack: z.object({ name: z.string().max(100), hash }),
  adapter: z.object({ name: z.string().max(100), hash }).nullable(),
  scenario: z.object({ id: z.string().max(40), phi: z.string().max(60) }),
  item: z.object({ id, imageHash: hash, textHash: hash }),
  /** The persona by pseudonym: never a shopper's id. */
  persona: z.object({ pseudonym: z.string().max(200), history: z.array(id).max(50) }),
  tags: z.object({
    image: z.array(tag).max(32),
    text: z.array(tag).max(32),
    own: z.array(tag).max(64),
    tagger: z.string().max(200),
  }),
  interests: z.array(interestSchema).max(64),
  pinned: z.array(tag).max(64),
  banned: z.array(tag).max(256),
  /** T*: the text as the text encoder reads it, after fitting. */
  rewrite: z.object({
    text: z.string().max(20_000),
    tokens: z.int().min(0),
    limit: z.int().positive(),
    cutTags: z.array(tag).max(128),
    cutWords: z.int().min(0),
    fit: fitSchema,
  }),
  textNeighbours: z.array(neighbourSchema).max(20),
  imageNeighbours: z.array(neighbourSchema).max(20),
  excludeSelf: z.boolean(),
  excludedNeighbours: z.array(id).max(1000),
  excludedHistory: z.array(id).max(1000),
  lambda1: z.number().min(0).max(2),
  lambda2: z.number().min(0).max(1),
  imageScale: z.number().min(0).max(2),
  tagsUsed: z.int().min(0).max(32),
  historyUsed: z.int().min(0).max(50),
  neighbours: z.int().min(0).max(20),
  scheduler: schedulerSchema,
  steps: z.int().min(1).max(200),
  guidance: guidanceSchema,
  seed: z.int().min(0).max(maxSeed),
  width: sideSchema,
  height: sideSchema,
  /** How the item's image was brought to the encoders' size: `keep-whole` or `crop`; and whether its foreground was cut out. */
  preprocessing: z.object({
    resize: z.enum(["keep-whole", "crop"]),
    foreground: z.enum(["network", "none"]),
  }),
  device: deviceSchema,
})
export type Recipe = z.infer<typeof recipeSchema>
