/**
 * The recipe, version 2: the settings, the plan, and what made the image. It is small enough to travel inside
 * the image (at most 60 KB) and complete enough to make the same pixels again. A recipe from a file is untrusted and may
 * be of an older version: recipe-versions.ts reads it.
 */
import { z } from "zod"
import { hashSchema as hash } from "./hash.ts"
import { layoutRefSchema } from "./layout.ts"
import { mostLoras } from "./lora.ts"
import { maskRefSchema, mostProtected } from "./mask.ts"
import { guidanceSchema, maxSeed, sideSchema, structureKindSchema } from "./setting-values.ts"
import { deviceSchema, settingsSchema } from "./settings.ts"
import { settingEntry, settingNames } from "./settings-table.ts"
import { upscalerRefSchema } from "./upscaler.ts"

export const maxRecipeBytes = 60 * 1024

const tag = z.string().max(200)
const id = z.string().min(1).max(200)
const name = z.string().max(100)

const neighbourSchema = z.strictObject({
  id,
  /** Cosine similarity, −1 … 1. */
  similarity: z.number(),
  /** SHA-256 of what was retrieved: the text for Φ, the image for Ψ. */
  hash,
})
export type Neighbour = z.infer<typeof neighbourSchema>

export const interestSchema = z.strictObject({
  tag,
  /** How many of the k history items carry the tag; 0 for a pinned tag that none carries. */
  count: z.int().min(0),
  pinned: z.boolean(),
  /** The history items that carry it. */
  from: z.array(id).max(50),
})
export type Interest = z.infer<typeof interestSchema>

/**
 * Settings that a recipe holds elsewhere: seed, size, adapter and LoRAs are in `made`, and `count` is no matter of one image.
 */
const elsewhere = {
  seed: true,
  count: true,
  width: true,
  height: true,
  adapter: true,
  loras: true,
  loraStrength: true,
} as const
const decided = {
  guidance: guidanceSchema,
  structure: z.number().default(0),
  structureKind: structureKindSchema.default("edges"),
}
const typed = settingsSchema.omit(elsewhere).extend(decided).strict()

/**
 * The settings of an image, from the table. A setting that a recipe lacks is younger than the recipe and had no effect
 * on it: it gets its neutral value, never its default.
 */
const recipeSettingsSchema = z.strictObject(
  Object.fromEntries(
    settingNames
      .filter(setting => !(setting in elsewhere))
      .map(setting => {
        const { schema, neutral } = settingEntry(setting)
        const required =
          schema instanceof z.ZodDefault || schema instanceof z.ZodOptional ? schema.unwrap() : schema
        return [setting, neutral === undefined ? required : z._default(required as z.ZodType, neutral)]
      }),
  ),
) as unknown as typeof typed

export type RecipeSettings = z.infer<typeof recipeSettingsSchema>

/** What the unconditional row read in place of the empty text: the words of workspace, scenario and render. */
const avoidedWordsSchema = z.strictObject({
  text: z.string().min(1).max(2000),
  tokens: z.int().min(0),
  limit: z.int().positive(),
  /** The phrases that the encoder doesn't see, or not wholly. */
  cut: z.array(z.string().max(500)).max(500),
})
export type AvoidedWords = z.infer<typeof avoidedWordsSchema>

/** The plan: everything that was worked out before drawing. */
export const recipePlanSchema = z.strictObject({
  scenario: z.strictObject({ id: z.string().max(40), phi: z.string().max(60) }),
  item: z.strictObject({ id, imageHash: hash, textHash: hash }),
  /** The persona by pseudonym: never a shopper's id. `history` are the k items that counted, most recent first. */
  persona: z.strictObject({ pseudonym: z.string().max(200), history: z.array(id).max(50) }),
  tags: z.strictObject({
    image: z.array(tag).max(32),
    text: z.array(tag).max(32),
    own: z.array(tag).max(64),
    tagger: z.string().max(200),
  }),
  interests: z.array(interestSchema).max(64),
  pinned: z.array(tag).max(64),
  banned: z.array(tag).max(256),
  /** T*: the text as the text encoder reads it, after fitting. */
  rewrite: z.strictObject({
    text: z.string().max(20_000),
    tokens: z.int().min(0),
    limit: z.int().positive(),
    cutTags: z.array(tag).max(128),
    cutWords: z.int().min(0),
  }),
  textNeighbours: z.array(neighbourSchema).max(20),
  imageNeighbours: z.array(neighbourSchema).max(20),
  /**
   * How the item's image was brought to the encoders' size: `keep-whole` or `crop`; and whether its foreground was cut out, by
   * the `network`, or came cut out: by the `opacity` of that hash, then `own`.
   */
  preprocessing: z.strictObject({
    resize: z.enum(["keep-whole", "crop"]),
    foreground: z.enum(["network", "own", "none"]),
    opacity: hash.optional(),
  }),
  /** What of the item's picture is kept as it is. Recipes of programs that knew no masks have none. */
  masks: z._default(z.array(maskRefSchema.strict()).max(mostProtected), []),
  /** Null where there are none, as in recipes of programs that knew none. */
  avoid: z._default(avoidedWordsSchema.nullable(), null),
})
export type RecipePlan = z.infer<typeof recipePlanSchema>

/** What made the image. */
export const recipeMadeSchema = z.strictObject({
  app: z.string().max(40),
  createdAt: z.iso.datetime(),
  pack: z.strictObject({ name, hash }),
  adapter: z.strictObject({ name, hash }).nullable(),
  /** Those that had an effect, in the order of their hashes; `strength` is the product of all that decides it. */
  loras: z.array(z.strictObject({ name, hash, strength: z.number() })).max(mostLoras),
  device: deviceSchema,
  /** What the networks computed in. */
  dtype: z.enum(["float32", "float16"]),
  /** The revision of our arithmetic (personalize/recipe-key.ts): the same ask draws other pixels in another one. */
  arithmetic: z.int().positive(),
  seed: z.int().min(0).max(maxSeed),
  width: sideSchema,
  height: sideSchema,
})
export type RecipeMade = z.infer<typeof recipeMadeSchema>

export const recipeSchema = z.strictObject({
  version: z.literal(2),
  /** The settings that were asked for, as far as the pack could honour them. */
  settings: recipeSettingsSchema,
  plan: recipePlanSchema,
  made: recipeMadeSchema,
  /** What was laid over the image in this file; the image itself was drawn without. */
  layout: layoutRefSchema.optional(),
  /** What enlarged the image in this file; `made` says at which size it was drawn. */
  upscaler: upscalerRefSchema.optional(),
})
export type Recipe = z.infer<typeof recipeSchema>

/** Whether the interest embedding has an effect: then the neighbours decide pixels. */
export const fusesInterest = ({ settings, plan }: Pick<Recipe, "settings" | "plan">): boolean =>
  settings.lambda2 > 0 && plan.textNeighbours.length > 0 && plan.imageNeighbours.length > 0
