/**
 * Recipes of every version, read as the newest one: all other code knows only that one. Images and workspaces carry old
 * recipes for ever, so the schema of an old version never changes.
 */
import { z } from "zod"
import { recipeSchema } from "./recipe.ts"

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const tag = z.string().max(200)
const id = z.string().min(1).max(200)
const neighbour = z.object({ id, similarity: z.number(), hash })
const side = z.int().min(64).max(2048).multipleOf(64)

/** Version 1: 0.1.0 wrote it. */
const recipe1Schema = z.object({
  version: z.literal(1),
  app: z.string().max(40),
  createdAt: z.iso.datetime(),
  pack: z.object({ name: z.string().max(100), hash }),
  adapter: z.object({ name: z.string().max(100), hash }).nullable(),
  scenario: z.object({ id: z.string().max(40), phi: z.string().max(60) }),
  item: z.object({ id, imageHash: hash, textHash: hash }),
  persona: z.object({ pseudonym: z.string().max(200), history: z.array(id).max(50) }),
  tags: z.object({
    image: z.array(tag).max(32),
    text: z.array(tag).max(32),
    own: z.array(tag).max(64),
    tagger: z.string().max(200),
  }),
  interests: z
    .array(z.object({ tag, count: z.int().min(0), pinned: z.boolean(), from: z.array(id).max(50) }))
    .max(64),
  pinned: z.array(tag).max(64),
  banned: z.array(tag).max(256),
  rewrite: z.object({
    text: z.string().max(20_000),
    tokens: z.int().min(0),
    limit: z.int().positive(),
    cutTags: z.array(tag).max(128),
    cutWords: z.int().min(0),
    fit: z.enum(["paper", "keep-tags"]),
  }),
  textNeighbours: z.array(neighbour).max(20),
  imageNeighbours: z.array(neighbour).max(20),
  excludeSelf: z.boolean(),
  excludedNeighbours: z.array(id).max(1000),
  excludedHistory: z.array(id).max(1000),
  lambda1: z.number().min(0).max(2),
  lambda2: z.number().min(0).max(1),
  imageScale: z.number().min(0).max(2),
  tagsUsed: z.int().min(0).max(32),
  historyUsed: z.int().min(0).max(50),
  neighbours: z.int().min(0).max(20),
  scheduler: z.enum(["ddim", "dpmpp-2m", "dpmpp-2m-karras"]),
  steps: z.int().min(1).max(200),
  guidance: z.number().min(0).max(30),
  seed: z.int().min(0).max(0xffff_ffff),
  width: side,
  height: side,
  preprocessing: z.object({
    resize: z.enum(["keep-whole", "crop"]),
    foreground: z.enum(["network", "none"]),
  }),
  device: z.enum(["cpu", "webgpu", "cuda", "dml", "coreml"]),
})

/** Version 1 knew neither LoRAs nor half precision, and our arithmetic was in its first revision. */
function fromVersion1(old: z.infer<typeof recipe1Schema>): z.input<typeof recipeSchema> {
  const { fit, ...rewrite } = old.rewrite
  return {
    version: 2,
    settings: {
      lambda1: old.lambda1,
      lambda2: old.lambda2,
      imageScale: old.imageScale,
      tags: old.tagsUsed,
      // Version 1 allowed 0 for these two; no setting ever had that value.
      history: Math.max(1, old.historyUsed),
      neighbours: Math.max(1, old.neighbours),
      steps: old.steps,
      guidance: old.guidance,
      scheduler: old.scheduler,
      fit,
      excludeSelf: old.excludeSelf,
      excludedNeighbours: old.excludedNeighbours,
      excludedHistory: old.excludedHistory,
    },
    plan: {
      scenario: old.scenario,
      item: old.item,
      persona: old.persona,
      tags: old.tags,
      interests: old.interests,
      pinned: old.pinned,
      banned: old.banned,
      rewrite,
      textNeighbours: old.textNeighbours,
      imageNeighbours: old.imageNeighbours,
      preprocessing: old.preprocessing,
    },
    made: {
      app: old.app,
      createdAt: old.createdAt,
      pack: old.pack,
      adapter: old.adapter,
      loras: [],
      device: old.device,
      dtype: "float32",
      arithmetic: 1,
      seed: old.seed,
      width: old.width,
      height: old.height,
    },
  }
}

/** A recipe of any version, read as the newest one. */
export const anyRecipeSchema = z.discriminatedUnion("version", [
  recipe1Schema.transform(fromVersion1).pipe(recipeSchema),
  recipeSchema,
])
